import ClusterSync
import Foundation
import Kubernetes
import Logging
import Manifests
import NIOHTTP1
import Testbed
import Testing

/// What a cluster has against a commit: told of the object that it is about, in words that say what to do; the rest of the plan goes on.
@Suite(
  "ClusterSync: objects that the cluster will not have",
  .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(2)))
struct BadInputTests {
  private let configMaps = ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced)

  /// A cluster with a front that refuses.
  private func withFront(
    _ refusals: [RefusingFront.Refusal] = [],
    _ body: @Sendable @escaping (RefusingFront, KubernetesClient, ClusterSync) async throws -> Void
  ) async throws {
    let cluster = try await TestCluster()
    let front = try await RefusingFront(cluster, refusing: refusals)
    let client = try KubernetesClient(
      try ClusterConfiguration.find(kubeconfig: front.kubeconfig, environment: [:]), logger: Logger(label: "test"))
    let sync = ClusterSync(client, namespace: "default", source: "edge", logger: Logger(label: "test"))
    do { try await front.serving { try await body(front, client, sync) } } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
    cluster.kill()
  }

  private func configMap(_ name: String, _ value: String = "1", more: String = "") -> String {
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: default}, data: {x: '\(value)'}\(more)}\n---\n"
  }

  private func plan(_ sync: ClusterSync, _ text: String) async throws -> SyncPlan {
    try await sync.plan(try manifests(text))
  }

  private func exists(_ client: KubernetesClient, _ name: String) async throws -> Bool {
    try await client.get(configMaps, namespace: "default", name: name) != nil
  }

  /// A refusal of the second of three objects, in words as the API server and its plugins write them.
  @Test(
    "a right that is missing, a quota, a webhook: refused before anything is written, in the server's words",
    arguments: [
      (
        "Forbidden", 403,
        #"configmaps "second" is forbidden: User "system:serviceaccount:edge:nuncio" cannot patch resource "configmaps" in API group "" in the namespace "default""#,
        Reason.forbidden, "may not patch configmaps in namespace default: give the service account a role that allows it"
      ),
      (
        "Forbidden", 403,
        #"configmaps "second" is forbidden: exceeded quota: few, requested: configmaps=1, used: configmaps=2, limited: configmaps=2"#,
        Reason.admissionDenied, "exceeded quota: few, requested: configmaps=1"
      ),
      (
        "Forbidden", 403, #"admission webhook "names.example.com" denied the request: no second maps here"#, Reason.admissionDenied,
        #"admission webhook "names.example.com" denied the request: no second maps here"#
      ),
      (
        "BadRequest", 400, #"admission webhook "names.example.com" denied the request: no second maps here"#, Reason.admissionDenied,
        #"admission webhook "names.example.com" denied the request: no second maps here"#
      ),
      (
        "InternalError", 500,
        #"Internal error occurred: failed calling webhook "names.example.com": Post "https://names.default.svc:443/": dial tcp 10.0.0.1:443: connect: connection refused"#,
        Reason.unreachable, #"failed calling webhook "names.example.com""#
      ),
    ] as [(String, Int, String, Reason, String)])
  func refused(reason: String, code: Int, message: String, expected: Reason, words: String) async throws {
    let refusal = RefusingFront.Refusal(
      .PATCH, "/configmaps/second", .init(statusCode: code), reason: reason, message: message)
    try await withFront([refusal]) { _, client, sync in
      let plan = try await plan(sync, configMap("first") + configMap("second") + configMap("third"))
      let failures = await sync.validate(plan)
      #expect(failures.map(\.object.name) == ["second"])
      #expect(failures.first?.reason == expected)
      #expect(failures.first?.message.contains(words) == true, "\(failures)")
      #expect(try await exists(client, "first") == false)
    }
  }

  @Test("what a dry run lets pass and the write does not: the rest is written, nothing is removed, and it is told")
  func late() async throws {
    try await withFront { front, client, sync in
      let before = try await plan(sync, configMap("first") + configMap("old"))
      #expect(try await sync.apply(before).isEmpty)
      let next = try await plan(sync, configMap("first", "2") + configMap("second") + configMap("third"))
      #expect(await sync.validate(next).isEmpty)
      // The namespace's quota is used up in between.
      front.refuse([
        .init(
          .PATCH, "/configmaps/second", .forbidden, reason: "Forbidden", message: #"configmaps "second" is forbidden: exceeded quota: few"#)
      ])
      let failures = try await sync.apply(next)
      #expect(failures.map(\.object.name) == ["second"] && failures.first?.reason == .admissionDenied)
      #expect(try await exists(client, "third"))
      #expect(try await exists(client, "old"))
    }
  }

  @Test("a field that cannot be changed, an object that is too large, a version that nobody serves: each is told, and what to do")
  func real() async throws {
    let cluster = try await TestCluster()
    let client = try KubernetesClient(
      try ClusterConfiguration.find(kubeconfig: cluster.kubeconfig, environment: [:]), logger: Logger(label: "test"))
    let sync = ClusterSync(client, namespace: "default", source: "edge", logger: Logger(label: "test"))
    func failures(_ text: String) async throws -> [SyncFailure] {
      await sync.validate(try await plan(sync, text))
    }
    do {
      let fixed = try await plan(sync, configMap("fixed", more: ", immutable: true"))
      #expect(try await sync.apply(fixed).isEmpty)
      let changed = try await failures(configMap("fixed", "2", more: ", immutable: true") + configMap("other"))
      #expect(changed.map(\.object.name) == ["fixed"] && changed.first?.reason == .invalid)
      #expect(changed.first?.message.contains("immutable") == true, "\(changed)")
      let large = try await failures(
        configMap("fixed", more: ", immutable: true") + configMap("large", String(repeating: "x", count: 3 << 20)))
      #expect(large.map(\.object.name) == ["large"] && large.first?.reason == .tooLarge, "\(large.map(\.reason))")
      let version = try await failures(
        configMap("fixed", more: ", immutable: true") + "{apiVersion: v9, kind: ConfigMap, metadata: {name: later, namespace: default}}\n")
      #expect(version.map(\.object.name) == ["later"] && version.first?.reason == .unknownKind)
      #expect(version.first?.message.contains("v9") == true, "\(version)")
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
    cluster.kill()
  }
}
