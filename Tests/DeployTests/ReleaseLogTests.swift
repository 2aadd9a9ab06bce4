import Foundation
import Git
import Identity
import Kubernetes
import Manifests
import Testbed
import Testing

@testable import Operator
@testable import Rollout

@Suite("The release log in the cluster", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"))
struct ReleaseLogTests {
  private static let fleets = ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "fleets", kind: "Fleet", scope: .namespaced)
  private static let releases = ResourceType(
    group: "nuncio.dev", version: "v1alpha1", plural: "releases", kind: "Release", scope: .namespaced)

  /// Logs of replicas of these names, each of which leads.
  private func withLogs(_ names: String..., body: (KubernetesClient, [ClusterReleaseLog]) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "nuncio-log-\(UUID().uuidString.prefix(8))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withDefinitions { client, _ in
      var fleet = KubernetesObject(apiVersion: "nuncio.dev/v1alpha1", kind: "Fleet", namespace: "default", name: "edge")
      fleet.json["spec"] = ["selector": ["matchLabels": ["app": "edge"]]]
      _ = try await client.create(fleet, as: Self.fleets)
      var logs: [ClusterReleaseLog] = []
      for (index, name) in names.enumerated() {
        let copy = try GitReleaseLog(directory: "\(folder)/\(index)", fleet: "edge", mirror: "\(folder)/mirror", isCopy: true)
        let log = ClusterReleaseLog(client, namespace: "default", fleet: "edge", identity: name, copy: copy)
        await log.lead()
        _ = try await log.load()
        logs.append(log)
      }
      try await body(client, logs)
    }
  }

  private func write(_ change: Transition.Change, to log: ClusterReleaseLog, _ memory: inout RolloutMemory) async throws {
    let transition = Transition(at: 1, change: change)
    memory.fold(transition)
    try await log.append(transition, memory: memory)
  }

  @Test("a leader whose writes were answered to nobody goes on from them")
  func lostAnswers() async throws {
    try await withLogs("a", "a") { _, logs in
      var memory = RolloutMemory()
      // What the other one has written is to this one its own, of which it has no answer.
      for _ in 0..<3 { try await write(.paused, to: logs[1], &memory) }
      try await write(.resumed, to: logs[0], &memory)
      #expect(try await logs[1].load() == memory)
    }
  }

  @Test("a leader that another overtook writes no more until it has read what that one wrote")
  func overtaken() async throws {
    try await withLogs("a", "b") { _, logs in
      var (ours, theirs) = (RolloutMemory(), RolloutMemory())
      try await write(.paused, to: logs[1], &theirs)
      await #expect(throws: NotLeading.self) { try await write(.resumed, to: logs[0], &ours) }
      ours = try await logs[0].load()
      try await write(.resumed, to: logs[0], &ours)
      #expect(try await logs[1].load() == ours)
    }
  }

  @Test("a release that came to nothing leaves its number, and what its object says, to the next")
  func freeNumber() async throws {
    func release(_ commit: Character) -> ReleaseRecord {
      ReleaseRecord(
        number: ReleaseNumber(1),
        revision: Revision(
          commit: String(repeating: commit, count: 40), tree: "t", author: "a", summary: "", inputs: "", resources: "", compiler: "",
          cause: .commit), plan: PlanStatement())
    }
    try await withLogs("a", "b") { client, logs in
      var (ours, theirs) = (RolloutMemory(), RolloutMemory())
      try await write(.rolling(release("1"), canaries: [], unfinishedSince: 0, past: nil), to: logs[0], &ours)
      // The record is lost, the object is there.
      _ = try await client.patch(
        Self.fleets, namespace: "default", name: "edge", merge: ["status": ["sequence": 0, "record": .null]], subresource: "status")
      try await write(.rolling(release("2"), canaries: [], unfinishedSince: 0, past: nil), to: logs[1], &theirs)
      let found = try await client.get(Self.releases, namespace: "default", name: "edge-1")
      #expect(found?.json["spec"]?["commit"]?.string == String(repeating: "2", count: 40))
    }
  }
}
