import Foundation
import Gateway
import Manifests
import Testing

/// What traffic changes between two sets of objects, as `nuncio validate` prints it.
@Suite("RouteDiff: classes of requests, not YAML")
struct RouteDiffTests {
  @Test("a new route, one line for its methods, says where it goes and who had the requests")
  func added() throws {
    let before = [mapping("all", "/", "shop:80")]
    let after = before + [mapping("pay-get", "/pay", "pay:80", "method: GET"), mapping("pay-post", "/pay", "pay:80", "method: POST")]
    let changes = try changes(before, after)
    #expect(changes.headline == "2 routes added, 0 changed, 0 removed, of 3")
    #expect(text(changes) == ["+ GET,POST https://www.example.com/pay* -> pay.shop:80   was shop.shop:80"])
  }

  @Test("a removed route says who gets its requests")
  func removed() throws {
    let before = [mapping("api", "/api/", "api:80"), mapping("users", "/api/users", "users:80"), mapping("old", "/old", "old:80")]
    let changes = try changes(before, [before[0]])
    #expect(changes.headline == "0 routes added, 0 changed, 2 removed, of 3")
    #expect(
      text(changes) == [
        "- * https://www.example.com/api/users* was users.shop:80   now api.shop:80",
        "- * https://www.example.com/old* was old.shop:80   now 404",
      ])
  }

  @Test(
    "a changed field has its name, before and after",
    arguments: [
      ("service: cart-v2:80\n  timeout_ms: 3000", "cart.shop:80 -> cart-v2.shop:80"),
      ("service: cart-v2:80\n  timeout_ms: 10000", "cart.shop:80 -> cart-v2.shop:80   timeout 3 s -> 10 s"),
      ("service: cart:80\n  timeout_ms: 3000\n  rewrite: /v2/", "rewrite / -> /v2/"),
      ("service: cart:80\n  timeout_ms: 3000\n  host_rewrite: cart.internal", "host header none -> cart.internal"),
      ("service: cart:80\n  timeout_ms: 3000\n  retry_policy: {retry_on: 5xx, num_retries: 2}", "retries none -> 2 retries on 5xx"),
      ("service: cart:80\n  timeout_ms: 3000\n  load_balancer: {policy: least_request}", "load balancing round_robin -> least_request"),
      ("service: https://cart:80\n  timeout_ms: 3000", "TLS to the upstream none -> yes"),
      ("service: cart:80\n  timeout_ms: 3000\n  add_request_headers: {x-a: b}", "request headers none -> add x-a: b"),
    ])
  func changed(_ fields: String, _ words: String) throws {
    let before = object("Mapping", "cart", "hostname: www.example.com\n  prefix: /cart\n  service: cart:80\n  timeout_ms: 3000")
    let after = object("Mapping", "cart", "hostname: www.example.com\n  prefix: /cart\n  \(fields)")
    #expect(text(try changes([before], [after])) == ["~ * https://www.example.com/cart* \(words)"])
  }

  @Test("a credential in a header is not shown, only that it changed")
  func credentials() throws {
    let changes = try changes(
      [mapping("a", "/", "a:80", "add_request_headers: {authorization: Basic b25l}")],
      [mapping("a", "/", "a:80", "add_request_headers: {authorization: Basic dHdv}")])
    let line = try #require(text(changes).first)
    #expect(line.contains("authorization: (hidden, ") && !line.contains("b25l") && !line.contains("dHdv"))
  }

  @Test("weights are one route with several destinations")
  func weights() throws {
    let stable = mapping("cart", "/cart", "cart:80")
    let changes = try changes([stable], [stable, mapping("cart-v2", "/cart", "cart-v2:80", "weight: 10")])
    #expect(changes.headline == "0 routes added, 1 changed, 0 removed, of 1")
    #expect(text(changes) == ["~ * https://www.example.com/cart* cart.shop:80 -> 10 % cart-v2.shop:80, 90 % cart.shop:80"])
  }

  @Test("renamed, moved to another namespace, or in another order in the files: no change")
  func renamed() throws {
    let before = [mapping("a", "/a", "a.shop:80"), mapping("b", "/b", "b.shop:80")]
    let after = [mapping("second", "/b", "b.shop:80"), mapping("first", "/a", "a.shop:80", namespace: "other")]
    #expect(try changes(before, after).isEmpty)
  }

  @Test("a name that moves from a wildcard Host to its own: no route changes, the host is new")
  func ownHost() throws {
    let wild = object("Host", "wild", "hostname: '*.example.com'\n  requestPolicy: {insecure: {action: Route}}")
    let own = object("Host", "own", "hostname: www.example.com\n  requestPolicy: {insecure: {action: Route}}")
    let route = mapping("a", "/a", "a:80")
    let changes = try changes([route, wild], [route, wild, own], hosts: [])
    #expect(changes.routes.isEmpty)
    #expect(changes.hosts.added.map(\.hostname) == ["www.example.com"])
  }

  @Test("precedence that turns two overlapping routes around is a change of the one that moved")
  func order() throws {
    let api = mapping("api", "/api/", "api:80")
    let users = mapping("users", "/api/users", "users:80")
    let beta = mapping("beta", "/api/", "beta:80", "headers: {x-beta: 'yes'}\n  precedence: 5")
    let early = mapping("beta", "/api/", "beta:80", "headers: {x-beta: 'yes'}")
    let changes = try changes([api, users, early], [api, users, beta])
    #expect(
      text(changes) == ["~ * https://www.example.com/api/*, header x-beta: yes order after * /api/users* -> before * /api/users*"])
  }

  @Test("precedence that turns nothing around that overlaps is no change")
  func harmlessOrder() throws {
    let before = [mapping("a", "/a", "a:80"), mapping("bb", "/bb", "b:80"), mapping("a-get", "/a", "c:80", "method: GET")]
    let after = [mapping("a", "/a", "a:80"), mapping("bb", "/bb", "b:80", "precedence: -7"), before[2]]
    #expect(try changes(before, after).isEmpty)
  }

  @Test("a minimum TLS version that is lowered is a change of the host, and the key is never shown")
  func tls() throws {
    func host(_ version: String) -> String {
      object("Host", "www", "hostname: www.example.com\n  tlsSecret: {name: www}\n  tls: {min_tls_version: \(version)}")
    }
    let secrets = try TestCertificate.facts(named: "shop/www")
    guard let secrets else { return }
    let changes = try changes([host("v1.2"), Self.secure], [host("v1.0"), Self.secure], hosts: [], facts: secrets)
    #expect(text(changes) == ["~ host www.example.com minimum TLS v1.2 -> v1.0"])
    #expect(changes.hosts.changed.first?.before.tls?.minimumVersion == "v1.2")
  }

  @Test("a route that is redirected to https without TLS is one route")
  func redirected() throws {
    let secrets = try TestCertificate.facts(named: "shop/www")
    guard let secrets else { return }
    let host = object("Host", "www", "hostname: www.example.com\n  tlsSecret: {name: www}")
    let route = mapping("a", "/a", "a:80")
    let changes = try changes([host, Self.secure], [host, Self.secure, route], hosts: [], facts: secrets)
    #expect(changes.routes.added.count == 1)
    #expect(text(changes) == ["+ * https://www.example.com/a* -> a.shop:80"])
  }

  @Test("two thousand routes, all of them changed, are compared")
  func many() throws {
    let before = (0..<2_000).map { mapping("m\($0)", "/service-\($0)/", "a\($0 % 50):80") }
    let after = (0..<2_000).map { mapping("m\($0)", "/service-\($0)/", "b\($0 % 50):80") }
    let (old, new) = (try model(before + Self.hosts), try model(after + Self.hosts))
    let changes = GatewayChanges(from: old, to: new)
    #expect(changes.routes.changed.count == 2_000)
    #expect(changes.headline == "0 routes added, 2000 changed, 0 removed, of 2000")
  }
}

