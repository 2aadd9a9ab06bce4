/// How many requests this program allows itself: a bucket of tokens that fills with time, and is shut while the server asks
/// to be left alone.
actor RateLimit {
  private let perSecond: Double
  private var tokens: Double
  private var filled = ContinuousClock.now
  private var shutUntil = ContinuousClock.now

  init(perSecond: Double) {
    self.perSecond = perSecond
    tokens = perSecond
  }

  /// Waits for its turn.
  ///
  /// - Throws: `CancellationError`.
  func take() async throws {
    while true {
      let now = ContinuousClock.now
      tokens = min(perSecond, tokens + (filled.duration(to: now) / .seconds(1)) * perSecond)
      filled = now
      if now >= shutUntil, tokens >= 1 {
        tokens -= 1
        return
      }
      let fill = Duration.seconds(max(0, (1 - tokens) / perSecond))
      try await Task.sleep(for: max(now.duration(to: shutUntil), fill, .milliseconds(1)))
    }
  }

  /// Lets nobody through for a while (`Retry-After`).
  func pause(for time: Duration) { shutUntil = max(shutUntil, .now + time) }
}
