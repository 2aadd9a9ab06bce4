import Kubernetes
import Logging

/// Does what needs the API server, the disk, and objects that people write, again and again until it can be done: a replica that
/// waits for them serves meanwhile, and whatever is wrong may be mended from outside. The same is told once.
///
/// - Throws: `CancellationError`.
nonisolated(nonsending) func whenMended<Value: Sendable>(_ logger: Logger, _ body: () async throws -> Value) async throws -> Value {
  var backoff = Backoff(longest: .seconds(5))
  var told = ""
  while true {
    do { return try await body() } catch {
      try Task.checkCancellation()
      if told != "\(error)" { logger.warning("\(error)") }
      told = "\(error)"
      try await Task.sleep(for: backoff.next(random: .random(in: 0...1)))
    }
  }
}
