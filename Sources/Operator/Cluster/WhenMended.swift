import Kubernetes
import Logging

/// Does what needs the API server and objects that people write, again and again until both are there: a replica that waits for them
/// serves meanwhile. What can be mended is told once.
///
/// - Throws: What waiting cannot mend, and `CancellationError`.
nonisolated(nonsending) func whenMended<Value: Sendable>(_ logger: Logger, _ body: () async throws -> Value) async throws -> Value {
  var backoff = Backoff(longest: .seconds(5))
  var told = ""
  while true {
    do { return try await body() } catch let error where (error as? APIError)?.isOfServer == true || error is StartFailure {
      if told != "\(error)" { logger.warning("\(error)") }
      told = "\(error)"
      try await Task.sleep(for: backoff.next(random: .random(in: 0...1)))
    }
  }
}
