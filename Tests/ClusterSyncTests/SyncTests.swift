import ClusterSync
import Foundation
import Kubernetes
import Logging
import Manifests
import Testbed
import Testing

@Suite(
  "ClusterSync: what a commit says comes into the cluster, and nothing else goes",
  .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(2)))
struct SyncTests {
  private func data(_ client: KubernetesClient, _ name: String) async throws -> String? {
    try await client.get(configMaps, namespace: "default", name: name)?.json["data"]?["x"]?.string
  }

  @Test("made, left alone, changed, put right after somebody changed it, pruned when it is gone from the commit")
  func lifecycle() async throws {
    try await withCluster { _, client in
      let sync = ClusterSyncTests.sync(client)
      let two = try manifests(configMap("a", "1") + configMap("b", "1") + configMap("c", "1") + configMap("d", "1"))
      let first = try await sync.plan(two)
      #expect(first.items.map(\.change) == [.create, .create, .create, .create])
      #expect(await sync.validate(first).isEmpty)
      #expect(try await data(client, "a") == nil, "a dry run writes nothing")
      #expect(try await sync.apply(first).isEmpty)
      #expect(try await sync.plan(two).isDone)
      // Another process knows as much.
      let other = ClusterSyncTests.sync(client)
      #expect(try await other.plan(two).isDone)
      _ = try await client.patch(configMaps, namespace: "default", name: "a", merge: ["data": ["x": "changed"]], manager: "kubectl-edit")
      let drift = try await other.plan(two)
      #expect(drift.writes.map(\.object.name) == ["a"])
      let conflicts = try await other.apply(drift)
      #expect(conflicts.map(\.reason) == [], "\(conflicts)")
      #expect(try await data(client, "a") == "1")
      let fewer = try await other.plan(try manifests(configMap("a", "1") + configMap("b", "2") + configMap("c", "1")))
      #expect(fewer.writes.map(\.object.name) == ["b"])
      #expect(fewer.prunes.map(\.key.name) == ["d"])
      #expect(try await other.apply(fewer).isEmpty)
      #expect(try await data(client, "d") == "1", "nothing goes before it is told to")
      #expect(try await other.prune(fewer).isEmpty)
      #expect(try await data(client, "d") == nil)
      #expect(try await data(client, "b") == "2")
    }
  }

  @Test("what somebody changes or deletes in the cluster is known by watch; what nobody touched is not compared again")
  func watch() async throws {
    try await withCluster { _, client in
      let sync = ClusterSyncTests.sync(client)
      let objects = try manifests(configMap("a", "1") + configMap("b", "1"))
      #expect(try await sync.apply(try await sync.plan(objects)).isEmpty)
      let (changes, change) = AsyncStream.makeStream(of: Void.self)
      let watching = Task { await sync.watch.run { change.yield() } }
      defer { watching.cancel() }
      func until(_ expected: [String]) async throws {
        for await _ in changes where try await sync.differences()?.map(\.name) == expected { return }
      }
      try await until([])
      _ = try await client.patch(configMaps, namespace: "default", name: "a", merge: ["data": ["y": "more"]], manager: "kubectl-edit")
      try await until([])
      _ = try await client.patch(configMaps, namespace: "default", name: "a", merge: ["data": ["x": "other"]], manager: "kubectl-edit")
      try await until(["a"])
      try await client.delete(configMaps, namespace: "default", name: "b")
      try await until(["a", "b"])
      #expect(try await sync.apply(try await sync.plan(objects)).isEmpty)
      try await until([])
      #expect(try await data(client, "a") == "1")
    }
  }

