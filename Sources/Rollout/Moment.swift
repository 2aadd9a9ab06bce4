/// A point in the daemon's life. Time comes in with each event: nothing here reads a clock.
package struct Moment: Hashable, Comparable, Sendable {
  /// On the daemon's monotonic clock, since it started.
  package var sinceStart: Duration
  /// Seconds since 1970, for the log and for people.
  package var wall: Int

  /// Makes a moment.
  package init(sinceStart: Duration, wall: Int) {
    self.sinceStart = sinceStart
    self.wall = wall
  }

  /// By the monotonic clock.
  package static func < (left: Moment, right: Moment) -> Bool { left.sinceStart < right.sinceStart }

  /// How long after another moment this is.
  package func since(_ other: Moment) -> Duration { sinceStart - other.sinceStart }
}
