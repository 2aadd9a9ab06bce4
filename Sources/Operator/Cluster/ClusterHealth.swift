import Foundation
import Hummingbird
import Logging
import NIOCore

/// What the kubelet asks a replica, whether it leads or not: alive as soon as it runs, ready when it could serve a proxy.
struct ClusterHealth: Sendable {
  let address: ListenAddress
  let world: ClusterWorld
  let logger: Logger

  /// Serves until it is cancelled.
  ///
  /// - Throws: `StartFailure` when the address is another's.
  func run() async throws {
    let router = Router()
    router.get("/healthz") { _, _ in "ok\n" }
    router.get("/readyz") { _, _ in
      await world.isServable
        ? Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        : Response(status: .serviceUnavailable, body: .init(byteBuffer: ByteBuffer(string: "the cluster has not been seen yet\n")))
    }
    try await RouterServer(address: address, option: "--health", router: router, logger: logger).run()
  }
}
