import ClusterSync
import Foundation
import Kubernetes
import Logging
import Manifests
import Testbed
import Testing

/// Whose an object is, and what may therefore be done with it.
@Suite(
  "ClusterSync: whose an object is",
  .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(2)))
struct OwnershipTests {
  private let secrets = ResourceType(group: "", version: "v1", plural: "secrets", kind: "Secret", scope: .namespaced)

  /// Somebody else's ConfigMap, as its manager applies it.
  private func theirs(_ client: KubernetesClient, _ name: String, manager: String, value: String = "theirs") async throws {
    var object = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: name)
    object.json["data"] = ["x": .string(value)]
    _ = try await client.apply(object, as: configMaps, manager: manager, force: true)
  }

  private func value(_ client: KubernetesClient, _ name: String) async throws -> String? {
    try await client.get(configMaps, namespace: "default", name: name)?.json["data"]?["x"]?.string
  }

  @Test("what another controller made is left alone and named, also where it says the same; a person's is taken over")
  func owners() async throws {
    try await withCluster { _, client in
      try await theirs(client, "controlled", manager: "argocd-controller", value: "1")
      try await theirs(client, "made-by-hand", manager: "kubectl-client-side-apply")
      let other = sync(client, source: "other")
      #expect(try await other.apply(try await plan(other, configMap("elsewhere", "1"))).isEmpty)
      let sync = sync(client)
      let text = configMap("controlled", "1") + configMap("made-by-hand", "1") + configMap("elsewhere", "1")
      let first = try await plan(sync, text)
      #expect(first.failures.map(\.reason) == [.foreignOwner, .foreignOwner])
      #expect(first.failures.first { $0.object.name == "controlled" }?.message.contains("argocd-controller manages it") == true)
      #expect(first.failures.first { $0.object.name == "elsewhere" }?.message.contains("the Source default/other") == true)
      #expect(try await sync.apply(first).isEmpty)
      #expect(try await sync.inventory().entries.keys.map(\.name) == ["made-by-hand"])
      #expect(try await value(client, "made-by-hand") == "1")
    }
  }

  @Test("a field that another controller took of an object of ours is a conflict that names it")
  func conflict() async throws {
    try await withCluster { _, client in
      let sync = sync(client)
      #expect(try await sync.apply(try await plan(sync, configMap("shared", "0"))).isEmpty)
      try await theirs(client, "shared", manager: "argocd-controller")
      let next = try await plan(sync, configMap("shared", "1"))
      let refused = await sync.validate(next)
      #expect(refused.map(\.reason) == [.fieldConflict])
      #expect(refused.first?.message.contains(".data.x belongs to argocd-controller") == true)
      #expect(try await sync.apply(next).map(\.object.name) == ["shared"])
      #expect(try await value(client, "shared") == "theirs")
    }
  }

  @Test("an object of the whole cluster whose kind the commit defines with a plural of its own: applied once, kept where it says so")
  func clusterScoped() async throws {
    let text = """
      {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: issuerz.example.com}, spec: {
      group: example.com, scope: Cluster, names: {kind: Issuer, plural: issuerz, singular: issuer, listKind: IssuerList}, versions: [
      {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
      ---
      {apiVersion: example.com/v1, kind: Issuer, metadata: {name: main, annotations: {nuncio.dev/prune: disabled}}, spec: {size: 1}}
      """
    try await withCluster { _, client in
      let sync = sync(client)
      let first = try await plan(sync, text)
      #expect(await sync.validate(first).isEmpty)
      #expect(try await sync.apply(first).isEmpty)
      #expect(try await plan(sync, text).writes.isEmpty, "nothing is written twice")
      #expect(try await sync.plan([]).kept.map(\.kind).contains("Issuer"))
      let other = ClusterSyncTests.sync(client, source: "other")
      #expect(try await plan(other, text).failures.map(\.reason) == [.foreignOwner, .foreignOwner])
    }
  }

  @Test("a commit that adds a version to a definition of before, and an object in it")
  func newVersion() async throws {
    func text(_ versions: [String]) -> String {
      let served = versions.map {
        "{name: \($0), served: true, storage: \($0 == "v1"), schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}"
      }
      return """
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com}, spec: {
        group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList},
        versions: [\(served.joined(separator: ", "))]}}
        ---
        {apiVersion: example.com/\(versions.last ?? ""), kind: Widget, metadata: {name: w, namespace: default}, spec: {size: 1}}
        """
    }
    try await withCluster { _, client in
      let sync = sync(client)
      #expect(try await sync.apply(try await plan(sync, text(["v1"]))).isEmpty)
      let second = try await plan(sync, text(["v1", "v2"]))
      #expect(await sync.validate(second).isEmpty)
      #expect(try await sync.apply(second).isEmpty)
    }
  }

  @Test("an inventory in pieces is its source's alone, whatever the source's name")
  func inventories() async throws {
    try await withCluster { _, client in
      func inventory(_ count: Int, _ name: String) -> Inventory {
        Inventory(
          (0..<count).map {
            let key = ObjectKey(group: "", kind: "ConfigMap", namespace: "default", name: "\(name)-\($0)")
            return Inventory.Entry(key: key, version: "v1", uid: "u", applied: "", fields: "")
          })
      }
      let stores = ["edge", "edge-1", "1-edge"].map { ($0, InventoryStore(client, namespace: "default", source: $0)) }
      for (name, store) in stores { try await store.save(inventory(1001, name), replacing: Inventory()) }
      for (name, store) in stores { #expect(try await store.load() == inventory(1001, name)) }
      let (name, store) = stores[0]
      try await store.save(inventory(3, name), replacing: inventory(1001, name))
      for (other, store) in stores { #expect(try await store.load() == inventory(other == name ? 3 : 1001, other)) }
    }
  }

  @Test("a Secret's texts: one that the commit no longer has goes, one that somebody changed is told")
  func texts() async throws {
    func secret(_ texts: String) -> String {
      "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: default}, stringData: {\(texts)}}"
    }
    try await withCluster { _, client in
      let sync = sync(client)
      #expect(try await sync.apply(try await plan(sync, secret("old: a, new: b"))).isEmpty)
      #expect(try await sync.apply(try await plan(sync, secret("new: b"))).isEmpty)
      #expect(try await client.get(secrets, namespace: "default", name: "s")?.json["data"] == ["new": "Yg=="])
      #expect(try await plan(sync, secret("new: b")).writes.isEmpty)
      _ = try await client.patch(secrets, namespace: "default", name: "s", merge: ["data": ["new": "Yw=="]], manager: "kubectl-edit")
      let drifted = try await plan(sync, secret("new: b"))
      #expect(drifted.writes.map(\.isDrift) == [true])
      #expect(drifted.leavingDrift.writes.isEmpty)
      #expect(try await plan(sync, secret("new: c")).writes.map(\.isDrift) == [false])
    }
  }

  @Test("nothing is written while somebody else may write")
  func standby() async throws {
    struct Another: Error {}
    try await withCluster { _, client in
      let sync = ClusterSync(
        client, namespace: "default", source: "edge", requireWriting: { throw Another() }, logger: .init(label: "test"))
      let plan = try await plan(sync, configMap("a"))
      await #expect(throws: APIError.self) { try await sync.apply(plan) }
      #expect(try await sync.inventory().entries.isEmpty)
      #expect(try await exists(client, "a") == false)
    }
  }
}
