import Synchronization
import Telemetry

/// Where proxies' counts go: to the rollout that runs now, and nowhere while none does.
final class MetricsInbox: Sendable {
  private let sink = Mutex<AsyncStream<MetricsPush>.Continuation?>(nil)

  /// Counts from now on; whoever listened before hears no more.
  func listen() -> AsyncStream<MetricsPush> {
    let (pushes, sink) = AsyncStream.makeStream(of: MetricsPush.self)
    self.sink.withLock { before in
      before?.finish()
      before = sink
    }
    return pushes
  }

  func take(_ push: MetricsPush) { _ = sink.withLock { $0?.yield(push) } }
}
