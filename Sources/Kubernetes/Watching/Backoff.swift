/// How long to wait after failures in a row: twice as long each time, with jitter so that not all come back at once.
package struct Backoff: Sendable {
  private let first: Duration
  private let longest: Duration
  private var failures = 0

  /// Starts with the first wait.
  package init(first: Duration = .milliseconds(200), longest: Duration = .seconds(30)) {
    self.first = first
    self.longest = longest
  }

  /// The next wait.
  ///
  /// - Parameter random: 0 to 1; the wait is between half and all of the full time.
  package mutating func next(random: Double) -> Duration {
    let full = min(longest, first * Double(1 << min(failures, 20)))
    failures += 1
    return full * (0.5 + random / 2)
  }

  /// It went well.
  package mutating func reset() { failures = 0 }
}
