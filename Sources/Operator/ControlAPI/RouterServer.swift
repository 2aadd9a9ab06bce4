import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Serves a few paths at an address; what every HTTP server of the operator has in common.
struct RouterServer {
  let address: ListenAddress
  /// The option that chooses the address, for the message when it is taken.
  let option: String
  let router: Router<BasicRequestContext>
  /// Plain HTTP, or HTTP over TLS.
  var server = HTTPServerBuilder.http1()
  let logger: Logger

  /// Serves until it is cancelled.
  ///
  /// - Parameter listens: Called when the address is taken.
  /// - Throws: `StartFailure` when the address is another's.
  func run(_ listens: @escaping @Sendable () -> Void = {}) async throws {
    // What goes wrong with one client's connection is no news.
    var quiet = logger
    quiet.logLevel = .critical
    let application = Application(
      router: router, server: server, configuration: .init(address: .hostname(address.host, port: address.port), serverName: nil),
      onServerRunning: { _ in listens() }, logger: quiet)
    do {
      try await application.runService(gracefulShutdownSignals: [])
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw StartFailure("\(option) \(address): the port is in use. Is another nuncio running? Choose another with \(option) HOST:PORT")
    }
  }
}
