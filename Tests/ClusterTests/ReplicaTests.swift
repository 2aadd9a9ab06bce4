import Foundation
import NIOCore
import Testbed
import Testing

/// Two replicas, and every proxy at the one that does not lead: all that the leader knows of them and does with them goes by the
/// replicas' own stream.
@Suite(
  "All replicas serve: proxies at a replica that stands by",
  .enabled(if: ClusterGateway.program != nil, "needs shared/testkube, Envoy and the program"), .serialized, .timeLimit(.minutes(5)))
struct ReplicaTests {
  private func withGateway(holds: String = "2s", _ body: (ClusterGateway) async throws -> Void) async throws {
    let gateway = try await ClusterGateway(replicas: 2, holds: holds)
    do {
      try gateway.commit(cart: "shop", "First routes")
      try gateway.operators[0].start()
      #expect(try await gateway.leader() == 0)
      try gateway.operators[1].start()
      gateway.sendProxies(to: [1])
      for name in ["edge-a", "edge-b", "edge-c"] { try await gateway.startProxy(name) }
      try await gateway.operators[0].wait("release 1 live", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }
      try await gateway.serve("cart", port: gateway.good.port)
      try await gateway.serve("broken", port: gateway.bad.port)
      try await body(gateway)
    } catch {
      print(gateway.log(0).suffix(4000), "\n---\n", gateway.log(1).suffix(4000))
      await gateway.end()
      throw error
    }
    await gateway.end()
  }

  @Test("a good release goes live there, a bad one is taken back on their counts; when the leader dies the other one goes on")
  func rollout() async throws {
    try await withGateway { gateway in
      let sending = gateway.traffic.start()
      defer { sending.cancel() }
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      #expect(gateway.traffic.seen.failed == 0)
      try gateway.commit(cart: "broken", "Cart breaks")
      try await gateway.operators[0].wait("release 3 rolled back", seconds: 60) { $0.state == "rolledBack" && $0.isEverywhere(2) }
      let failed = gateway.traffic.seen.failed
      gateway.operators[0].crash()
      #expect(try await gateway.leader(otherThan: 0) == 1)
      try gateway.commit(cart: "shop", "Cart is back")
      try await gateway.operators[1].wait("release 4 live", seconds: 60) { $0.stable?.number == 4 && $0.isEverywhere(4) }
      #expect(gateway.traffic.seen.failed == failed, "no request fails but for the bad release's")
    }
  }

  @Test("while nobody leads, a canary goes back to the last good release; who leads then writes that down")
  func alone() async throws {
    try await withGateway(holds: "300s") { gateway in
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.operators[0].wait("release 2 on its canary", seconds: 60) {
        $0.candidate?.number == 2 && $0.proxies.contains { $0.release == 2 }
      }
      // What was not written down would be tried again.
      try await gateway.wait("its confirmation is written down") {
        try await gateway.field("Fleet", "edge", "status", "record")?.string?.contains(#""confirmed":{"edge-"#) == true
      }
      gateway.operators[0].crash()
      gateway.cluster.kill()
      try await gateway.wait("it goes back", seconds: 60) {
        gateway.log(1).contains("the canaries of this replica go back to the last good release")
      }
      try await gateway.cluster.start()
      #expect(try await gateway.leader(otherThan: 0) == 1)
      try await gateway.operators[1].wait("it is written down", seconds: 60) {
        $0.stable?.number == 1 && $0.candidate == nil && $0.isEverywhere(1)
      }
    }
  }
}
