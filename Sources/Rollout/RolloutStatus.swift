package import Identity

/// What is going on, for people and programs.
package struct RolloutStatus: Sendable {
  /// A release on trial.
  package struct Trial: Sendable {
    package var release: ReleaseRecord
    /// Counted from 1.
    package var stage: Int
    package var stages: Int
    package var canaries: [ProxyID]
    package var verdict: Verdict
    package var totals: ArmCounts
    package var worstRoute: RouteID?
    package var oddsAgainst: Double
    package var oddsFor: Double
  }

  /// A proxy.
  package struct Proxy: Sendable {
    package var id: ProxyID
    package var isConnected: Bool
    package var holds: ReleaseNumber?
    package var assigned: ReleaseNumber?
  }

  /// `starting`, `live`, `rolling`, `baking`, `rolledBack`, `waiting` or `pinned`.
  package var state: String
  package var story: String
  package var since: Int
  package var stable: ReleaseRecord?
  package var trial: Trial?
  package var proxies: [Proxy]
  /// The commit that is not tried again; all of them, the newest first, as long as the source's head is not known.
  package var held: [String]
  package var pinned: ReleaseNumber?
  package var isPaused: Bool
  /// How often each kind of history entry was.
  package var outcomes: [String: Int]
}

extension RolloutMachine {
  /// The read model.
  package var status: RolloutStatus {
    let (state, story) = tale
    return RolloutStatus(
      state: state, story: story, since: since.wall, stable: memory.stable, trial: trialStatus,
      proxies: proxies.sorted { $0.key < $1.key }.map {
        .init(id: $0.key, isConnected: $0.value.isConnected, holds: $0.value.holds, assigned: $0.value.assignment?.release)
      },
      held: held.sorted { $0.number > $1.number }.map(\.commit), pinned: memory.pinned, isPaused: memory.isPaused,
      outcomes: memory.outcomes)
  }

  /// Connected proxies that have not confirmed what they are to hold.
  package var laggards: [ProxyID] {
    proxies.filter { $0.value.isConnected && $0.value.assignment != nil && $0.value.holds != $0.value.assignment?.release }.keys.sorted()
  }

  private var held: [RolloutMemory.Held] {
    guard let head else { return Array(memory.held.values) }
    return memory.held[head].map { [$0] } ?? []
  }

  private var trialStatus: RolloutStatus.Trial? {
    guard let current = memory.trial, memory.stable != nil else { return nil }
    let evidence = trial?.evidence ?? Evidence(analysis, seconds: 0)
    return .init(
      release: current.release, stage: current.stage + 1, stages: plan.stages.count, canaries: current.canaries, verdict: evidence.verdict,
      totals: evidence.totals, worstRoute: evidence.worstRoute?.route, oddsAgainst: evidence.oddsAgainst, oddsFor: evidence.oddsFor)
  }

  private var tale: (state: String, story: String) {
    if let blocked = trial?.blocked.min(by: { $0.key < $1.key }), let current = memory.trial {
      return ("waiting", "release \(current.release.number) waits: \(blocked.value)")
    }
    if let current = memory.trial, memory.stable != nil, memory.isPaused {
      return ("waiting", "release \(current.release.number) is paused by hand in stage \(current.stage + 1) of \(plan.stages.count)")
    }
    if let current = memory.trial, trial?.waitsForPerson == true {
      return ("waiting", "release \(current.release.number) waits in stage \(current.stage + 1) for `nuncio promote`: too little evidence")
    }
    if let current = memory.trial, memory.stable != nil, isReplacing {
      return ("waiting", "release \(current.release.number) waits in stage \(current.stage + 1): the proxies are being replaced")
    }
    if recovery != nil { return ("starting", "asking the proxies what they hold") }
    if let current = memory.trial {
      guard memory.stable != nil else { return ("starting", "release \(current.release.number), the first, goes to all proxies") }
      let isLast = current.stage + 1 >= plan.stages.count
      return (
        isLast ? "baking" : "rolling",
        "release \(current.release.number) \(isLast ? "baking" : "rolling"), stage \(current.stage + 1) of \(plan.stages.count)"
      )
    }
    if let pinned = memory.pinned { return ("pinned", "release \(pinned) by hand; the source is pinned there") }
    guard let stable = memory.stable else { return ("starting", lastNotice ?? "no release yet") }
    if let lastNotice { return ("rolledBack", lastNotice) }
    return ("live", "release \(stable.number) live")
  }
}
