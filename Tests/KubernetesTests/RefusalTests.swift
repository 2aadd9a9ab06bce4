import Foundation
import Kubernetes
import Logging
import NIOHTTP1
import Manifests
import Testbed
import Testing

/// What a real API server does when there is load and there are roles, which testkube has none of.
@Suite(
  "KubernetesClient: what it does when it is refused", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"),
  .timeLimit(.minutes(2)))
struct RefusalTests {
  private func withFront(_ body: @Sendable @escaping (TestCluster, RefusingFront) async throws -> Void) async throws {
    let cluster = try await TestCluster()
    let front = try await RefusingFront(cluster)
    try await front.serving { try await body(cluster, front) }
    cluster.kill()
  }

  private func withClient(
    _ configuration: ClusterConfiguration, _ body: (KubernetesClient) async throws -> Void
  ) async throws {
    let client = try KubernetesClient(configuration, logger: Logger(label: "test"))
    do { try await body(client) } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
  }

  @Test("429: the type is left alone for as long as the server says, others are not")
  func load() async throws {
    try await withFront { _, front in
      try await withClient(try .find(kubeconfig: front.kubeconfig, environment: [:])) { client in
        front.refuse([
          .init(
            .GET, "/configmaps/a", .tooManyRequests, reason: "TooManyRequests", message: "too many requests", headers: ["retry-after": "1"])
        ])
        let error = await failure { () throws(APIError) in
          _ = try await client.get(configMaps, namespace: "default", name: "a", patience: .seconds(3))
        }
        #expect(error == .tooManyRequests(after: .seconds(1)) || error == .timedOut(server: client.server))
        let asked = front.calls.count { $0.path.hasSuffix("/configmaps/a") }
        #expect(asked <= 4, "asked \(asked) times in 3 s")
        front.refuse([])
        let after = try await client.get(configMaps, namespace: "default", name: "a")
        #expect(after == nil)
      }
    }
  }

  @Test("403: which verb on which resource in which namespace is missing")
  func roles() async throws {
    try await withFront { _, front in
      try await withClient(try .find(kubeconfig: front.kubeconfig, environment: [:])) { client in
        let words = #"configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "shop""#
        front.refuse([.init(.GET, "/namespaces/shop/configmaps", .forbidden, reason: "Forbidden", message: words)])
        let error = await failure { () throws(APIError) in _ = try await client.list(configMaps, namespace: "shop") }
        #expect(error == .forbidden(verb: "list", resource: "configmaps", namespace: "shop", message: words))
      }
    }
  }

  @Test(
    "in a Pod: address, namespace and authority are what the Pod is given; the token that the kubelet renews is used when the old one ends")
  func pod() async throws {
    try await withFront { cluster, front in
      let folder = "\(cluster.folder)/serviceaccount"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: "\(cluster.folder)/pki/ca.crt", toPath: "\(folder)/ca.crt")
      try "edge\n".write(toFile: "\(folder)/namespace", atomically: true, encoding: .utf8)
      try "of-yesterday".write(toFile: "\(folder)/token", atomically: true, encoding: .utf8)
      let environment = ["KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": String(front.port)]
      let configuration = try ClusterConfiguration.inCluster(environment: environment, folder: folder)
      #expect(configuration.namespace == "edge")
      try await withClient(configuration) { client in
        let before = await failure { () throws(APIError) in _ = try await client.get(configMaps, namespace: "default", name: "a") }
        #expect(before == .unauthorized(server: client.server))
        try String(contentsOfFile: "\(cluster.folder)/token", encoding: .utf8)
          .write(toFile: "\(folder)/token", atomically: true, encoding: .utf8)
        let after = try await client.get(configMaps, namespace: "default", name: "a")
        #expect(after == nil)
        #expect(front.calls.first?.authorization == "Bearer of-yesterday" && front.calls.last?.authorization.hasPrefix("Bearer ") == true)
      }
    }
  }

  @Test("outside a Pod, and in one without its files: it says what is missing")
  func noPod() {
    #expect(throws: ConfigurationFault.self) { try ClusterConfiguration.inCluster(environment: [:]) }
    #expect(
      performing: {
        try ClusterConfiguration.inCluster(
          environment: ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"], folder: "/nowhere")
      }, throws: { "\($0)".contains("/nowhere/ca.crt") })
  }
}
