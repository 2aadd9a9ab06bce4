package import Identity

/// One durable line of the release log.
package struct Transition: Codable, Hashable, Sendable {
  /// What happened.
  package enum Change: Codable, Hashable, Sendable {
    /// A release is given to these proxies; without a stable release, to all. `past` is what a fleet of one counted before.
    case rolling(ReleaseRecord, canaries: [ProxyID], unfinishedSince: Int, past: [RouteCount]?)
    /// The next stage, or other canaries in the same one.
    case staged(ReleaseNumber, stage: Int, canaries: [ProxyID])
    /// A canary's process confirmed the candidate: its counts are evidence from here on.
    case acked(ReleaseNumber, ProxyID, process: String)
    case live(ReleaseRecord, requests: Int)
    case rolledBack(ReleaseNumber, reason: String, requests: Int)
    case superseded(ReleaseNumber, by: String)
    /// A commit that never became a release, or a first release that a proxy refused.
    case rejected(commit: String, summary: String, reason: String, tree: String?)
    case byHand(to: ReleaseRecord, reason: String?)
    case resumed
    case paused
    case retried(tree: String)
  }

  /// Seconds since 1970.
  package var at: Int
  package var change: Change

  /// Whether another release than before is on trial from here on.
  package var beginsTrial: Bool {
    switch change {
    case .rolling, .superseded: true
    default: false
    }
  }

  /// One line for `git log`.
  package var summary: String {
    switch change {
    case .rolling(let release, let canaries, _, _): "release \(release.number) on \(canaries.map(\.name).joined(separator: ", "))"
    case .staged(let number, let stage, let canaries):
      "release \(number) stage \(stage + 1): \(canaries.map(\.name).joined(separator: ", "))"
    case .acked(let number, let proxy, _): "release \(number) confirmed by \(proxy)"
    case .live(let release, _): "release \(release.number) live"
    case .rolledBack(let number, let reason, _): "release \(number) rolled back: \(reason)"
    case .superseded(let number, let commit): "release \(number) superseded by \(commit.prefix(7))"
    case .rejected(let commit, _, let reason, _): "\(commit.prefix(7)) rejected: \(reason)"
    case .byHand(let release, let reason): "by hand to release \(release.number)\(reason.map { ": \($0)" } ?? "")"
    case .resumed: "resumed"
    case .paused: "paused"
    case .retried: "retry"
    }
  }
}
