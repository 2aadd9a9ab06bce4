import Identity

/// How a release is tried: offered, staged, made live, superseded.
extension RolloutMachine {
  mutating func offer(_ revision: Revision, plan: PlanStatement, at now: Moment) -> [RolloutAction] {
    // Only the newest waits: the source has moved on from the one before, be it back to what is on trial.
    waiting = nil
    guard memory.pinned == nil, memory.held[revision.tree] == nil, recovery == nil else { return [] }
    guard let stable = memory.stable else { return offerFirst(revision, plan: plan, at: now) }
    if let current = memory.trial {
      let same = current.release.revision
      if same.tree == revision.tree, same.resources == revision.resources { return [] }
      guard maySupersede(current, at: now) else {
        waiting = (revision, plan)
        return []
      }
      return supersede(current, stable: stable, by: revision, plan: plan, at: now)
    }
    if stable.revision.tree == revision.tree, stable.revision.resources == revision.resources, stable.plan == plan { return [] }
    return start(revision, plan: plan, over: stable, unfinishedSince: now.wall, at: now)
  }

  /// The first release of a fleet goes to all proxies at once.
  private mutating func offerFirst(_ revision: Revision, plan: PlanStatement, at now: Moment) -> [RolloutAction] {
    if let current = memory.trial {
      if current.release.revision.tree == revision.tree, current.release.revision.resources == revision.resources { return [] }
      let gone = record(.superseded(current.release.number, by: revision.commit), now)
      return [gone] + startFirst(revision, plan: plan, at: now)
    }
    return startFirst(revision, plan: plan, at: now)
  }

  private mutating func startFirst(_ revision: Revision, plan: PlanStatement, at now: Moment) -> [RolloutAction] {
    let release = ReleaseRecord(number: memory.nextNumber, revision: revision, plan: plan)
    let all = proxies.keys.sorted()
    let durable = record(.rolling(release, canaries: all, unfinishedSince: now.wall, past: nil), now)
    trial = makeTrial(at: now)
    since = now
    lastNotice = nil
    return [
      durable, assign(Set(all), Assignment(release: release.number)),
      tell("release \(release.number) goes to all \(all.count) proxies: the first"),
    ]
  }

  private func maySupersede(_ current: RolloutMemory.Trial, at now: Moment) -> Bool {
    if !(trial?.blocked.isEmpty ?? true) || memory.isPaused || (trial?.waitsForPerson ?? false) { return true }
    return current.stage == 0 && .seconds(now.wall - current.unfinishedSince) <= plan.length * 2
  }

  /// No rollback: as with every exposure, both lines are durable before a proxy is told anything.
  private mutating func supersede(
    _ current: RolloutMemory.Trial, stable: ReleaseRecord, by revision: Revision, plan: PlanStatement, at now: Moment
  ) -> [RolloutAction] {
    let gone = record(.superseded(current.release.number, by: revision.commit), now)
    let news = tell("release \(current.release.number) superseded by \(revision.commit.prefix(7))")
    trial = nil
    return [gone]
      + start(revision, plan: plan, over: stable, unfinishedSince: current.unfinishedSince, leaving: current.canaries, at: now)
      + [news]
  }

  /// - Parameter former: The canaries of the release whose place it takes.
  private mutating func start(
    _ revision: Revision, plan own: PlanStatement, over stable: ReleaseRecord, unfinishedSince: Int, leaving former: [ProxyID] = [],
    at now: Moment
  ) -> [RolloutAction] {
    let release = ReleaseRecord(number: memory.nextNumber, revision: revision, plan: own)
    since = now
    lastNotice = nil
    if stable.revision.resources == revision.resources {
      let durable = record(.live(release, requests: 0), now)
      return [
        durable, assign(Set(proxies.keys), Assignment(release: release.number)),
        tell("release \(release.number) is live: it changes nothing that proxies are told"),
      ] + resized()
    }
    let canaries = choose(stage: 0, of: release.number, keeping: [])
    let past = proxies.count == 1 ? dispersion.totals : nil
    let durable = record(.rolling(release, canaries: canaries, unfinishedSince: unfinishedSince, past: past), now)
    trial = makeTrial(at: now)
    return [
      durable, assign(Set(former).subtracting(canaries), Assignment(release: stable.number)), expose(canaries, release.number),
      tell(
        "release \(release.number) (\(revision.commit.prefix(7)) \"\(revision.summary)\") on \(list(canaries)), stage 1 of \(plan.stages.count)"
      ),
    ]
  }

