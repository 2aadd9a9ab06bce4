import EnvoyConfig
import Fleet
import Foundation
import Kubernetes
import Logging
import Manifests
import NIOCore
import NIOHTTP1
import NIOPosix
import Operator
import SourceYAML
import Synchronization
import Testbed
import XDS

/// An operator in a real API server, with real Envoy processes in the place of Pods, a real repository, backends and traffic.
final class ClusterGateway: Sendable {
  let folder: String
  /// The operator's own.
  let namespace: String
  /// The gateway's objects and the Services behind it.
  let shop: String
  let cluster: TestCluster
  /// What the first replica sees of the API server, where that is another thing than what the others see.
  let front: RefusingFront?
  let client: KubernetesClient
  let repository: SampleRepository
  let traffic: Traffic
  let port: Int
  let good: Backend
  let bad: Backend
  let operators: [Daemon]
  /// Where the proxies go, and the replicas' own ports.
  private let service: Relay
  private let xds: [Int]
  private let envoys = Mutex<[String: Process]>([:])

  static let envoy = FileManager.default.currentDirectoryPath + "/.tools/envoy-1.40.0/bin/envoy"

  /// The program, where there is all that these tests need: an API server and Envoy.
  static var program: String? {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().path
    let program = [folder + "/nuncio", FileManager.default.currentDirectoryPath + "/.build/debug/nuncio"]
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    let isThere = (TestCluster.given ?? TestCluster.program) != nil && FileManager.default.isExecutableFile(atPath: envoy)
    return isThere ? program : nil
  }

  /// Whether a test may end the API server, stop it, or break what all use: never one that somebody gave.
  static var mayBreakServer: Bool { program != nil && TestCluster.program != nil }

