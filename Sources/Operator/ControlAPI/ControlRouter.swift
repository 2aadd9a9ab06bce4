import Foundation
import HTTPTypes
import Hummingbird
package import Logging
import NIOCore

/// What the control API asks of the daemon.
package protocol ControlBackend: Sendable {
  /// What serves, what is tried, and why.
  func status() async -> StatusDocument
  /// What happened, newest first, at most `limit` entries.
  func history(limit: Int) async -> HistoryDocument
  /// Where a commit is on its way.
  func progress(of commit: String) async -> CommitProgress
  /// Carries out a command; a rollback answers when all connected proxies confirmed, or after 10 s.
  func command(_ name: ControlCommand, _ request: CommandRequest) async -> CommandAnswer
  /// Whether the daemon serves a configuration.
  func isReady() async -> Bool
}

/// The daemon's own HTTP: health for probes, metrics for Prometheus, and the control API behind a token.
package struct ControlAPI: Sendable {
  private let address: ListenAddress
  private let token: String
  private let backend: any ControlBackend
  private let logger: Logger

  /// Makes the service; it listens when it runs.
  package init(address: ListenAddress, token: String, backend: any ControlBackend, logger: Logger) {
    self.address = address
    self.token = token
    self.backend = backend
    self.logger = logger
  }

  /// Serves until it is told to stop.
  ///
  /// - Parameter listens: Called when the address is taken.
  /// - Throws: `StartFailure` when the address is another's.
  package func run(_ listens: @escaping @Sendable () -> Void) async throws {
    try await RouterServer(address: address, option: "--admin", router: router(), logger: logger).run(listens)
  }

  private func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("/healthz") { _, _ in "ok\n" }
    router.get("/readyz", use: readiness)
    router.get("/metrics") { [backend] _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
        body: .init(byteBuffer: ByteBuffer(string: PrometheusPage(await backend.status()).text)))
    }
    // What Emissary's users and probes expect.
    router.get("/ambassador/v0/check_alive") { _, _ in "alive\n" }
    router.get("/ambassador/v0/check_ready", use: readiness)
    let api = router.group("/api/v1").add(middleware: TokenCheck(token: token))
    api.get("status") { [backend] _, _ in try Self.json(await backend.status()) }
    api.get("history") { [backend] request, _ in
      let limit = request.uri.queryParameters.get("limit", as: Int.self) ?? 20
      return try Self.json(await backend.history(limit: max(1, min(limit, 1000))))
    }
    api.get("commits/:commit") { [backend] _, context in
      try Self.json(await backend.progress(of: try context.parameters.require("commit")))
    }
    for command in ControlCommand.allCases {
      api.post("\(command)") { [backend] request, context in
        let details = try await request.decode(as: CommandRequest.self, context: context)
        return try Self.json(await backend.command(command, details))
      }
    }
    return router
  }

  @Sendable private func readiness(_ request: Request, _ context: BasicRequestContext) async -> Response {
    await backend.isReady()
      ? Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
      : Response(status: .serviceUnavailable, body: .init(byteBuffer: ByteBuffer(string: "no release is live yet\n")))
  }

  private static func json(_ value: some Encodable) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(value)
    return Response(
      status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

/// Lets through who knows the token.
struct TokenCheck<Context: RequestContext>: RouterMiddleware {
  let token: String

  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    let given = request.headers[.authorization] ?? ""
    guard Self.equal(Array(given.utf8), Array("Bearer \(token)".utf8)) else { throw HTTPError(.unauthorized) }
    return try await next(request, context)
  }

  /// In time that depends on the lengths alone, so that a token cannot be guessed byte by byte.
  private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// The daemon cannot start, for a reason that the user can mend.
package struct StartFailure: Error, CustomStringConvertible {
  /// One sentence that names the setting and says what to do.
  package let description: String

  /// Takes the sentence.
  package init(_ description: String) { self.description = description }
}
