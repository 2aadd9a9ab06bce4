import Foundation
import Gateway
import Identity
import Manifests
import Testing

@Suite("explain: who answers a request")
struct ExplainTests {
  /// A request and the routes that take it; no route means that nothing answers.
  struct Asked: CustomTestStringConvertible, Sendable {
    let request: String
    let headers: [String]
    let routes: [String]
    var testDescription: String { "\(request) \(headers.joined(separator: " "))" }

    init(_ request: String, _ headers: String..., to routes: [String]) {
      (self.request, self.headers, self.routes) = (request, headers, routes)
    }
  }

  private func model(_ yaml: String) throws -> GatewayModel {
    let compilation = compileGateway(
      try ManifestLoader.load(MemoryTree(["in.yaml": Array(yaml.utf8)])).manifests, options: CompileOptions())
    #expect(compilation.findings.filter { $0.severity == .error }.isEmpty)
    return compilation.model
  }

  private func answer(_ request: String, _ headers: [String] = [], _ yaml: String) throws -> Explanation {
    let parts = request.split(separator: " ")
    return explain(try RequestSketch(method: String(parts[0]), url: String(parts[1]), headers: headers), in: try model(yaml))
  }

  private static let preamble = """
    apiVersion: getambassador.io/v3alpha1
    kind: Listener
    metadata: {name: http, namespace: edge}
    spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}

    """

  private static func host(_ hostname: String) -> String {
    """
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Host
    metadata: {name: "h\(hostname.filter(\.isLetter))", namespace: edge}
    spec: {hostname: "\(hostname)", requestPolicy: {insecure: {action: Route}}}

    """
  }

  private static func mapping(_ name: String, _ spec: String) -> String {
    """
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: {name: \(name), namespace: shop}
    spec: {service: "\(name):80", \(spec)}

    """
  }

  private static let paths =
    preamble
    + mapping("root", "hostname: '*', prefix: /") + mapping("cart", "hostname: '*', prefix: /cart")
    + mapping("exact", "hostname: '*', prefix: /exact, prefix_exact: true")
    + mapping("nocase", "hostname: '*', prefix: /NoCase, case_sensitive: false")
    + mapping("regex", "hostname: '*', prefix: '/users/[0-9]+', prefix_regex: true")
    + mapping("post", "hostname: '*', prefix: /post, method: POST")
    + mapping("beta", "hostname: '*', prefix: /beta, headers: {X-Beta: 'yes'}")
    + mapping("agent", "hostname: '*', prefix: /agent, regex_headers: {user-agent: 'curl/.*'}")
    + mapping("query", "hostname: '*', prefix: /query, query_parameters: {v: '2'}")

  @Test(
    "paths, methods, headers and query parameters",
    arguments: [
      Asked("GET http://a/", to: ["root"]), Asked("GET http://a", to: ["root"]), Asked("GET http://a/cart", to: ["cart"]),
      Asked("GET http://a/cartoon?x=1", to: ["cart"]), Asked("GET http://a/CART", to: ["root"]), Asked("GET http://a/exact", to: ["exact"]),
      Asked("GET http://a/exact?x", to: ["exact"]), Asked("GET http://a/exact/", to: ["root"]),
      Asked("GET http://a/nocASE/1", to: ["nocase"]),
      Asked("GET http://a/users/12", to: ["regex"]), Asked("GET http://a/users/12/x", to: ["root"]),
      Asked("GET http://a/users/12?q=/", to: ["regex"]),
      Asked("POST http://a/post", to: ["post"]), Asked("GET http://a/post", to: ["root"]), Asked("post http://a/post", to: ["root"]),
      Asked("GET http://a/beta", "x-beta: yes", to: ["beta"]), Asked("GET http://a/beta", "X-BETA:yes", to: ["beta"]),
      Asked("GET http://a/beta", "x-beta: no", to: ["root"]), Asked("GET http://a/beta", "x-beta: no", "x-beta: yes", to: ["beta"]),
      Asked("GET http://a/agent", "User-Agent: curl/8", to: ["agent"]), Asked("GET http://a/agent", "User-Agent: a curl/8", to: ["root"]),
      Asked("GET http://a/%70ost/../bet%61", "x-beta: yes", to: ["beta"]),
      Asked("GET http://a/query?v=2", to: ["query"]), Asked("GET http://a/query?a=1&v=2", to: ["query"]),
      Asked("GET http://a/query?v=2&v=3", to: ["query"]), Asked("GET http://a/query?v=3&v=2", to: ["root"]),
      Asked("GET http://a/query?v=%32", to: ["root"]), Asked("GET http://a/x/../cart", to: ["cart"]),
      Asked("GET http://a/./%2e%2E/cart/", to: ["cart"]),
      Asked("GET http://a//cart", to: ["root"]), Asked("GET http://a/#/cart", to: ["root"]),
    ])
  func matching(_ asked: Asked) throws {
    #expect(try answer(asked.request, asked.headers, Self.paths).choices.map(\.route.name) == asked.routes.map { "shop/\($0)" })
  }

