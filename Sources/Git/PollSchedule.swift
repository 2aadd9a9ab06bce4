/// When to look again: at the interval with some jitter, and less and less often while it fails. Pure.
package struct PollSchedule: Sendable {
  private static let longest = Duration.seconds(300)
  private let interval: Duration
  private var failures = 0

  /// - Parameter interval: How often a remote that answers is asked.
  package init(interval: Duration) { self.interval = interval }

  /// How long to wait.
  ///
  /// - Parameters:
  ///   - failed: Whether the last look failed.
  ///   - random: 0 to 1, so that many daemons do not ask at once.
  package mutating func next(failed: Bool, random: Double) -> Duration {
    failures = failed ? failures + 1 : 0
    let base = failures == 0 ? interval : min(max(interval, .seconds(1)) * (1 << min(failures - 1, 10)), max(Self.longest, interval))
    return base * (0.9 + 0.2 * random)
  }
}
