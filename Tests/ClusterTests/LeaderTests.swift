import Foundation
import Kubernetes
import Manifests
import NIOCore
import Testbed
import Testing

/// Two replicas, and the leader killed while a release is on its way. `NUNCIO_KILLS` says how often; the soak is 50.
@Suite(
  "Two replicas: a leader that dies loses nothing",
  .enabled(if: ClusterGateway.program != nil, "needs KUBECONFIG or shared/testkube, Envoy and the program"), .serialized,
  .timeLimit(.minutes(20)))
struct LeaderTests {
  @Test("the other one takes up where it was; no request fails, no number is used twice, no object is lost")
  func kills() async throws {
    let kills = ProcessInfo.processInfo.environment["NUNCIO_KILLS"].flatMap(Int.init) ?? 3
    try await ClusterGateway.live(replicas: 2, holds: "1s") { try await run($0, kills) }
  }

  @Test("what a team broke and evidence took back is not tried again by whoever leads next, and its last good version goes on serving")
  func quarantine() async throws {
    try await ClusterGateway.live(replicas: 2) { gateway in
      let sending = gateway.traffic.start()
      defer { sending.cancel() }
      try await gateway.serve("broken", port: gateway.bad.port)
      func team(_ service: String) -> String {
        """
        {apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: team, namespace: \(gateway.shop)}, spec: {hostname: '*',
        prefix: /cart/, precedence: 10, service: \(service), timeout_ms: 4321}}
        """
      }
      let first = try await gateway.leader()
      try await gateway.apply(team("shop"))
      try await gateway.operators[first].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      try await gateway.apply(team("broken"))
      try await gateway.operators[first].wait("taken back", seconds: 60) { $0.state == "rolledBack" && $0.isEverywhere(2) }
      gateway.operators[first].crash()
      let second = try await gateway.leader(otherThan: first)
      try gateway.commit(cart: "shop", "More", more: "# more")
      try await gateway.operators[second].wait("release 4 live", seconds: 60) { $0.stable?.number == 4 && $0.isEverywhere(4) }
      #expect(try await gateway.field("Release", "edge-4", "spec", "cause") == "commit")
      let good = try await gateway.field("Release", "edge-2", "spec", "objects")
      #expect(try await gateway.field("Release", "edge-4", "spec", "objects") == good)
    }
  }

  private func run(_ gateway: ClusterGateway, _ kills: Int) async throws {
    var leader = 0
    try await gateway.serve("cart", port: gateway.good.port)
    let sending = gateway.traffic.start()
    defer { sending.cancel() }
    for round in 1...kills {
      try gateway.commit(cart: round.isMultiple(of: 2) ? "shop" : "cart", "Round \(round)")
      // Now and then before it was seen, now and then in its midst.
      try await Task.sleep(for: .milliseconds(.random(in: 0...4000)))
      let dead = leader
      gateway.operators[dead].crash()
      leader = try await gateway.leader(otherThan: dead)
      try gateway.operators[dead].start()
    }
    try gateway.commit(cart: "shop", "The last", more: "# \(kills)")
    try await gateway.operators[leader].wait("the last is live", seconds: 90) {
      $0.stable?.summary == "The last" && $0.proxies.allSatisfy(\.connected)
    }
    #expect(gateway.traffic.seen.requests > 300)
    #expect(gateway.traffic.seen.failed == 0)
    let releases = try await gateway.releases()
    #expect(Set(releases.map(\.number)).count == releases.count)
    #expect(releases.allSatisfy { $0.name == "edge-\($0.number)" })
    try await gateway.wait("every release says how it ended") {
      let states = try await gateway.releaseStates()
      return states.count { $0 == "Live" } == 1
        && states.allSatisfy { ["Live", "Retired", "Superseded", "RolledBack"].contains($0) }
    }
    let mapping = ResourceType(group: "getambassador.io", version: "v3alpha1", plural: "mappings", kind: "Mapping", scope: .namespaced)
    #expect(try await gateway.client.list(mapping, namespace: gateway.shop).items.map(\.name).sorted() == ["all", "cart"])
  }
}
