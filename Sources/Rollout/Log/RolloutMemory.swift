package import Identity

/// All that a rollout must remember: what the lines of the release log fold to.
package struct RolloutMemory: Codable, Hashable, Sendable {
  /// A release on trial.
  package struct Trial: Codable, Hashable, Sendable {
    package var release: ReleaseRecord
    /// Counted from 0.
    package var stage: Int
    package var canaries: [ProxyID]
    /// The process of each canary that confirmed the candidate.
    package var confirmed: [String: String]
    /// When the first candidate of an unbroken row of superseded ones came, seconds since 1970.
    package var unfinishedSince: Int
    /// What a fleet of one counted before, block for block: its yardstick. None where other proxies stay on stable.
    package var past: [RouteCount]?
  }

  /// A revision that is not tried again.
  package struct Held: Codable, Hashable, Sendable {
    package var commit: String
    package var number: ReleaseNumber
  }

  package private(set) var lastNumber = 0
  package private(set) var stable: ReleaseRecord?
  package private(set) var trial: Trial?
  /// Releases that were live, the newest last; ten are kept.
  package private(set) var live: [ReleaseRecord] = []
  /// By the tree at the source's path: the newest that were tried since another tree became live.
  package private(set) var held: [String: Held] = [:]
  package private(set) var pinned: ReleaseNumber?
  /// Whether nothing advances, by hand.
  package private(set) var isPaused = false
  /// How often each kind of `HistoryEntry` was, since the log began.
  package private(set) var outcomes: [String: Int] = [:]
  /// What people ask about, the newest last; the log has all of it.
  package private(set) var history: [HistoryEntry] = []

  /// Nothing has happened yet.
  package init() {}

  /// The number of the release that comes next.
  package var nextNumber: ReleaseNumber { ReleaseNumber(lastNumber + 1) }

  /// Every release whose resources are still needed.
  package var kept: [ReleaseRecord] { live + (trial.map { [$0.release] } ?? []) + (stable.map { [$0] } ?? []) }

  /// The releases that a proxy may have to be told of at any moment: the newest ones, and those that were live last.
  package var withinReach: Set<ReleaseNumber> { Set((kept.suffix(3) + live.suffix(2)).map(\.number)) }

  /// Takes in one line.
  package mutating func fold(_ transition: Transition) {
    switch transition.change {
    case .rolling(let release, let canaries, let since, let past):
      lastNumber = max(lastNumber, release.number.value)
      trial = Trial(release: release, stage: 0, canaries: canaries, confirmed: [:], unfinishedSince: since, past: past)
    case .staged(_, let stage, let canaries):
      trial?.stage = stage
      trial?.canaries = canaries
      let confirmed = trial?.confirmed ?? [:]
      trial?.confirmed = confirmed.filter { entry in canaries.contains { $0.name == entry.key } }
    case .acked(_, let proxy, let process): trial?.confirmed[proxy.name] = process
    case .live(let release, _):
      lastNumber = max(lastNumber, release.number.value)
      settle(on: release)
      // The tree at the source's path has differed since they were tried: that ends a hold.
      if release.revision.cause != .object { held = [:] }
      if trial?.release.number == release.number { trial = nil }
    case .rolledBack(let number, _, _):
      // An object that was changed in the cluster is no reason not to try its commit.
      if let trial, trial.release.revision.cause != .object {
        hold(trial.release.revision.tree, Held(commit: trial.release.revision.commit, number: number))
      }
      trial = nil
    case .superseded: trial = nil
    case .rejected(let commit, _, _, let tree):
      if let tree {
        hold(tree, Held(commit: commit, number: ReleaseNumber(lastNumber)))
        trial = nil
      }
    case .byHand(let release, _):
      trial = nil
      settle(on: release)
      pinned = release.number
    case .resumed: (pinned, isPaused) = (nil, false)
    case .paused: isPaused = true
    case .retried(let tree): held[tree] = nil
    }
    remember(transition)
  }

  private mutating func settle(on release: ReleaseRecord) {
    stable = release
    live.removeAll { $0.number == release.number }
    live.append(release)
    if live.count > 10 { live.removeFirst(live.count - 10) }
  }

  private mutating func hold(_ tree: String, _ revision: Held) {
    held[tree] = revision
    if held.count > 20, let oldest = held.min(by: { $0.value.number < $1.value.number }) { held[oldest.key] = nil }
  }

  private mutating func remember(_ transition: Transition) {
    guard let entry = HistoryEntry(transition, before: history, records: kept) else { return }
    if !entry.isUnfinished { outcomes[entry.kind, default: 0] += 1 }
    history.removeAll { $0.isUnfinished && $0.number == entry.number }
    history.append(entry)
    if history.count > 200 { history.removeFirst(history.count - 200) }
  }
}

/// One thing that happened to a fleet, as `history` tells it.
package struct HistoryEntry: Codable, Hashable, Sendable {
  /// None for what has no release of its own.
  package var number: ReleaseNumber?
  /// `live`, `rolledBack`, `rejected`, `superseded`, `byHand`, `rolling`, `resumed`, `paused` or `retried`.
  package var kind: String
  package var commit: String?
  package var summary: String?
  package var reason: String?
  /// Seconds since 1970.
  package var at: Int
  package var requests: Int?
  /// How long it was on trial.
  package var seconds: Int?
  /// The commit that took a superseded one's place.
  package var successor: String?

  var isUnfinished: Bool { kind == "rolling" }

  init?(_ transition: Transition, before: [HistoryEntry], records: [ReleaseRecord]) {
    at = transition.at
    func trialLength(_ number: ReleaseNumber) -> Int? {
      before.last { $0.number == number && $0.isUnfinished }.map { transition.at - $0.at }
    }
    func take(_ number: ReleaseNumber) -> (commit: String?, summary: String?) {
      let entry = before.last { $0.number == number }
      return (entry?.commit, entry?.summary)
    }
    switch transition.change {
    case .rolling(let release, _, _, _):
      (kind, number, commit, summary) = ("rolling", release.number, release.revision.commit, release.revision.summary)
    case .live(let release, let requests):
      (kind, number, commit, summary) = ("live", release.number, release.revision.commit, release.revision.summary)
      self.requests = requests
      seconds = trialLength(release.number)
    case .rolledBack(let number, let reason, let requests):
      (commit, summary) = take(number)
      (kind, self.number, self.reason, self.requests) = ("rolledBack", number, reason, requests)
      seconds = trialLength(number)
    case .superseded(let number, let by):
      (commit, summary) = take(number)
      (kind, self.number, reason, successor) = ("superseded", number, "by \(by.prefix(7))", by)
    case .rejected(let commit, let summary, let reason, _):
      (kind, self.commit, self.summary, self.reason) = ("rejected", commit, summary, reason)
    case .byHand(let release, let reason):
      (kind, self.commit, self.summary) = ("byHand", release.revision.commit, release.revision.summary)
      self.reason = "to \(release.number)\(reason.map { ": \($0)" } ?? "")"
    case .resumed: kind = "resumed"
    case .paused: kind = "paused"
    case .retried: kind = "retried"
    case .staged, .acked: return nil
    }
  }
}
