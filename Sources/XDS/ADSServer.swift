package import GRPCCore
import GRPCNIOTransportHTTP2
package import Identity
package import Logging
import ServiceLifecycle

/// A gRPC server for each proxy, on that proxy's own Unix socket: configuration down, counts up.
package struct ADSServer {
  private let fleet: XDSFleet
  private let sockets: AsyncStream<(ProxyID, String)>
  private let socket: AsyncStream<(ProxyID, String)>.Continuation
  private let beside: @Sendable (ProxyID) -> [any RegistrableRPCService]
  private let logger: Logger

  /// - Parameter beside: What else is served on a proxy's socket.
  package init(fleet: XDSFleet, logger: Logger, beside: @escaping @Sendable (ProxyID) -> [any RegistrableRPCService]) {
    self.fleet = fleet
    (sockets, socket) = AsyncStream.makeStream()
    self.beside = beside
    self.logger = logger
  }

  /// Serves a proxy on a socket from now on. Its folder must exist; a proxy is added once.
  package func add(_ proxy: ProxyID, socket path: String) { socket.yield((proxy, path)) }

  /// Serves until it is cancelled or told to stop.
  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for await (proxy, path) in sockets {
        let server = GRPCServer(
          transport: .http2NIOPosix(address: .unixDomainSocket(path: path), transportSecurity: .plaintext, config: .forEnvoy),
          services: [DiscoveryService(fleet: fleet) { _ in proxy }] + beside(proxy))
        group.addTask {
          try await withGracefulShutdownHandler {
            try await server.serve()
          } onGracefulShutdown: {
            server.beginGracefulShutdown()
          }
        }
      }
    }
  }

}

extension HTTP2ServerTransport.Posix.Config {
  /// What Envoy's streams need.
  static let forEnvoy = Self.defaults { config in
    // A reconnecting proxy lists every resource that it holds in one message.
    config.rpc.maxRequestPayloadSize = 64 << 20
    config.connection.maxGraceTime = .seconds(2)
    config.connection.keepalive.clientBehavior = .init(minPingIntervalWithoutCalls: .seconds(1), allowWithoutCalls: true)
  }

  /// The same across a network: a peer that is gone without a word is missed within 40 s, and no connection outlives its certificate.
  static let forNetwork: Self = {
    var config = forEnvoy
    config.connection.keepalive.time = .seconds(30)
    config.connection.keepalive.timeout = .seconds(10)
    config.connection.maxAge = .seconds(12 * 3600)
    return config
  }()
}
