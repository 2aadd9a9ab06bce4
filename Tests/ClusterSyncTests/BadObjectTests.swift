import ClusterSync
import Foundation
import Kubernetes
import Logging
import Manifests
import Testbed
import Testing

/// What a real API server has against objects, in its own words.
@Suite(
  "ClusterSync: objects that the API server finds wrong",
  .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(2)))
struct BadObjectTests {
  private let widgets = ResourceType(group: "example.com", version: "v3alpha1", plural: "widgets", kind: "Widget", scope: .namespaced)

  /// A kind in one version, with a rule about changes.
  private static let definition = """
    {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com}, spec: {
    group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}, versions: [
    {name: v3alpha1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object,
    x-kubernetes-validations: [{rule: self.size >= oldSelf.size, message: a widget never shrinks}], properties: {
    size: {type: integer}}}}}}}]}}
    ---

    """

  private func widget(_ size: Int, version: String = "v3alpha1", more: String = "") -> String {
    "{apiVersion: example.com/\(version), kind: Widget, metadata: {name: w, namespace: default}, spec: {size: \(size)\(more)}}\n---\n"
  }

  private func withSync(_ body: (KubernetesClient, ClusterSync) async throws -> Void) async throws {
    try await withCluster { _, client in try await body(client, sync(client)) }
  }

  @Test("a rule about changes: the rule's words; the object stays as it was, the others are written, and nothing goes")
  func transition() async throws {
    try await withSync { client, sync in
      #expect(try await sync.apply(try await plan(sync, Self.definition + widget(2) + configMap("old"))).isEmpty)
      let shrunk = try await plan(sync, Self.definition + widget(1) + configMap("other"))
      let refused = await sync.validate(shrunk)
      #expect(refused.map(\.object.kind) == ["Widget"] && refused.first?.reason == .invalid)
      #expect(refused.first?.message.contains("a widget never shrinks") == true, "\(refused)")
      #expect(try await exists(client, "other") == false, "a dry run writes nothing")
      #expect(try await sync.apply(shrunk) == refused)
      #expect(try await client.get(widgets, namespace: "default", name: "w")?.json["spec"]?["size"] == 2)
      #expect(try await exists(client, "other"))
      #expect(try await exists(client, "old"))
    }
  }

  @Test("a field that the schema does not have, a value of the wrong type: the field is named")
  func schema() async throws {
    try await withSync { _, sync in
      #expect(try await sync.apply(try await plan(sync, Self.definition)).isEmpty)
      for (more, words) in [(", sise: 3", "sise"), (", size: large", "size")] {
        let text = more.contains("size") ? widget(1).replacing("size: 1", with: "size: large") : widget(1, more: more)
        let refused = await sync.validate(try await plan(sync, Self.definition + text))
        #expect(refused.map(\.reason) == [.invalid])
        #expect(refused.first?.message.contains(".spec.\(words)") == true, "\(refused)")
      }
    }
  }

  @Test("a version that the definition in the cluster does not serve")
  func version() async throws {
    try await withSync { client, sync in
      #expect(try await sync.apply(try await plan(sync, Self.definition + configMap("old"))).isEmpty)
      let plan = try await plan(sync, widget(1, version: "v2") + configMap("other"))
      #expect(plan.failures.map(\.object.kind) == ["Widget"] && plan.failures.first?.reason == .unknownKind)
      #expect(plan.failures.first?.message.contains("does not serve Widget in example.com/v2") == true, "\(plan.failures)")
      #expect(await sync.validate(plan) == plan.failures)
      #expect(try await sync.apply(plan).isEmpty)
      #expect(try await exists(client, "other"))
      #expect(try await exists(client, "old"))
    }
  }

  @Test(
    "a version that the definition in the same commit does not serve: told by the dry run, at the latest by the write",
    arguments: [true, false])
  func versionOfCommit(isInstalled: Bool) async throws {
    try await withSync { _, sync in
      if isInstalled { #expect(try await sync.apply(try await plan(sync, Self.definition)).isEmpty) }
      let plan = try await plan(sync, Self.definition + widget(1, version: "v2"))
      var failures = await sync.validate(plan)
      if failures.isEmpty { failures = try await sync.apply(plan) }
      #expect(failures.map(\.reason) == [.unknownKind])
      #expect(failures.first?.message.contains("example.com/v2") == true, "\(failures)")
    }
  }

  @Test("an address that cannot be changed: the field is named, and the Service stays as it was")
  func address() async throws {
    try await withSync { client, sync in
      func service(_ address: String) -> String {
        "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: default}, spec: {clusterIP: \(address), ports: [{port: 80}]}}\n---\n"
      }
      #expect(try await sync.apply(try await plan(sync, service("None"))).isEmpty)
      let plan = try await plan(sync, service("10.96.0.7"))
      let refused = await sync.validate(plan)
      #expect(refused.map(\.object.name) == ["s"] && refused.first?.reason == .invalid)
      #expect(refused.first?.message.contains("clusterIP") == true && refused.first?.message.contains("immutable") == true, "\(refused)")
      #expect(try await sync.apply(plan) == refused)
      let services = try #require(ResourceType("Service"))
      #expect(try await client.get(services, namespace: "default", name: "s")?.json["spec"]?["clusterIP"] == "None")
    }
  }

  @Test("an object that only etcd finds too large, for who set its fields is stored with it: the dry run lets it pass")
  func large() async throws {
    try await withSync { client, sync in
      let padding = String(repeating: "k", count: 190)
      let data = (0..<5000).map { "\(padding)\($0): ''" }.joined(separator: ", ")
      let plan = try await plan(
        sync, "{apiVersion: v1, kind: ConfigMap, metadata: {name: large, namespace: default}, data: {\(data)}}\n---\n" + configMap("other"))
      #expect(plan.failures.isEmpty)
      let failures = try await sync.apply(plan)
      #expect(failures.map(\.object.name) == ["large"] && failures.first?.reason == .tooLarge, "\(failures.map(\.description))")
      #expect(try await exists(client, "other"))
    }
  }

  @Test(
    "a Secret's value of the wrong type: the field is named, and the value never",
    arguments: ["stringData: {password: 8675309}", "data: {password: 8675309}", "stringData: {password: [8675309]}"])
  func secrets(data: String) async throws {
    let refused = try await refusal(ofSecretWith: data)
    #expect(refused.first?.reason == .invalid)
    #expect(refused.first?.message.contains("password") == true, "\(refused)")
    #expect(refused.allSatisfy { !$0.message.contains("8675309") }, "\(refused)")
  }

  @Test("a Secret's value that is no base64 is the commit's mistake, and never stands in the message")
  func base64() async throws {
    let refused = try await refusal(ofSecretWith: "data: {password: '8675309!'}")
    #expect(refused.first?.reason == .invalid, "\(refused.map(\.reason)) \(refused)")
    #expect(refused.first?.message.contains("base64") == true, "\(refused)")
    #expect(refused.allSatisfy { !$0.message.contains("8675309") }, "\(refused)")
  }

  private func refusal(ofSecretWith data: String) async throws -> [SyncFailure] {
    var refused: [SyncFailure] = []
    try await withSync { _, sync in
      refused = await sync.validate(
        try await plan(sync, "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: default}, \(data)}"))
      #expect(refused.map(\.object.name) == ["s"])
    }
    return refused
  }
}