  /// - Parameters:
  ///   - replicas: Operators; proxies go to one after the other.
  ///   - breaksServer: Whether the API server must be the test's own, also where a cluster is given.
  ///   - isFronted: Whether something stands between the first replica and that server.
  init(replicas: Int = 1, holds: String = "2s", breaksServer: Bool = false, isFronted: Bool = false) async throws {
    guard let program = Self.program else { throw DemoFailure("no program, Envoy or API server") }
    let group = MultiThreadedEventLoopGroup.singleton
    let id = UUID().uuidString.prefix(8).lowercased()
    (folder, namespace, shop) = ("/tmp/nuncio-\(id)", "nuncio-\(id)", "shop-\(id)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let given = TestCluster.given, !breaksServer { cluster = TestCluster(given: given) } else { cluster = try await TestCluster() }
    front = isFronted ? try await RefusingFront(cluster) : nil
    client = try KubernetesClient(
      try ClusterConfiguration.find(kubeconfig: cluster.kubeconfig, environment: [:]), logger: Logger(label: "test"))
    port = try Ports.free(preferred: 0)
    xds = try (0..<replicas).map { _ in try Ports.free(preferred: 0) }
    service = try await Relay(port: try Ports.free(preferred: 0), to: xds, on: group)
    good = try await Backend.start("good", port: 0, status: .ok, on: group)
    bad = try await Backend.start("bad", port: 0, status: .serviceUnavailable, on: group)
    repository = try SampleRepository(path: folder + "/repository", samples: "", values: [:])
    traffic = Traffic(port: port, on: group)
    let (folder, namespace, kubeconfig, path, xds) = (folder, namespace, cluster.kubeconfig, repository.path, xds)
    let first = front?.kubeconfig ?? kubeconfig
    operators = try (0..<replicas).map { index in
      Daemon(
        "operator", program: program,
        arguments: [
          "--kubeconfig", index == 0 ? first : kubeconfig, "--namespace", namespace, "--fleet", "edge", "--identity", "operator-\(index)",
          "--xds",
          "127.0.0.1:\(xds[index])", "--certificates", "127.0.0.1:\(try Ports.free(preferred: 0))", "--health",
          "127.0.0.1:\(try Ports.free(preferred: 0))", "--server-name", "nuncio.test", "--bind",
          "127.0.0.1", "--repo", path, "--lease", "3s",
        ], admin: try Ports.free(preferred: 0), state: "\(folder)/state-\(index)", log: "\(folder)/operator-\(index).log")
    }
    try await define()
    try await apply(
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: \(namespace)}}
      ---
      {apiVersion: nuncio.dev/v1alpha1, kind: Source, metadata: {name: edge, namespace: \(namespace)}, spec: {
      url: 'https://git.example.com/edge.git', interval: 1s}}
      ---
      {apiVersion: nuncio.dev/v1alpha1, kind: Fleet, metadata: {name: edge, namespace: \(namespace)}, spec: {
      selector: {matchLabels: {app: edge}}, stages: [{proxies: 1, hold: \(holds)}, {proxies: 100%, hold: \(holds)}]}}
      """)
    try await serve("shop", port: good.port)
  }

  /// The definitions of Nuncio's kinds and of the gateway's.
  private func define() async throws {
    guard let root = TestCluster.repository else { throw DemoFailure("no checkout") }
    for file in ["nuncio.dev.yaml", "getambassador.io.yaml"] {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/deploy/crds/\(file)")))
      for document in try parseYAML(bytes, file: file) { try await apply(KubernetesObject(JSONValue(document))) }
    }
  }

  /// Applies objects as a person with kubectl would.
  func apply(_ text: String) async throws {
    for document in try parseYAML(Array(text.utf8), file: "test") { try await apply(KubernetesObject(JSONValue(document))) }
  }

  func apply(_ object: KubernetesObject) async throws {
    let discovery = Discovery(client)
    var type: Kubernetes.ResourceType?
    // A definition is served a moment after it was made.
    while type == nil {
      try await discovery.refresh()
      type = try await discovery.type(group: object.group, kind: object.kind, version: object.version)
    }
    guard let type else { return }
    _ = try await client.apply(object, as: type, manager: "kubectl", force: true)
  }

  /// A Service in namespace `shop` with one endpoint on this machine.
  func serve(_ name: String, port: Int) async throws {
    try await apply(
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: \(shop)}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: \(name), namespace: \(shop)}, spec: {ports: [{name: http, port: 80, protocol: TCP}]}}
      ---
      {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: \(name)-1, namespace: \(shop), labels: {
      kubernetes.io/service-name: \(name)}}, addressType: IPv4, ports: [{name: http, port: \(port), protocol: TCP}],
      endpoints: [{addresses: ['127.0.0.1'], conditions: {ready: true}}]}
      """)
  }

  /// Commits a gateway whose `/cart/` goes to a service.
  @discardableResult
  func commit(cart: String, _ message: String, more: String = "") throws -> String {
    try commit(
      """
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: cart, namespace: \(shop), annotations: {note: "\(message)"}}
      spec: {hostname: "*", prefix: /cart/, service: "\(cart)"}
      \(more)
      """, message)
  }

  /// Commits a gateway without `/cart/`.
  func commitWithoutCart(_ message: String) throws { try commit("", message) }

  @discardableResult
  private func commit(_ more: String, _ message: String) throws -> String {
    let text = """
      apiVersion: getambassador.io/v3alpha1
      kind: Listener
      metadata: {name: http, namespace: \(shop)}
      spec: {port: \(port), protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Host
      metadata: {name: all, namespace: \(shop)}
      spec: {hostname: "*", requestPolicy: {insecure: {action: Route}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: all, namespace: \(shop)}
      spec: {hostname: "*", prefix: /, service: shop}
      \(more)
      """
    return try repository.commit(files: ["gateway.yaml": text], message)
  }

  /// A Pod of the fleet, and the Envoy that stands in for it.
  ///
  /// - Parameter issued: When its certificate was signed; it holds for a day.
  func startProxy(_ name: String, node: String = "node-1", issued: Date = Date()) async throws {
    try await apply(
      """
      {apiVersion: v1, kind: Pod, metadata: {name: \(name), namespace: \(namespace), labels: {app: edge}}, spec: {nodeName: \(node),
      containers: [{name: envoy, image: envoy}]}}
      """)
    let pods = Kubernetes.ResourceType(group: "", version: "v1", plural: "pods", kind: "Pod", scope: .namespaced)
    _ = try await client.patch(
      pods, namespace: namespace, name: name, merge: ["status": ["phase": "Running"]], subresource: "status", manager: "kubelet")
    let home = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try await certify(name, issued: issued)
    for (file, text) in try ProxyBootstrap.secretFiles(folder: home) {
      try text.write(toFile: "\(home)/\(file)", atomically: true, encoding: .utf8)
    }
    let bootstrap = ProxyBootstrap(
      node: name, fleet: "edge", server: .operation(host: "127.0.0.1", port: service.port, name: "nuncio.test", folder: home),
      adminSocket: "\(home)/admin.sock")
    try bootstrap.json().write(toFile: "\(home)/bootstrap.json", atomically: true, encoding: .utf8)
    try startEnvoy(name)
  }

  /// Writes a proxy's certificate and whom it trusts, as `nuncio proxy` does in the Pod.
  func certify(_ name: String, issued: Date = Date()) async throws {
    let home = "\(folder)/\(name)"
    let authority = try await self.authority()
    let id = ProxyCertificate.name(fleet: "edge", namespace: namespace, pod: name)
    let pair = try authority.issue(.workload(id: id), now: issued)
    try pair.chain.write(toFile: "\(home)/tls.crt", atomically: true, encoding: .utf8)
    try pair.key.write(toFile: "\(home)/tls.key", atomically: true, encoding: .utf8)
    try authority.pair.chain.write(toFile: "\(home)/ca.crt", atomically: true, encoding: .utf8)
  }

  private func startEnvoy(_ name: String) throws {
    let home = "\(folder)/\(name)"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.envoy)
    process.arguments = [
      "-c", "\(home)/bootstrap.json", "--log-path", "\(home)/log", "--use-dynamic-base-id", "--concurrency", "1",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.environment = [:]
    try process.run()
    envoys.withLock { $0[name] = process }
  }

  /// Kills a proxy's Envoy and starts another in its place.
  func startEnvoyAgain(_ name: String) throws {
    if let process = envoys.withLock({ $0[name] }) {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try startEnvoy(name)
  }

  /// The Releases, by name and number.
  func releases() async throws -> [(name: String, number: Int)] {
    let type = Kubernetes.ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "releases", kind: "Release", scope: .namespaced)
    return try await client.list(type, namespace: namespace).items.map { ($0.name, $0.json["spec"]?["number"]?.int ?? 0) }
  }

  /// What Releases say became of them.
  func releaseStates() async throws -> [String] {
    let type = Kubernetes.ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "releases", kind: "Release", scope: .namespaced)
    return try await client.list(type, namespace: namespace).items.map { $0.json["status"]?["state"]?.string ?? "" }
  }

  /// Annotates a Release as a person with kubectl would.
  func annotate(release: Int, _ name: String, _ value: String) async throws {
    let type = Kubernetes.ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "releases", kind: "Release", scope: .namespaced)
    _ = try await client.patch(
      type, namespace: namespace, name: "edge-\(release)", merge: ["metadata": ["annotations": .object([name: .string(value)])]],
      manager: "kubectl")
  }

  /// Sends proxies that connect from now on to these replicas alone.
  func sendProxies(to replicas: [Int]) { service.send(to: replicas.map { xds[$0] }) }

  /// Waits until a replica leads, other than one that does not count.
  @discardableResult
  func leader(otherThan dead: Int? = nil) async throws -> Int {
    let leases = Kubernetes.ResourceType(
      group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", scope: .namespaced)
    var found: Int?
    try await wait("somebody leads", seconds: 60) {
      let holder = try await client.get(leases, namespace: namespace, name: "nuncio-edge")?.json["spec"]?["holderIdentity"]?.string
      found = operators.indices.first { "operator-\($0)" == holder && $0 != dead }
      return found != nil
    }
    return found ?? 0
  }

  /// Runs the program to its end.
  func nuncio(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.program ?? "")
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Whether a proxy listens where the gateway is.
  func serves(_ name: String) -> Bool { ask(name, "listeners").contains(":\(port)") }

  private func ask(_ name: String, _ path: String) -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "curl", "--silent", "--globoff", "--max-time", "2", "--unix-socket", "\(folder)/\(name)/admin.sock", "http://envoy/\(path)",
    ]
    process.standardOutput = output
    guard (try? process.run()) != nil else { return "" }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  /// The operator's authority, as it lies in its Secret: what signs certificates in the place of the operator's own service.
  private func authority() async throws -> CertificateAuthority {
    let secrets = Kubernetes.ResourceType(group: "", version: "v1", plural: "secrets", kind: "Secret", scope: .namespaced)
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if let secret = try await client.get(secrets, namespace: namespace, name: "nuncio-ca") {
        func text(_ key: String) -> String {
          secret.json["data"]?[key]?.string.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        return try CertificateAuthority(.init(chain: text("ca.crt"), key: text("ca.key")))
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw DemoFailure("the operator made no authority: see \(folder)/operator-0.log")
  }

  /// A field of an object of Nuncio's kinds, such as `status.state`.
  func field(_ kind: String, _ name: String, _ path: String...) async throws -> JSONValue? {
    let plural = kind.lowercased() + "s"
    let type = Kubernetes.ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: plural, kind: kind, scope: .namespaced)
    var value = try await client.get(type, namespace: namespace, name: name)?.json
    for key in path { value = value?[key] }
    return value
  }

  /// Waits until something is as wanted.
  func wait(_ what: String, seconds: Int = 30, until isDone: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if try await isDone() { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw DemoFailure("\(what): not within \(seconds) s\n\(proxyLog("edge-a"))")
  }

  func log(_ index: Int = 0) -> String { (try? String(contentsOfFile: "\(folder)/operator-\(index).log", encoding: .utf8)) ?? "" }

  /// What a replica that stands by has kept of the leader's record.
  func recorded(_ index: Int) -> String { (try? String(contentsOfFile: "\(folder)/state-\(index)/record.json", encoding: .utf8)) ?? "" }

  /// Whether a proxy serves a configuration.
  func isServing(_ name: String) async -> Bool { await AdminClient(socket: "\(folder)/\(name)/admin.sock").isServing() }

  /// How many connections clients have to the proxies, as a drain counts them; nil when one cannot say it.
  func connections() async -> Int? {
    var sum = 0
    for name in ["edge-a", "edge-b", "edge-c"] {
      guard let open = await AdminClient(socket: "\(folder)/\(name)/admin.sock").connections() else { return nil }
      sum += open
    }
    return sum
  }

  /// The end of a proxy's own log.
  func proxyLog(_ name: String) -> String {
    let text = (try? String(contentsOfFile: "\(folder)/\(name)/log", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").suffix(8).joined(separator: "\n")
  }

  /// Ends everything, and leaves nothing in a cluster that was given but the definitions.
  func end() async {
    for one in operators { one.crash() }
    for envoy in envoys.withLock({ Array($0.values) }) where envoy.isRunning {
      kill(envoy.processIdentifier, SIGKILL)
      envoy.waitUntilExit()
    }
    service.end()
    if !cluster.isOwn {
      do { try await cleanUp() } catch { print("\(namespace) and \(shop) may still be in the cluster: \(error)") }
    }
    await client.shutdown()
    cluster.kill()
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func cleanUp() async throws {
    let namespaces = Kubernetes.ResourceType(group: "", version: "v1", plural: "namespaces", kind: "Namespace", scope: .cluster)
    for name in [namespace, shop] {
      if let found = try await client.get(namespaces, name: name) { try await client.delete(namespaces, name: name, uid: found.uid) }
    }
    try await wait("the namespaces are gone", seconds: 60) {
      for name in [namespace, shop] where try await client.get(namespaces, name: name) != nil { return false }
      return true
    }
  }
}
