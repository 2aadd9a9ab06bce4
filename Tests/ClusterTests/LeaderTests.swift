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
    let mapping = ResourceType(group: "getambassador.io", version: "v3alpha1", plural: "mappings", kind: "Mapping", scope: .namespaced)
    #expect(try await gateway.client.list(mapping, namespace: gateway.shop).items.map(\.name).sorted() == ["all", "cart"])
  }
}
