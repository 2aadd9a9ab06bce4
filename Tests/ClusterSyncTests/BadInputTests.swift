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
  /// A cluster with a front that refuses.
  private func withFront(
    _ refusals: [RefusingFront.Refusal] = [],
    _ body: @Sendable @escaping (RefusingFront, KubernetesClient, ClusterSync) async throws -> Void
  ) async throws {
    let cluster = try await TestCluster()
    let front = try await RefusingFront(cluster, refusing: refusals)
    try await front.serving { try await withClient(front.kubeconfig) { try await body(front, $0, sync($0)) } }
    cluster.kill()
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
    try await withCluster { _, client in
      let sync = ClusterSyncTests.sync(client)
      func failures(_ text: String) async throws -> [SyncFailure] {
        await sync.validate(try await plan(sync, text))
      }
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
    }
  }

  @Test("a webhook that speaks of a user is still a webhook: no role would help")
  func webhookOfUsers() async throws {
    let words = #"admission webhook "owners.example.com" denied the request: User "nuncio" cannot route shop.example.com"#
    try await withFront([.init(.PATCH, "/configmaps/second", .forbidden, reason: "Forbidden", message: words)]) { _, _, sync in
      let failures = await sync.validate(try await plan(sync, configMap("second")))
      #expect(failures.map(\.reason) == [.admissionDenied])
      #expect(failures.first?.message.contains(words) == true && failures.first?.message.contains("role") == false, "\(failures)")
    }
  }

  @Test("what a webhook says of a Secret may be what is in it: who denies is told, and no more")
  func webhookOfSecrets() async throws {
    let words = #"admission webhook "keys.example.com" denied the request: token swordfish is too short"#
    try await withFront([.init(.PATCH, "/secrets/second", .forbidden, reason: "Forbidden", message: words)]) { _, _, sync in
      let secret = "{apiVersion: v1, kind: Secret, metadata: {name: second, namespace: default}, stringData: {token: swordfish}}\n"
      let failures = await sync.validate(try await plan(sync, secret))
      #expect(failures.map(\.reason) == [.admissionDenied])
      #expect(failures.first?.message.contains("keys.example.com") == true && failures.first?.message.contains("swordfish") == false)
    }
  }

  @Test("when the quota is raised the same commit goes on where it was, and only then goes what it removes")
  func raised() async throws {
    try await withFront { front, client, sync in
      #expect(try await sync.apply(try await plan(sync, configMap("first") + configMap("old"))).isEmpty)
      let commit = configMap("first") + configMap("second")
      front.refuse([
        .init(
          .PATCH, "/configmaps/second", .forbidden, reason: "Forbidden", message: #"configmaps "second" is forbidden: exceeded quota: few"#)
      ])
      #expect(try await sync.apply(try await plan(sync, commit)).map(\.object.name) == ["second"])
      front.refuse([])
      let again = try await plan(sync, commit)
      #expect(again.writes.map(\.object.name) == ["second"] && again.prunes.map(\.key.name) == ["old"])
      #expect(try await sync.apply(again).isEmpty)
      #expect(try await exists(client, "old"))
      #expect(try await sync.prune(again).isEmpty)
      #expect(try await exists(client, "old") == false)
    }
  }

  @Test("what may not be removed stays, is told with the verb, and is removed when it may be")
  func removal() async throws {
    try await withFront { front, client, sync in
      #expect(try await sync.apply(try await plan(sync, configMap("first") + configMap("old"))).isEmpty)
      let words = #"configmaps "old" is forbidden: User "x" cannot delete resource "configmaps" in API group "" in the namespace "default""#
      front.refuse([.init(.DELETE, "/configmaps/old", .forbidden, reason: "Forbidden", message: words)])
      let failures = try await sync.prune(try await plan(sync, configMap("first")))
      #expect(failures.map(\.object.name) == ["old"] && failures.first?.reason == .forbidden)
      #expect(failures.first?.message.contains("may not delete configmaps in namespace default") == true, "\(failures)")
      #expect(try await exists(client, "old"))
      front.refuse([])
      #expect(try await sync.prune(try await plan(sync, configMap("first"))).isEmpty)
      #expect(try await exists(client, "old") == false)
    }
  }
}