  @Test("pruned is only the very object that was applied, and not what says no")
  func pruning() async throws {
    try await withCluster { _, client in
      let sync = ClusterSyncTests.sync(client)
      let all = try manifests(
        configMap("a", "1") + configMap("b", "1") + configMap("c", "1", annotations: "{nuncio.dev/prune: disabled}") + configMap("d", "1")
          + configMap("e", "1") + configMap("f", "1") + configMap("g", "1"))
      #expect(try await sync.apply(try await sync.plan(all)).isEmpty)
      // Somebody else's object has the name by now.
      try await client.delete(configMaps, namespace: "default", name: "b")
      var other = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "b")
      other.json["data"] = ["x": "theirs"]
      _ = try await client.create(other, as: configMaps)
      let plan = try await sync.plan(all.filter { !["b", "c"].contains($0.key.name) })
      #expect(plan.kept.map(\.name) == ["c"])
      #expect(try await sync.prune(plan).isEmpty)
      #expect(try await data(client, "b") == "theirs")
      #expect(try await data(client, "c") == "1")
      #expect(try await sync.inventory().entries.keys.map(\.name).sorted() == ["a", "d", "e", "f", "g"])
    }
  }

  @Test("a commit that removes much, or is empty, removes nothing until somebody says so")
  func brake() async throws {
    try await withCluster { _, client in
      let sync = ClusterSyncTests.sync(client)
      let all = try manifests((0..<10).map { configMap("m\($0)", "1") }.joined())
      #expect(try await sync.apply(try await sync.plan(all)).isEmpty)
      for left in [0, 6] {
        let plan = try await sync.plan(Array(all.prefix(left)))
        #expect(plan.brake?.reason == .massDelete)
        #expect(try await sync.prune(plan).map(\.reason) == [.massDelete])
      }
      #expect(try await client.list(configMaps, namespace: "default").items.count { $0.name.hasPrefix("m") } == 10)
      #expect(try await sync.plan(Array(all.prefix(7))).brake == nil)
      #expect(try await sync.prune(try await sync.plan(Array(all.prefix(1)), allowsMassDelete: true)).isEmpty)
      #expect(try await client.list(configMaps, namespace: "default").items.count { $0.name.hasPrefix("m") } == 1)
    }
  }

  @Test("definitions and namespaces come first, with objects of them in the same commit; a kind that nobody serves is an error")
  func order() async throws {
    try await withCluster { _, client in
      let sync = ClusterSyncTests.sync(client)
      let text = """
        {apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: fresh}, spec: {size: 1}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: fresh}, data: {x: '1'}}
        ---
        {apiVersion: v1, kind: Namespace, metadata: {name: fresh}}
        ---
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com}, spec: {
        group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}, versions: [
        {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {
        size: {type: integer}}}}}}}]}}
        """
      let plan = try await sync.plan(try manifests(text))
      #expect(await sync.validate(plan).isEmpty)
      #expect(try await sync.apply(plan).isEmpty)
      #expect(try await sync.plan(try manifests(text)).writes.map(\.object.name) == [])
      let unknown = try await sync.plan(try manifests("{apiVersion: example.com/v2, kind: Gadget, metadata: {name: g, namespace: fresh}}"))
      #expect(unknown.failures.map(\.reason) == [.unknownKind])
      // Neither goes with the commit's last word of it.
      let gone = try await sync.plan([], allowsMassDelete: true)
      #expect(Set(gone.kept.map(\.kind)) == ["Namespace", "CustomResourceDefinition"])
      #expect(gone.prunes.map(\.key.kind) == ["Widget", "ConfigMap"])
    }
  }

  @Test("what an admission policy denies is refused before anything is written, in its words")
  func denied() async throws {
    try await withCluster { _, client in
      let policy = """
        {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: values}, spec: {matchConstraints: {
        resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]},
        validations: [{expression: "!has(object.data.x) || object.data.x != 'bad'", message: no bad values}]}}
        ---
        {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: values},
        spec: {policyName: values, validationActions: [Deny]}}
        """
      for object in try manifests(policy) {
        let kind = ResourceType(object.key.kind, in: object.key.group)
        _ = try await client.apply(KubernetesObject(object), as: try #require(kind), manager: "test")
      }
      let sync = ClusterSyncTests.sync(client)
      let both = try manifests(configMap("good", "1") + configMap("bad", "bad"))
      var refused: [SyncFailure] = []
      // A policy is in force a moment after it was made.
      while refused.isEmpty { refused = await sync.validate(try await sync.plan(both)) }
      #expect(refused.map(\.reason) == [.admissionDenied])
      #expect(refused.first?.object.name == "bad")
      #expect(refused.first?.message.contains("no bad values") == true)
      #expect(try await data(client, "good") == nil)
    }
  }
}
