import Foundation
import Kubernetes
import Logging
import Synchronization
import Manifests
import Testbed
import Testing

@Suite(
  "LeaderElection: one leads", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(2)))
struct ElectionTests {
  private let leases = ResourceType(group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", scope: .namespaced)

  /// What candidates said last, and whether two ever led at once.
  private final class Scores: Sendable {
    private let said = Mutex<[String: Leadership]>([:])
    private let both = Mutex(false)

    func take(_ name: String, _ news: Leadership) {
      let leading = said.withLock { said in
        said[name] = news
        return said.count { $0.value == .leading }
      }
      if leading > 1 { both.withLock { $0 = true } }
    }

    func last(_ name: String) -> Leadership? { said.withLock { $0[name] } }
    var everTwo: Bool { both.withLock { $0 } }
  }

  private func candidate(_ client: KubernetesClient, _ name: String, _ scores: Scores) -> Task<Void, Never> {
    let election = LeaderElection(
      client, namespace: "default", name: "edge", identity: name, address: "\(name):18000", duration: .seconds(3),
      logger: Logger(label: "test"))
    return Task { await election.run { scores.take(name, $0) } }
  }

  private func wait(_ what: String, until isDone: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while try await !isDone() {
      guard ContinuousClock.now < end else { throw DemoFailure("\(what): not within 30 s") }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private func follows(_ leader: String) -> Leadership { .following(Leader(name: leader, address: "\(leader):18000")) }

  @Test("the other follows and knows where; when it stops the other leads, and that is counted")
  func handover() async throws {
    try await withCluster { _, client in
      let scores = Scores()
      let first = candidate(client, "a", scores)
      try await wait("a leads") { scores.last("a") == .leading }
      let second = candidate(client, "b", scores)
      try await wait("b follows") { scores.last("b") == follows("a") }
      first.cancel()
      await first.value
      try await wait("b leads") { scores.last("b") == .leading }
      #expect(!scores.everTwo)
      let lease = try await client.get(leases, namespace: "default", name: "edge")
      #expect(lease?.json["spec"]?["holderIdentity"] == "b" && lease?.json["spec"]?["leaseTransitions"]?.int == 1)
      second.cancel()
      await second.value
    }
  }

  @Test("a Lease that somebody else takes is theirs until it ends")
  func stranger() async throws {
    try await withCluster { _, client in
      let scores = Scores()
      let one = candidate(client, "a", scores)
      try await wait("a leads") { scores.last("a") == .leading }
      try await wait("it is taken") {
        guard var lease = try await client.get(leases, namespace: "default", name: "edge") else { return false }
        lease.json["spec"]?["holderIdentity"] = "stranger"
        lease.metadata["annotations"] = [:]
        // Somebody may write in between: it is tried again.
        do throws(APIError) { _ = try await client.replace(lease, as: leases) } catch { return false }
        return true
      }
      try await wait("a follows") { scores.last("a") == .following(Leader(name: "stranger", address: nil)) }
      try await wait("a leads again") { scores.last("a") == .leading }
      one.cancel()
      await one.value
    }
  }
}
