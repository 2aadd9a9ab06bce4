/// Where a commit is on its way to traffic.
package struct CommitProgress: Codable, Sendable {
  /// The steps of the way; `live` and what follows it are ends.
  package enum Phase: String, Codable, Sendable {
    /// The daemon has not seen it.
    case unknown
    /// It waits for another release to end, or the source is pinned.
    case waiting
    case rolling
    case baking
    case live
    case rejected
    case rolledBack
  }

  /// The commit that is told of: the one that was asked for, or the one that took its place.
  package var commit: String
  package var phase: Phase
  package var release: Int?
  /// From 1.
  package var stage: Int?
  /// Proxies that hold it, of how many.
  package var proxies: Int
  package var fleet: Int
  /// Why it is where it is, with the evidence.
  package var reason: String?
}
