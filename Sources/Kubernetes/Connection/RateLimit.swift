/// How many requests this program allows itself: a bucket of tokens that fills with time. A type that the server asks to be left
/// alone with is shut meanwhile; others are not, so that a leader's lease is renewed while lists wait.
actor RateLimit {
  private let perSecond: Double
  private var tokens: Double
  private var filled = ContinuousClock.now
  private var shutUntil: [ResourceType: ContinuousClock.Instant] = [:]

  init(perSecond: Double) {
    self.perSecond = perSecond
    tokens = perSecond
  }

  /// The server asks to be left alone, or others have their turn, for longer than the caller has time.
  struct Shut: Error { let left: Duration }

  /// Waits for its turn.
  ///
  /// - Throws: `Shut`, `CancellationError`.
  func take(for type: ResourceType, patience: Duration) async throws {
    let end = ContinuousClock.now + patience
    while true {
      let now = ContinuousClock.now
      let opens = shutUntil[type] ?? now
      tokens = min(perSecond, tokens + (filled.duration(to: now) / .seconds(1)) * perSecond)
      filled = now
      if now >= opens, tokens >= 1 {
        tokens -= 1
        return
      }
      let fill = Duration.seconds(max(0, (1 - tokens) / perSecond))
      let wait = max(now.duration(to: opens), fill, .milliseconds(1))
      if now + wait > end { throw Shut(left: wait) }
      try await Task.sleep(for: wait)
    }
  }

  /// Lets nobody through to a type for a while (`Retry-After`).
  func pause(_ type: ResourceType, for time: Duration) { shutUntil[type] = max(shutUntil[type] ?? .now, .now + time) }
}
