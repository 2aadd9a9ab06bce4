import AsyncHTTPClient
import NIOCore
import Synchronization

/// An HTTP client that is exchanged when calls through it are not answered any more: a connection whose other end went without a word
/// would be used for every call until TCP gives it up, a quarter of an hour later.
final class RenewedClient: Sendable {
  private struct State {
    var client: HTTPClient
    /// Calls in a row that were not answered in time.
    var silences = 0
    var isShut = false
  }

  private let configuration: HTTPClient.Configuration
  private let state: Mutex<State>
  /// So many calls are given up before the connection is.
  private static let patience = 2

  init(_ configuration: HTTPClient.Configuration) {
    self.configuration = configuration
    state = Mutex(State(client: HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)))
  }

  /// One call. What is under way on a client that is exchanged fails, and is tried again by whoever began it.
  func execute(_ request: HTTPClientRequest, timeout: Duration) async throws -> HTTPClientResponse {
    let client = state.withLock { $0.client }
    do {
      let response = try await client.execute(request, timeout: .nanoseconds(Int64(timeout / .nanoseconds(1))))
      state.withLock { if $0.client === client { $0.silences = 0 } }
      return response
    } catch let error as HTTPClientError where error == .deadlineExceeded {
      if isSilent(client) { try await client.shutdown() }
      throw error
    }
  }

  /// Counts one call that was not answered; true when the client was exchanged for that.
  private func isSilent(_ client: HTTPClient) -> Bool {
    state.withLock { state in
      guard state.client === client, !state.isShut else { return false }
      state.silences += 1
      guard state.silences >= Self.patience else { return false }
      state.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      state.silences = 0
      return true
    }
  }

  /// Ends all connections; it must be called before the client goes away.
  func shutdown() async throws {
    let client = state.withLock { state in
      state.isShut = true
      return state.client
    }
    try await client.shutdown()
  }
}
