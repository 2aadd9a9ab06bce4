import Synchronization

/// Where what proxies and other replicas say goes: to the rollout that runs now, and nowhere while none does.
final class LeaderInbox<Element: Sendable>: Sendable {
  private let sink = Mutex<AsyncStream<Element>.Continuation?>(nil)
  private let most: Int

  /// - Parameter most: How many wait at most; of more the oldest are dropped.
  init(most: Int = .max) { self.most = most }

  /// What comes from now on; whoever listened before hears no more.
  func listen() -> AsyncStream<Element> {
    let (elements, sink) = AsyncStream.makeStream(of: Element.self, bufferingPolicy: .bufferingNewest(most))
    self.sink.withLock { before in
      before?.finish()
      before = sink
    }
    return elements
  }

  func take(_ element: Element) { _ = sink.withLock { $0?.yield(element) } }
}