  /// The canaries of a stage: those there were, then the connected ones, in the release's own order.
  func choose(stage: Int, of release: ReleaseNumber, keeping before: [ProxyID]) -> [ProxyID] {
    let stages = plan.stages
    let count = stages[min(stage, stages.count - 1)].proxies(of: proxies.count, notFewerThan: before.count)
    let order = CanarySelection.order(Array(proxies.keys), fleet: fleet, release: release, places: places)
      .filter { !before.contains($0) }
    let connected = order.filter { proxies[$0]?.isConnected == true }
    let away = order.filter { proxies[$0]?.isConnected != true }
    return Array((before + connected + away).prefix(count))
  }

  mutating func expose(_ canaries: [ProxyID], _ release: ReleaseNumber) -> RolloutAction {
    for canary in canaries where proxies[canary]?.holds != release {
      let isWarming = proxies[canary]?.warmingSince != nil
      proxies[canary]?.warmedBefore = isWarming
    }
    return assign(Set(canaries), Assignment(release: release, alongside: memory.stable?.number))
  }

  /// Once a second: is the stage over?
  mutating func tick(at now: Moment) -> [RolloutAction] {
    if let recovery {
      let allReported = proxies.values.allSatisfy(\.isConnected)
      return allReported || now >= recovery ? recover(at: now) : []
    }
    guard let current = memory.trial, let running = trial else { return takeWaiting(at: now) }
    if memory.stable == nil { return settleFirst(current, at: now) }
    if !running.blocked.isEmpty { return tryAgain(running, at: now) }
    var actions: [RolloutAction] = []
    if let replaced = replaceAway(current, at: now) { actions = replaced }
    guard let trialNow = memory.trial else { return actions }
    if trial?.holdSince == nil, allConfirmed(trialNow) { trial?.holdSince = now }
    if trial?.holdSince == nil, let late = late(trialNow, at: now) { return actions + takeBack(late, at: now) }
    guard let held = trial?.holdSince, let evidence = trial?.evidence else { return actions }
    guard now.since(held) >= stageHold else { return actions }
    let waits = waitsForPerson(evidence, held: now.since(held))
    trial?.waitsForPerson = waits
    guard !memory.isPaused, !isReplacing, allConfirmed(trialNow), evidence.verdict != .rollBack, mayAdvance(evidence, held: now.since(held))
    else { return actions }
    return actions + advance(trialNow, at: now)
  }

  /// Whether there is evidence enough, or as little traffic or as much patience as the plan lets through.
  private func mayAdvance(_ evidence: Evidence, held: Duration) -> Bool {
    if evidence.verdict == .advance { return true }
    guard plan.analysis.onLittleTraffic == .advance else { return false }
    return evidence.isLittle || held >= plan.analysis.deadline
  }

  /// Whether only `promote` brings the candidate on, so long after its hold began.
  private func waitsForPerson(_ evidence: Evidence, held: Duration) -> Bool {
    plan.analysis.onLittleTraffic == .wait && evidence.verdict == .wait && (evidence.isLittle || held >= plan.analysis.deadline)
  }

  private var stageHold: Duration { plan.stages[min(memory.trial?.stage ?? 0, plan.stages.count - 1)].hold }

  /// The port may be free by now; five seconds between the attempts.
  private func tryAgain(_ running: Trial, at now: Moment) -> [RolloutAction] {
    let waited = Int(now.since(running.stageSince).components.seconds)
    return waited % 5 == 0 ? running.blocked.keys.sorted().map { .resend($0) } : []
  }

  /// A canary that is there and does not confirm: an upstream or a listener of the candidate does not get ready.
  private func late(_ current: RolloutMemory.Trial, at now: Moment) -> String? {
    let stageSince = trial?.stageSince ?? now
    let late = current.canaries.filter { canary in
      guard let proxy = proxies[canary], proxy.isConnected, current.confirmed[canary.name] != proxy.process else { return false }
      return now.since(max(stageSince, proxy.connectedAt ?? stageSince)) > HardSignal.confirming
    }
    return late.isEmpty ? nil : "\(list(late)) did not confirm it within 30 s: an upstream or a listener does not get ready"
  }

  private func allConfirmed(_ current: RolloutMemory.Trial) -> Bool {
    current.canaries.allSatisfy { proxies[$0]?.isConnected == true && current.confirmed[$0.name] == proxies[$0]?.process }
  }

  mutating func advance(_ current: RolloutMemory.Trial, at now: Moment) -> [RolloutAction] {
    let release = current.release
    guard current.stage + 1 < plan.stages.count else { return finish(release, at: now) }
    let next = current.stage + 1
    let canaries = choose(stage: next, of: release.number, keeping: current.canaries)
    let durable = record(.staged(release.number, stage: next, canaries: canaries), now)
    trial?.stageSince = now
    trial?.holdSince = nil
    trial?.waitsForPerson = false
    return [
      durable, expose(canaries, release.number),
      tell("release \(release.number) on \(list(canaries)), stage \(next + 1) of \(plan.stages.count)"),
    ]
  }

