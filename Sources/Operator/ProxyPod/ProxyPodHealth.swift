import Fleet
import Foundation
import Hummingbird
package import Logging
import NIOCore

/// What the kubelet asks a Pod of the fleet: Envoy's own admin interface is a socket that it cannot reach.
package struct ProxyPodHealth: Sendable {
  private let address: ListenAddress
  private let admin: AdminClient
  private let drainTime: Duration
  private let settleTime: Duration
  private let logger: Logger

  /// - Parameters:
  ///   - adminSocket: Where Envoy's admin interface is.
  ///   - drainTime: The longest that a drain waits for clients to leave.
  ///   - settleTime: The least that it waits, until nobody sends the Pod new clients any more.
  package init(address: ListenAddress, adminSocket: String, drainTime: Duration, settleTime: Duration = .seconds(8), logger: Logger) {
    self.address = address
    admin = AdminClient(socket: adminSocket)
    self.drainTime = drainTime
    self.settleTime = settleTime
    self.logger = logger
  }

  /// Serves until it is cancelled: `/ready` says whether the proxy serves a configuration, `/drain` returns when its clients are gone.
  ///
  /// - Throws: `StartFailure` when the address is another's.
  package func run() async throws {
    let router = Router()
    router.get("/ready") { _, _ in
      await admin.isServing()
        ? Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        : Response(status: .serviceUnavailable, body: .init(byteBuffer: ByteBuffer(string: "no configuration is served yet\n")))
    }
    router.get("/drain") { _, _ in
      await drain()
      return "drained\n"
    }
    try await RouterServer(address: address, option: "--health", router: router, logger: logger).run()
  }

  /// Clients are asked to leave. The Pod stops being an endpoint while this runs, and nodes and load balancers hear of that later:
  /// until then new ones come, so that none being there now is no reason to end.
  private func drain() async {
    guard await admin.drain() else { return logger.warning("the proxy cannot be drained: its admin interface does not answer") }
    logger.info("the proxy drains")
    let begun = ContinuousClock.now
    while begun.duration(to: .now) < drainTime {
      // Where nobody can say it, there may be clients.
      let open = await admin.connections()
      guard open != 0 || begun.duration(to: .now) < settleTime else { return }
      guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { return }
    }
  }
}