extension RouteDiffTests {
  private static let hosts = [
    object("Host", "www", "hostname: www.example.com\n  requestPolicy: {insecure: {action: Route}}")
  ]
  private static let listener = object(
    "Listener", "http", "port: 8080\n  protocol: HTTP\n  securityModel: XFP\n  hostBinding: {namespace: {from: ALL}}")

  private static let secure = object(
    "Listener", "https", "port: 8443\n  protocol: HTTPS\n  securityModel: XFP\n  hostBinding: {namespace: {from: ALL}}")

  private func changes(
    _ before: [String], _ after: [String], hosts: [String] = Self.hosts, facts: Facts = Facts()
  ) throws -> GatewayChanges {
    GatewayChanges(from: try model(before + hosts, facts), to: try model(after + hosts, facts))
  }

  private func model(_ objects: [String], _ facts: Facts = Facts()) throws -> GatewayModel {
    let text = (objects + [Self.listener]).joined(separator: "---\n")
    let loaded = try ManifestLoader.load(MemoryTree(["in.yaml": Array(text.utf8)]))
    let compilation = compileGateway(loaded.manifests, options: CompileOptions(facts: facts))
    let errors = (loaded.findings + compilation.findings).filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.map(\.message))")
    return compilation.model
  }

  /// The lines without their columns. The tests' host has no TLS: `https` is what a person would write.
  private func text(_ changes: GatewayChanges) -> [String] {
    changes.lines.map { "\($0.sign.rawValue) \($0.subject) \($0.place) \($0.words)".replacing("http://", with: "https://") }
  }
}

private func mapping(_ name: String, _ prefix: String, _ service: String, _ more: String = "", namespace: String = "shop") -> String {
  object("Mapping", name, "hostname: www.example.com\n  prefix: \(prefix)\n  service: \(service)\n  \(more)", namespace: namespace)
}

private func object(_ kind: String, _ name: String, _ spec: String, namespace: String = "shop") -> String {
  "apiVersion: getambassador.io/v3alpha1\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\nspec:\n  \(spec)\n"
}

/// A certificate of today, made by the `openssl` program.
private enum TestCertificate {
  /// - Returns: nil, with a note, where there is no such program.
  static func facts(named name: String) throws -> Facts? {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nuncio-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=www"]
      + ["-keyout", folder.path + "/key", "-out", folder.path + "/crt"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      print("skipped: no openssl program to make a certificate with")
      return nil
    }
    var facts = Facts()
    facts.secrets[name] = FactSecret(
      certificateChain: [UInt8](try Data(contentsOf: folder.appendingPathComponent("crt"))),
      privateKey: [UInt8](try Data(contentsOf: folder.appendingPathComponent("key"))))
    return facts
  }
}