  private mutating func finish(_ release: ReleaseRecord, at now: Moment) -> [RolloutAction] {
    let requests = trial?.evidence.totals.canaryRequests ?? 0
    let durable = record(.live(release, requests: requests), now)
    trial = nil
    since = now
    return [
      durable, assign(Set(proxies.keys), Assignment(release: release.number)),
      tell("release \(release.number) live on \(proxies.count) of \(proxies.count) proxies"),
    ] + resized()
  }

  /// What is live may want another number of proxies.
  func resized() -> [RolloutAction] { sizing == .members || plan.proxies == proxies.count ? [] : [.resize(plan.proxies)] }

  /// A first release is live when every connected proxy has it.
  func isFirstConfirmed(_ current: RolloutMemory.Trial) -> Bool {
    let connected = proxies.values.filter(\.isConnected)
    return !connected.isEmpty && connected.allSatisfy { $0.holds == current.release.number }
  }

  mutating func settleFirst(_ current: RolloutMemory.Trial, at now: Moment) -> [RolloutAction] {
    if let trial, !trial.blocked.isEmpty { return tryAgain(trial, at: now) }
    guard isFirstConfirmed(current) else { return [] }
    return finish(current.release, at: now)
  }

  private mutating func takeWaiting(at now: Moment) -> [RolloutAction] {
    guard let next = waiting else { return [] }
    waiting = nil
    return offer(next.revision, plan: next.plan, at: now)
  }

  /// A canary that is away for long is replaced; a stream that is cut, by a replica that goes for one, is open again at once.
  private mutating func replaceAway(_ current: RolloutMemory.Trial, at now: Moment) -> [RolloutAction]? {
    let stageSince = trial?.stageSince ?? now
    guard now.since(stageSince) > .seconds(5) else { return nil }
    let present = current.canaries.filter { canary in
      guard let proxy = proxies[canary] else { return false }
      return proxy.isConnected || now.since(max(stageSince, proxy.disconnectedAt ?? stageSince)) <= .seconds(5)
    }
    guard present.count < current.canaries.count else { return nil }
    return substitute(current, keeping: present, at: now) ?? dropMissing(current, at: now)
  }

  /// A canary that no longer belongs to the fleet is not waited for. When none does any more, the stage begins again on others, a
  /// fleet of one's only proxy among them.
  private mutating func dropMissing(_ current: RolloutMemory.Trial, at now: Moment) -> [RolloutAction]? {
    let members = current.canaries.filter { proxies[$0] != nil }
    guard members.count < current.canaries.count else { return nil }
    guard !members.isEmpty else {
      let others = choose(stage: current.stage, of: current.release.number, keeping: [])
      guard others.contains(where: { proxies[$0]?.isConnected == true }) else { return nil }
      let durable = record(.staged(current.release.number, stage: current.stage, canaries: others), now)
      trial?.holdSince = nil
      trial?.stageSince = now
      return [
        durable, expose(others, current.release.number),
        tell("release \(current.release.number) on \(list(others)): \(list(current.canaries)) is gone"),
      ]
    }
    return [
      record(.staged(current.release.number, stage: current.stage, canaries: members), now),
      tell("release \(current.release.number) on \(list(members)): \(list(current.canaries.filter { !members.contains($0) })) is gone"),
    ]
  }

  /// Other canaries in the same stage; none when only the yardstick is left: then those that are away are waited for.
  mutating func substitute(_ current: RolloutMemory.Trial, keeping kept: [ProxyID], at now: Moment) -> [RolloutAction]? {
    guard let stable = memory.stable else { return nil }
    let gone = Set(current.canaries).subtracting(kept)
    let order = CanarySelection.order(Array(proxies.keys), fleet: fleet, release: current.release.number, places: places)
    let fresh = order.filter { !current.canaries.contains($0) && proxies[$0]?.isConnected == true }
    // One that is there stays the yardstick.
    let canaries = Array((kept + fresh.dropLast()).prefix(current.canaries.count))
    guard canaries.count > kept.count else { return nil }
    let durable = record(.staged(current.release.number, stage: current.stage, canaries: canaries), now)
    let back = assign(gone, Assignment(release: stable.number))
    trial?.holdSince = nil
    trial?.stageSince = now
    return [
      durable, back, expose(canaries, current.release.number),
      tell("release \(current.release.number) on \(list(canaries)): \(list(gone.sorted())) is away"),
    ]
  }

  func list(_ proxies: [ProxyID]) -> String { proxies.map(\.name).joined(separator: ", ") }
}
