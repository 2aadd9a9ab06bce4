import Foundation
import Kubernetes
import NIOCore
import NIOHTTP1
import Testbed
import Testing

/// Two replicas, and every proxy at the one that does not lead: all that the leader knows of them and does with them goes by the
/// replicas' own stream.
@Suite(
  "All replicas serve: proxies at a replica that stands by",
  .enabled(if: ClusterGateway.program != nil, "needs KUBECONFIG or shared/testkube, Envoy and the program"), .serialized,
  .timeLimit(.minutes(5)))
struct ReplicaTests {
  private func withGateway(
    holds: String = "2s", breaksServer: Bool = false, _ body: (ClusterGateway) async throws -> Void
  ) async throws {
    try await ClusterGateway.live(replicas: 2, holds: holds, breaksServer: breaksServer, proxies: [1]) { gateway in
      try await gateway.serve("cart", port: gateway.good.port)
      try await gateway.serve("broken", port: gateway.bad.port)
      try await body(gateway)
    }
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

  @Test(
    "while nobody leads, a canary goes back to the last good release; who leads then writes that down",
    .enabled(if: ClusterGateway.mayBreakServer, "no shared/testkube beside the checkout"))
  func alone() async throws {
    try await withGateway(holds: "300s", breaksServer: true) { gateway in
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

  @Test(
    "a leader that cannot reach the API server goes back by hand; who leads then hears of it, though it never came to be written down",
    .enabled(if: ClusterGateway.mayBreakServer, "no shared/testkube beside the checkout"))
  func unwritten() async throws {
    try await ClusterGateway.fronted(replicas: 2, holds: "1s") { gateway, front in
      try await gateway.serve("cart", port: gateway.good.port)
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      try await gateway.wait("it is written down") { try await gateway.field("Fleet", "edge", "status", "stable") == 2 }
      func no(_ path: String) -> RefusingFront.Refusal {
        .init(.PUT, path, .internalServerError, reason: "InternalError", message: "no")
      }
      front.refuse([no("/fleets/edge/status")])
      try await gateway.operators[0].command("rollback")
      try await gateway.operators[0].wait("back at once", seconds: 10) { $0.isEverywhere(1) }
      front.refuse([no("/fleets/edge/status"), no("/leases/nuncio-edge")])
      #expect(try await gateway.leader(otherThan: 0) == 1)
      let status = try await gateway.operators[1].wait("the other knows", seconds: 60) { $0.source.pinned == 1 && $0.isEverywhere(1) }
      #expect(status.stable?.number == 1)
      try await gateway.wait("it is written down") { try await gateway.field("Fleet", "edge", "status", "pinned") == 1 }
    }
  }

  @Test(
    "a replica that never led serves the newest release after a start without an API server, to a proxy that has nothing",
    .enabled(if: ClusterGateway.mayBreakServer, "no shared/testkube beside the checkout"))
  func coldStart() async throws {
    try await withGateway(breaksServer: true) { gateway in
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      try await gateway.wait("the other has heard of it") { gateway.recorded(1).contains(#""lastNumber":2"#) }
      for one in gateway.operators { one.crash() }
      gateway.cluster.kill()
      try gateway.operators[1].start()
      try await gateway.wait("it serves") { gateway.log(1).contains("release 2 is served from the state directory") }
      try gateway.startEnvoyAgain("edge-a")
      try await gateway.wait("a proxy that begins has it") { await gateway.isServing("edge-a") }
      try await gateway.cluster.start()
    }
  }
}
