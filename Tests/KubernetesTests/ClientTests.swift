import Foundation
import Kubernetes
import Logging
import Manifests
import Testbed
import Testing

/// A client of a test's own cluster, ended with the test.
func withCluster(
  _ arguments: [String] = [], _ body: (TestCluster, KubernetesClient) async throws -> Void
) async throws {
  let cluster = try await TestCluster(arguments)
  let client = try KubernetesClient(
    try ClusterConfiguration.find(kubeconfig: cluster.kubeconfig, environment: [:]), logger: Logger(label: "test"))
  do { try await body(cluster, client) } catch {
    await client.shutdown()
    throw error
  }
  await client.shutdown()
  cluster.kill()
}

let configMaps = ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced)

func configMap(_ name: String, _ data: [String: String], resourceVersion: String? = nil) -> KubernetesObject {
  var object = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: name)
  object.json["data"] = JSONValue(data)
  if let resourceVersion { object.metadata["resourceVersion"] = .string(resourceVersion) }
  return object
}

/// What a call throws; nil when it does not.
func failure(_ body: () async throws(APIError) -> Void) async -> APIError? {
  do {
    try await body()
    return nil
  } catch {
    return error
  }
}

@Suite("KubernetesClient: what the API server does", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"))
struct ClientTests {
  @Test("objects are made, read, changed while nobody else did, and deleted by their uid alone")
  func objects() async throws {
    try await withCluster { _, client in
      let made = try await client.create(configMap("a", ["x": "1"]), as: configMaps)
      #expect(!made.uid.isEmpty)
      await #expect(throws: APIError.alreadyExists("ConfigMap default/a")) { try await client.create(configMap("a", [:]), as: configMaps) }
      let changed = try await client.replace(configMap("a", ["x": "2"], resourceVersion: made.resourceVersion), as: configMaps)
      await #expect(throws: APIError.outdated("ConfigMap default/a")) {
        try await client.replace(configMap("a", ["x": "3"], resourceVersion: made.resourceVersion), as: configMaps)
      }
      let read = try await client.get(configMaps, namespace: "default", name: "a")
      #expect(read?.json["data"] == ["x": "2"])
      await #expect(throws: APIError.outdated("ConfigMap default/a")) {
        try await client.delete(configMaps, namespace: "default", name: "a", uid: "another")
      }
      let isDeleted = try await client.delete(configMaps, namespace: "default", name: "a", uid: changed.uid)
      #expect(isDeleted)
      let again = try await client.delete(configMaps, namespace: "default", name: "a")
      #expect(again == false)
      let gone = try await client.get(configMaps, namespace: "default", name: "a")
      #expect(gone == nil)
    }
  }

  @Test("server-side apply: what is not said any more goes, another's field is a conflict with its owner's name, by force it is taken")
  func apply() async throws {
    try await withCluster { _, client in
      _ = try await client.apply(configMap("a", ["mine": "1", "old": "1"]), as: configMaps, manager: "nuncio")
      _ = try await client.apply(configMap("a", ["theirs": "1"]), as: configMaps, manager: "team")
      let applied = try await client.apply(configMap("a", ["mine": "2"]), as: configMaps, manager: "nuncio")
      #expect(applied.json["data"] == ["mine": "2", "theirs": "1"])
      await #expect(throws: APIError.fieldConflict([FieldConflict(manager: "team", field: ".data.theirs")])) {
        try await client.apply(configMap("a", ["mine": "2", "theirs": "2"]), as: configMaps, manager: "nuncio")
      }
      let forced = try await client.apply(configMap("a", ["mine": "2", "theirs": "2"]), as: configMaps, manager: "nuncio", force: true)
      #expect(forced.json["data"] == ["mine": "2", "theirs": "2"])
      let tried = try await client.apply(configMap("a", ["mine": "3"]), as: configMaps, manager: "nuncio", dryRun: .all)
      #expect(tried.json["data"]?["mine"] == "3")
      let untouched = try await client.get(configMaps, namespace: "default", name: "a")
      #expect(untouched?.json["data"]?["mine"] == "2")
    }
  }

  @Test("a list comes page by page and is whole")
  func pages() async throws {
    try await withCluster { _, client in
      for index in 0..<25 { _ = try await client.create(configMap("m\(index)", [:]), as: configMaps) }
      let list = try await client.list(configMaps, namespace: "default", page: 7)
      #expect(list.items.count == 25)
      #expect(Set(list.items.map(\.name)).count == 25)
      #expect(list.items.allSatisfy { $0.kind == "ConfigMap" && $0.apiVersion == "v1" })
    }
  }

  @Test("discovery knows what is served, also a kind whose definition comes later")
  func discovery() async throws {
    try await withCluster { _, client in
      let discovery = Discovery(client)
      let deployment = try await discovery.type(group: "apps", kind: "Deployment")
      #expect(deployment?.path(namespace: "a") == "/apis/apps/v1/namespaces/a/deployments")
      let widget = try await discovery.type(group: "example.com", kind: "Widget")
      #expect(widget == nil)
    }
  }

  @Test("a server that is away, or whose certificate is not trusted, is said to be just that")
  func away() async throws {
    try await withCluster { cluster, client in
      cluster.kill()
      let error = await failure { () throws(APIError) in _ = try await client.get(configMaps, namespace: "default", name: "a") }
      #expect(error?.isOfServer == true)
      #expect("\(error.map(String.init(describing:)) ?? "")".contains(client.server))
      try await cluster.start()
      let after = try await client.get(configMaps, namespace: "default", name: "a")
      #expect(after == nil)
    }
  }

  @Test("a token that is wrong, and a namespace that is not there")
  func refusals() async throws {
    try await withCluster { cluster, client in
      let other = cluster.folder + "/other"
      try String(contentsOfFile: cluster.kubeconfig, encoding: .utf8)
        .replacing(
          try String(contentsOfFile: cluster.folder + "/token", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines),
          with: "wrong"
        )
        .write(toFile: other, atomically: true, encoding: .utf8)
      let stranger = try KubernetesClient(try ClusterConfiguration.find(kubeconfig: other, environment: [:]), logger: Logger(label: "test"))
      await #expect(throws: APIError.unauthorized(server: client.server)) {
        try await stranger.get(configMaps, namespace: "default", name: "a")
      }
      await stranger.shutdown()
      var object = configMap("a", [:])
      object.metadata["namespace"] = "nowhere"
      let error = await failure { () throws(APIError) in _ = try await client.create(object, as: configMaps) }
      #expect(error == .notFound("ConfigMap nowhere/a"))
    }
  }
}
