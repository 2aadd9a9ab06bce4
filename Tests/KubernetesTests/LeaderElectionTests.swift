import Foundation
import Kubernetes
import Logging
import Manifests
import NIOHTTP1
import Synchronization
import Testbed
import Testing

/// Many at once, a Lease given away or taken, and an API server that refuses or is silent.
@Suite(
  "LeaderElection: never two, whatever goes wrong", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"),
  .timeLimit(.minutes(3)))
struct LeaderElectionTests {
  private let leases = ResourceType(group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", scope: .namespaced)

  /// What candidates said last, in which order they led, and whether two ever led at once.
  private final class Chronicle: Sendable {
    private struct Pages {
      var last: [String: Leadership] = [:]
      var turns: [String] = []
      var isEverTwo = false
    }

    private let pages = Mutex(Pages())

    func write(_ name: String, _ news: Leadership) {
      pages.withLock { pages in
        pages.last[name] = news
        if news.isLeading { pages.turns.append(name) }
        if pages.last.values.count(where: { $0.isLeading }) > 1 { pages.isEverTwo = true }
      }
    }

    func last(_ name: String) -> Leadership? { pages.withLock { $0.last[name] } }
    var leaders: [String] { pages.withLock { pages in pages.last.filter { $0.value.isLeading }.map(\.key) } }
    var turns: [String] { pages.withLock { $0.turns } }
    var isEverTwo: Bool { pages.withLock { $0.isEverTwo } }
  }

  private func candidate(_ client: KubernetesClient, _ name: String, _ chronicle: Chronicle, seconds: Int = 3) -> Task<Void, Never> {
    let election = LeaderElection(
      client, namespace: "default", name: "edge", identity: name, address: Self.address(name), duration: .seconds(seconds),
      logger: Logger(label: "test"))
    return Task { await election.run { chronicle.write(name, $0) } }
  }

  private static func address(_ name: String) -> String { "\(name).example.com:18000" }

  private func follows(_ name: String) -> Leadership { .following(Leader(name: name, address: Self.address(name))) }

  private func stop(_ candidates: Task<Void, Never>...) async {
    for candidate in candidates { candidate.cancel() }
    for candidate in candidates { await candidate.value }
  }

  private func wait(_ what: String, until isDone: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(40)
    while try await !isDone() {
      guard ContinuousClock.now < end else { throw DemoFailure("\(what): not within 40 s") }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private func spec(_ client: KubernetesClient) async throws -> JSONValue? {
    try await client.get(leases, namespace: "default", name: "edge")?.json["spec"]
  }

  @Test("of many that begin together one leads, and the others follow that one and know where it is")
  func race() async throws {
    try await withCluster { _, client in
      let chronicle = Chronicle()
      let names = ["a", "b", "c", "d"]
      let candidates = names.map { candidate(client, $0, chronicle) }
      try await wait("all know the leader") {
        guard let leader = chronicle.leaders.first else { return false }
        return names.allSatisfy { $0 == leader || chronicle.last($0) == follows(leader) }
      }
      #expect(chronicle.turns.count == 1 && !chronicle.isEverTwo)
      #expect(try await spec(client)?["leaseTransitions"]?.int == 0)
      for candidate in candidates { await stop(candidate) }
    }
  }

  @Test("a leader that is stopped gives the Lease away: the next does not wait for its end")
  func release() async throws {
    try await withCluster { _, client in
      let chronicle = Chronicle()
      // Longer than this test may take: a takeover can only come of a Lease that was given away.
      let first = candidate(client, "a", chronicle, seconds: 300)
      try await wait("a leads") { chronicle.last("a")?.isLeading == true }
      await stop(first)
      #expect(chronicle.last("a") == .following(nil))
      try #require(try await spec(client)?["holderIdentity"] == "", "the Lease is still a's")
      let second = candidate(client, "b", chronicle, seconds: 300)
      try await wait("b leads") { chronicle.last("b")?.isLeading == true }
      await stop(second)
    }
  }

  @Test("renewing changes when it was renewed, and neither since when it is held nor how often it changed hands")
  func terms() async throws {
    try await withCluster { _, client in
      let chronicle = Chronicle()
      for (term, name) in ["a", "b", "c"].enumerated() {
        let task = candidate(client, name, chronicle)
        try await wait("\(name) leads") { chronicle.last(name)?.isLeading == true }
        let early = try await spec(client)
        try await wait("\(name) renews") { try await spec(client)?["renewTime"] != early?["renewTime"] }
        let late = try await spec(client)
        #expect(early?["leaseTransitions"]?.int == term && late?["leaseTransitions"]?.int == term)
        #expect(late?["holderIdentity"]?.string == name && late?["acquireTime"] == early?["acquireTime"])
        await stop(task)
      }
      #expect(chronicle.turns == ["a", "b", "c"] && !chronicle.isEverTwo)
    }
  }

  @Test("a Lease that comes back from somebody who took it counts once more")
  func stranger() async throws {
    try await withCluster { _, client in
      let chronicle = Chronicle()
      let task = candidate(client, "a", chronicle)
      try await wait("a leads") { chronicle.last("a")?.isLeading == true }
      try await wait("it is taken") {
        let taken: JSONValue = [
          "metadata": ["annotations": .null], "spec": ["holderIdentity": "stranger", "leaseTransitions": 7, "leaseDurationSeconds": 3],
        ]
        _ = try await client.patch(leases, namespace: "default", name: "edge", merge: taken)
        return true
      }
      try await wait("a follows") { chronicle.last("a") == .following(Leader(name: "stranger", address: nil)) }
      try await wait("a leads again") { chronicle.turns == ["a", "a"] }
      let lease = try await spec(client)
      #expect(lease?["holderIdentity"] == "a" && lease?["leaseTransitions"]?.int == 8 && lease?["leaseDurationSeconds"]?.int == 3)
      await stop(task)
    }
  }

  @Test("a Lease that another had and gave away before anybody looked is led since another time")
  func between() async throws {
    try await withCluster { _, client in
      let chronicle = Chronicle()
      let task = candidate(client, "a", chronicle)
      try await wait("a leads") { chronicle.last("a")?.isLeading == true }
      let first = chronicle.last("a")
      _ = try await client.patch(leases, namespace: "default", name: "edge", merge: ["spec": ["holderIdentity": ""]])
      try await wait("a leads since another time") { chronicle.turns == ["a", "a"] }
      #expect(chronicle.last("a") != first)
      await stop(task)
    }
  }

  @Test("a server that is silent: who led says that it leads no more, and leads again when the server answers")
  func silence() async throws {
    try await withCluster { cluster, client in
      let chronicle = Chronicle()
      let task = candidate(client, "a", chronicle)
      try await wait("a leads") { chronicle.last("a")?.isLeading == true }
      cluster.freeze(true)
      try await wait("a steps down") { chronicle.last("a") == .following(nil) }
      cluster.freeze(false)
      try await wait("a leads again") { chronicle.turns == ["a", "a"] }
      await stop(task)
    }
  }

  @Test("after a silence that was longer than the Lease the one that led leads again: it had no way to renew it")
  func silenceForAll() async throws {
    try await withCluster { cluster, client in
      let chronicle = Chronicle()
      let first = candidate(client, "a", chronicle)
      try await wait("a leads") { chronicle.last("a")?.isLeading == true }
      let second = candidate(client, "b", chronicle)
      try await wait("b follows") { chronicle.last("b") == follows("a") }
      cluster.freeze(true)
      try await wait("a steps down") { chronicle.last("a") == .following(nil) }
      try await Task.sleep(for: .seconds(4))
      cluster.freeze(false)
      try await wait("somebody leads") { chronicle.turns.count == 2 }
      #expect(chronicle.turns == ["a", "a"])
      await stop(first, second)
    }
  }

  /// A leader that something keeps from renewing, and another that may write: not at once two.
  private func partition(
    _ kubeconfig: String, _ client: KubernetesClient, cut: () throws -> Void, mend: () throws -> Void
  ) async throws {
    let cutOff = try KubernetesClient(try .find(kubeconfig: kubeconfig, environment: [:]), logger: Logger(label: "test"))
    let chronicle = Chronicle()
    let first = candidate(cutOff, "a", chronicle)
    try await wait("a leads") { chronicle.last("a")?.isLeading == true }
    let second = candidate(client, "b", chronicle)
    try await wait("b follows") { chronicle.last("b") == follows("a") }
    try cut()
    try await wait("b leads") { chronicle.last("b")?.isLeading == true }
    #expect(!chronicle.isEverTwo)
    try mend()
    await stop(first, second)
    await cutOff.shutdown()
  }

  @Test(
    "a leader that may not renew, or is asked to wait for longer than its Lease holds, steps down before another can lead",
    arguments: [
      RefusingFront.Refusal(.PUT, "/leases/edge", .internalServerError, reason: "InternalError", message: "no"),
      .init(.PUT, "/leases/edge", .tooManyRequests, reason: "TooManyRequests", message: "wait", headers: ["retry-after": "20"]),
    ])
  func refused(refusal: RefusingFront.Refusal) async throws {
    try await withCluster { cluster, client in
      let front = try await RefusingFront(cluster)
      try await front.serving {
        try await partition(front.kubeconfig, client) {
          front.refuse([refusal])
        } mend: {
          front.refuse([])
        }
      }
    }
  }

  @Test("a leader whose call hangs, here in the program that gives it its token, steps down before another can lead")
  func hanging() async throws {
    try await withCluster { cluster, client in
      let token = try String(contentsOfFile: "\(cluster.folder)/token", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      // A token that has ended is asked for at every call.
      let script = """
        #!/bin/sh
        while [ -e "$(dirname "$0")/hang" ]; do sleep 0.1; done
        echo '{"kind": "ExecCredential", "status": {"token": "\(token)", "expirationTimestamp": "2020-01-01T00:00:00Z"}}'
        """
      let program = "\(cluster.folder)/credentials"
      try script.write(toFile: program, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let kubeconfig = "\(cluster.folder)/exec"
      try String(contentsOfFile: cluster.kubeconfig, encoding: .utf8)
        .replacing("    token: \(token)", with: "    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./credentials}")
        .write(toFile: kubeconfig, atomically: true, encoding: .utf8)
      let hang = "\(cluster.folder)/hang"
      try await partition(kubeconfig, client) {
        try "".write(toFile: hang, atomically: true, encoding: .utf8)
      } mend: {
        try FileManager.default.removeItem(atPath: hang)
      }
    }
  }
}
