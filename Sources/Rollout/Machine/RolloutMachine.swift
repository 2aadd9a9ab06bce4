package import Identity

/// The heart: what happens to a fleet when commits, confirmations, counts and commands come in. Pure: events and the time
/// go in, actions come out.
package struct RolloutMachine: Sendable {
  /// What is known of a proxy.
  struct Proxy: Sendable {
    var isConnected = false
    var process = ""
    /// What it confirmed, or said that it holds.
    var holds: ReleaseNumber?
    var assignment: Assignment?
    /// When its stream was opened, or its process changed behind it.
    var connectedAt: Moment?
    /// When its stream ended.
    var disconnectedAt: Moment?
    /// Since when it has clusters or listeners that are not ready.
    var warmingSince: Moment?
    /// It was warming when the candidate came: that is not the candidate's.
    var warmedBefore = false
  }

  /// What a trial needs to know and a restart may forget.
  struct Trial: Sendable {
    var evidence: Evidence
    /// When every canary of the stage had confirmed.
    var holdSince: Moment?
    var stageSince: Moment
    /// When each process of a proxy confirmed the candidate.
    var taken: [String: Moment] = [:]
    /// Canaries that ended within a minute of taking the candidate.
    var ends = 0
    /// The refusals for a port in use that it waits on.
    var blocked: [ProxyID: String] = [:]
    /// How many blocks were taken in.
    var block = 0
    /// Whether the stage is over and only `promote` brings it on.
    var waitsForPerson = false
  }

  /// The fleet's name.
  package let fleet: String
  /// All that is durable.
  package internal(set) var memory: RolloutMemory
  var proxies: [ProxyID: Proxy]
  var trial: Trial?
  /// The newest revision that waits for the trial to end.
  package internal(set) var waiting: (revision: Revision, plan: PlanStatement)?
  /// The tree of the source's newest commit, once it was looked at.
  var head: String?
  var dispersion = Dispersion()
  /// After a restart with a release on trial: until when the proxies are waited for.
  var recovery: Moment?
  /// What was counted since the daemon ended and before the proxies were asked.
  var meanwhile: BlockCounts = [:]
  /// What was refused meanwhile, of the release on trial.
  var refusedMeanwhile: [ProxyID: Refusal] = [:]
  var since: Moment
  /// Where proxies run.
  var places: [ProxyID: ProxyPlace] = [:]
  /// Whether proxies are being replaced from outside.
  var isReplacing = false
  let sizing: FleetSizing
  let operatorPlan: OperatorPlan
  /// The last thing that was said about a release that went.
  var lastNotice: String?

  /// - Parameters:
  ///   - proxies: The fleet.
  ///   - sizing: Who says how many proxies there are.
  ///   - plan: What the operator says; stable's own says the rest.
  ///   - memory: What the release log folds to.
  package init(
    fleet: String, proxies: [ProxyID], sizing: FleetSizing = .plan, plan: OperatorPlan, memory: RolloutMemory, at now: Moment
  ) {
    self.fleet = fleet
    self.sizing = sizing
    self.memory = memory
    self.proxies = Dictionary(uniqueKeysWithValues: proxies.map { ($0, Proxy()) })
    operatorPlan = plan
    since = now
    if memory.trial != nil, memory.stable != nil {
      recovery = Moment(sinceStart: now.sinceStart + .seconds(30), wall: now.wall)
    }
  }

  /// What the proxies are to hold when the daemon begins: nothing while they must first be asked.
  package mutating func begin(at now: Moment) -> [RolloutAction] {
    if recovery != nil { return [] }
    if let first = memory.trial {
      trial = makeTrial(at: now)
      return [assign(Set(proxies.keys), Assignment(release: first.release.number))]
    }
    guard let stable = memory.stable else { return [] }
    return [assign(Set(proxies.keys), Assignment(release: stable.number))]
  }

  /// Takes in an event.
  package mutating func receive(_ event: RolloutEvent, at now: Moment) -> [RolloutAction] {
    switch event {
    case .accepted(let revision, let plan): return offer(revision, plan: plan, at: now)
    case .rejected(let commit, let summary, let reason):
      return [
        record(.rejected(commit: commit, summary: summary, reason: reason, tree: nil), now),
        warn("\(commit.prefix(7)) \"\(summary)\" rejected: \(reason)"),
      ]
    case .head(let tree):
      head = tree
      if waiting?.revision.tree != tree { waiting = nil }
      return []
    case .connected(let proxy, let process, let holds): return connected(proxy, process: process, holds: holds, at: now)
    case .disconnected(let proxy):
      proxies[proxy]?.isConnected = false
      proxies[proxy]?.disconnectedAt = now
      return []
    case .ended(let proxy, let process, let signal, let wasAsked):
      return ended(proxy, process: process, signal: signal, wasAsked: wasAsked, at: now)
    case .acked(let proxy, let process, let release): return acked(proxy, process: process, release: release, at: now)
    case .nacked(let proxy, let release, let refusal): return nacked(proxy, release: release, refusal, at: now)
    case .warming(let proxy, let count): return warming(proxy, count, at: now)
    case .membership(let proxies): return membership(proxies, at: now)
    case .placed(let places):
      self.places = places
      return []
    case .replacing(let isReplacing):
      self.isReplacing = isReplacing
      return []
    case .decided(let change, let lastNumber): return decided(change, lastNumber: lastNumber, at: now)
    case .counted(let block): return counted(block, at: now)
    case .tick: return tick(at: now)
    case .rollback(let target, let reason): return rollback(to: target, reason: reason, at: now)
    case .resume(let head): return resume(head: head, at: now)
    case .retry(let head): return retry(head: head, at: now)
    case .pause: return pause(at: now)
    case .promote: return promote(at: now)
    case .abort(let reason): return abort(reason: reason, at: now)
    }
  }

  /// The plan that rules the release on trial: stable's, below the operator's.
  var plan: FleetPlan { operatorPlan.settled(with: memory.stable?.plan ?? PlanStatement()) }

  /// Folds a change and asks for it to be made durable.
  mutating func record(_ change: Transition.Change, _ now: Moment) -> RolloutAction {
    let transition = Transition(at: now.wall, change: change)
    memory.fold(transition)
    return .record(transition)
  }

  /// Remembers and tells what proxies are to hold.
  mutating func assign(_ chosen: Set<ProxyID>, _ assignment: Assignment) -> RolloutAction {
    for proxy in chosen { proxies[proxy]?.assignment = assignment }
    return .assign(Dictionary(uniqueKeysWithValues: chosen.map { ($0, assignment) }))
  }

  func tell(_ text: String) -> RolloutAction { .announce(Notice(weight: .news, text: text)) }
  func warn(_ text: String) -> RolloutAction { .announce(Notice(weight: .warning, text: text)) }

  func makeTrial(at now: Moment) -> Trial {
    let seconds = Int(plan.length.components.seconds)
    return Trial(evidence: Evidence(analysis, seconds: seconds), stageSince: now)
  }

  /// A fleet of one has no yardstick but its own past: it is judged more mildly.
  var analysis: AnalysisPlan {
    var analysis = plan.analysis
    if proxies.count == 1 { (analysis.maxIncrease, analysis.floor) = (3, 0.05) }
    return analysis
  }
}

/// Who says how many proxies a fleet has.
package enum FleetSizing: Sendable {
  /// The plan; the machine asks for a resize.
  case plan
  /// Whoever runs the proxies.
  case members
}