  private static let hosts =
    preamble
    + ["a.example.com", "*.example.com", "*.b.example.com", "*", "port.example.com:8443"].map(host).joined()
    + mapping("exact", "hostname: a.example.com, prefix: /") + mapping("wild", "hostname: '*.example.com', prefix: /")
    + mapping("deep", "hostname: '*.b.example.com', prefix: /deep") + mapping("port", "hostname: 'port.example.com:8443', prefix: /")
    + mapping("only-a", "hostname: a.example.com, prefix: /only-a")

  @Test(
    "the host: exact, the longest wildcard, all; no falling back to another host",
    arguments: [
      ("a.example.com", "/", "a.example.com", "shop/exact"), ("A.Example.COM", "/", "a.example.com", "shop/exact"),
      ("c.example.com", "/", "*.example.com", "shop/wild"), ("x.y.example.com", "/", "*.example.com", "shop/wild"),
      ("x.b.example.com", "/deep", "*.b.example.com", "shop/deep"), ("x.b.example.com", "/", "*.b.example.com", "shop/wild"),
      ("example.com", "/", "*", nil), (".example.com", "/", "*", "shop/wild"), ("other.org", "/", "*", nil),
      ("port.example.com:8443", "/", "port.example.com:8443", "shop/port"), ("port.example.com", "/", "*.example.com", "shop/wild"),
    ] as [(String, String, String, String?)])
  func hosts(authority: String, path: String, host: String, route: String?) throws {
    let explanation = try answer("GET http://x\(path)", ["Host: \(authority)"], Self.hosts)
    #expect(explanation.host?.hostname == host)
    #expect(explanation.choices.first?.route.name == route)
  }

  @Test(
    "nothing answers: no listener, no host, no route",
    arguments: [
      ("GET https://a.example.com/", "no listener ends TLS"), ("GET http://a.example.com:81/", "no listener has port 81. Ports here: 8080"),
      ("GET http://b.example.com/", "no host has the name b.example.com"),
      ("GET http://a.example.com/nothing", "no route of a.example.com takes it"),
    ])
  func silence(request: String, words: String) throws {
    let yaml = Self.preamble + Self.host("a.example.com") + Self.mapping("x", "hostname: '*', prefix: /x")
    let explanation = try answer(request, yaml)
    #expect(!explanation.isAnswered)
    #expect(explanation.silence?.message.contains(words) == true, "\(explanation.silence?.message ?? "answered")")
    #expect(explanation.text.contains(words))
  }

  @Test("a port in the request counts only where some host is written with a port")
  func ports() throws {
    let plain = Self.preamble + Self.host("a.example.com") + Self.mapping("x", "hostname: '*', prefix: /")
    #expect(try answer("GET http://a.example.com:8080/", plain).isAnswered)
    let withPort = plain + Self.host("b.example.com:9000")
    let silent = try answer("GET http://a.example.com:8080/", withPort)
    #expect(silent.silence?.message.contains("The port is part of the name: a.example.com takes it without") == true)
  }

  private func answer(_ request: String, _ yaml: String) throws -> Explanation { try answer(request, [], yaml) }

  @Test("shares by weight, and what they leave")
  func shares() throws {
    let split =
      Self.preamble + Self.mapping("a", "hostname: '*', prefix: /w, weight: 10")
      + Self.mapping("b", "hostname: '*', prefix: /w, weight: 20")
    let alone = try answer("GET http://a/w", split)
    #expect(alone.choices.map { "\($0.route) \($0.share)" } == ["shop/a 10", "shop/b 20"])
    #expect(alone.text.contains("answered with 404: the weights do not add up to 100"))
    let rest = try answer("GET http://a/w", split + Self.mapping("c", "hostname: '*', prefix: /"))
    #expect(rest.choices.map { "\($0.route) \($0.share)" } == ["shop/a 10", "shop/b 20", "shop/c 70"])
  }

  @Test(
    "what the upstream sees, or where the client is sent",
    arguments: [
      ("prefix: /a/", "http://h/a/b?q=1", "/b?q=1 h"), ("prefix: /a", "http://h/a/b", "//b h"),
      ("prefix: /a, rewrite: ''", "http://h/a/b", "/a/b h"),
      ("prefix: /a/, rewrite: /v2/", "http://h/a/b", "/v2/b h"), ("prefix: /a, prefix_exact: true, rewrite: /z", "http://h/a?q", "/z?q h"),
      ("prefix: '/a/.*', prefix_regex: true", "http://h/a/b?q", "/?q h"),
      ("prefix: /a, regex_rewrite: {pattern: '/a/(.*)', substitution: '/\\\\1/x'}", "http://h/a/b?q", "/b/x?q h"),
      ("prefix: /a/, host_rewrite: in.example.com", "http://h/a/b", "/b in.example.com"),
      ("prefix: /a/, auto_host_rewrite: true", "http://h/a/b", "/b s.shop"),
    ])
  func forwarding(spec: String, url: String, seen: String) throws {
    let yaml = Self.preamble + Self.mapping("s", "hostname: '*', \(spec)".replacing("\\\\", with: "\\"))
    guard case .forward(let forwarding)? = try answer("GET \(url)", yaml).choices.first?.action else {
      Issue.record("not forwarded")
      return
    }
    #expect("\(forwarding.path) \(forwarding.host)" == seen)
  }

  @Test(
    "where a redirect leads",
    arguments: [
      ("", "http://h/r/x?q=1", "301 http://www.example.com/r/x?q=1"),
      ("path_redirect: /new", "http://h/r/x?q=1", "301 http://www.example.com/new?q=1"),
      ("prefix_redirect: /n/, redirect_response_code: 308", "http://h/r/x", "308 http://www.example.com/n/x"),
      ("regex_redirect: {pattern: '/r/(.*)', substitution: '/\\1'}", "http://h/r/x?q", "301 http://www.example.com/x?q"),
    ])
  func redirects(spec: String, url: String, location: String) throws {
    let yaml =
      Self.preamble + """
        ---
        apiVersion: getambassador.io/v3alpha1
        kind: Mapping
        metadata: {name: r, namespace: shop}
        spec: {hostname: "*", prefix: /r/, service: www.example.com, host_redirect: true\(spec.isEmpty ? "" : ", " + spec)}

        """
    guard case .redirect(let redirection)? = try answer("GET \(url)", yaml).choices.first?.action else {
      Issue.record("not redirected")
      return
    }
    #expect("\(redirection.status) \(redirection.location)" == location)
  }

  @Test(
    "a request that cannot be understood",
    arguments: [
      ("GET", "example.com/", [], RequestSketch.Fault.scheme("example.com/")), ("GET", "ftp://a/", [], .scheme("ftp://a/")),
      ("GET", "http:///x", [], .host("http:///x")), ("GET", "http://a:0/", [], .port("0")), ("GET", "http://a:b/", [], .port("b")),
      ("G T", "http://a/", [], .method("G T")), ("", "http://a/", [], .method("")), ("GET", "http://a/", ["x"], .header("x")),
      ("GET", "http://a/", ["a b: c"], .header("a b: c")), ("GET", "http://u:p@a/", [], .host("http://u:p@a/")),
    ] as [(String, String, [String], RequestSketch.Fault)])
  func faults(method: String, url: String, headers: [String], fault: RequestSketch.Fault) {
    #expect(throws: fault) { try RequestSketch(method: method, url: url, headers: headers) }
  }

  @Test("TLS: the chain of the server name, and only its host")
  func tls() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases/tls/in.yaml")
    let yaml = try String(contentsOf: folder, encoding: .utf8)
    let known = try answer("GET https://a.example.com/", yaml)
    #expect(known.listener?.port == 8443)
    #expect(known.host?.hostname == "a.example.com")
    #expect(try answer("GET https://b.example.com/", yaml).host?.hostname == "*")
    // No domain fronting: the other host is not behind this name's chain.
    let fronted = try answer("GET https://a.example.com/", ["Host: b.example.com"], yaml)
    #expect(fronted.silence?.message.contains("no host has the name b.example.com") == true)
    guard case .redirect(let redirection)? = try answer("GET http://a.example.com/x?y", yaml).choices.first?.action else {
      Issue.record("cleartext is not redirected")
      return
    }
    #expect(redirection.location == "https://a.example.com/x?y")
  }

  @Test("the answer for a person names places, the nearer routes, and why they lost")
  func text() throws {
    let yaml =
      Self.preamble + Self.host("*.example.com") + Self.mapping("api", "hostname: '*', prefix: /api/")
      + Self.mapping("api-beta", "hostname: '*', prefix: /api/, headers: {x-beta: 'yes'}")
      + Self.mapping("api-users", "hostname: '*', prefix: /api/v2/users, method: POST")
    let text = try answer("GET http://www.example.com/api/v2/users?id=7", ["x-beta: yes"], yaml).text
    #expect(
      text == """
        listener  edge/http         :8080, cleartext                  in.yaml:1
        host      edge/hexamplecom  *.example.com                     in.yaml:6
        route     shop/api-beta     prefix /api/, header x-beta: yes  in.yaml:16
        upstream  api-beta.shop:80  path becomes /v2/users?id=7, host stays, timeout 3 s, no retries
        nearer routes that lost:
          shop/api-users  in.yaml:21  prefix /api/v2/users is longer, but wants method POST
          shop/api        in.yaml:11  same prefix, fewer header matchers: comes after
        """)
  }

  @Test("the answer for programs")
  func json() throws {
    let explanation = try answer("GET http://a/cart/x", Self.paths)
    let document = try JSONSerialization.jsonObject(with: JSONEncoder().encode(explanation)) as? [String: Any]
    #expect(document?["answered"] as? Bool == true)
    let choice = (document?["choices"] as? [[String: Any]])?.first
    #expect(choice?["route"] as? String == "shop/cart")
    let forward = (choice?["action"] as? [String: Any])?["forward"] as? [String: Any]
    #expect(forward?["timeoutMilliseconds"] as? Int == 3000)
    #expect(forward?["path"] as? String == "//x")
  }
}
