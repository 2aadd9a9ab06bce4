import Identity

/// What proxies say: connected, confirmed, refused, ended.
extension RolloutMachine {
  mutating func connected(_ proxy: ProxyID, process: String, holds: ReleaseNumber?, at now: Moment) -> [RolloutAction] {
    guard proxies[proxy] != nil else { return [] }
    proxies[proxy]?.isConnected = true
    proxies[proxy]?.connectedAt = now
    proxies[proxy]?.process = process
    proxies[proxy]?.holds = holds
    guard recovery != nil, let current = memory.trial, let stable = memory.stable else { return [] }
    // Until all were asked, everyone keeps what it has: nobody is exposed who was not.
    var actions: [RolloutAction] = []
    if holds == current.release.number, current.canaries.contains(proxy) {
      actions = [expose([proxy], current.release.number)]
    } else if holds == stable.number {
      actions = [assign([proxy], Assignment(release: stable.number))]
    }
    return actions + (proxies.values.allSatisfy(\.isConnected) ? recover(at: now) : [])
  }

  /// After a restart: finish a rollback that was under way, else go on with the stage from its beginning.
  mutating func recover(at now: Moment) -> [RolloutAction] {
    recovery = nil
    guard let current = memory.trial, let stable = memory.stable else { return [] }
    trial = makeTrial(at: now)
    let (before, refusals) = (meanwhile, refusedMeanwhile)
    (meanwhile, refusedMeanwhile) = ([:], [:])
    let wasTakenBack = current.canaries.contains { canary in
      guard let proxy = proxies[canary], proxy.isConnected, let confirmed = current.confirmed[canary.name] else { return false }
      return confirmed == proxy.process && proxy.holds == stable.number
    }
    if wasTakenBack { return takeBack("its canaries were being taken back when the daemon ended", at: now) }
    let others = Set(proxies.keys).subtracting(current.canaries)
    return [
      assign(others, Assignment(release: stable.number)), expose(current.canaries, current.release.number),
      tell("release \(current.release.number) goes on in stage \(current.stage + 1), its hold begins anew"),
    ] + (before.isEmpty ? [] : counted(before, at: now))
      + refusals.sorted { $0.key < $1.key }.flatMap { nacked($0.key, release: current.release.number, $0.value, at: now) }
  }

  mutating func warming(_ proxy: ProxyID, _ count: Int, at now: Moment) -> [RolloutAction] {
    guard count > 0 else {
      proxies[proxy]?.warmingSince = nil
      proxies[proxy]?.warmedBefore = false
      return []
    }
    let since = proxies[proxy]?.warmingSince ?? now
    proxies[proxy]?.warmingSince = since
    guard now.since(since) > HardSignal.warming, let current = memory.trial, memory.stable != nil, recovery == nil,
      current.canaries.contains(proxy), proxies[proxy]?.warmedBefore == false
    else { return [] }
    // What is not ready on the baseline either is not the candidate's.
    let baseline = proxies.filter { !current.canaries.contains($0.key) && $0.value.isConnected }
    guard !baseline.values.contains(where: { $0.warmingSince != nil }) else { return [] }
    return takeBack("\(count) of its upstreams or listeners did not get ready on \(proxy) within 15 s", at: now)
  }

  /// Proxies that are new hold stable, or the first release that is on its way; those that are gone are forgotten.
  mutating func membership(_ members: [ProxyID], at now: Moment) -> [RolloutAction] {
    let fresh = Set(members).subtracting(proxies.keys)
    let gone = Set(proxies.keys).subtracting(members)
    for proxy in gone { (proxies[proxy], places[proxy]) = (nil, nil) }
    for proxy in fresh { proxies[proxy] = Proxy() }
    let dismissed: [RolloutAction] = gone.isEmpty ? [] : [.dismiss(gone)]
    guard !fresh.isEmpty, let release = (memory.stable ?? memory.trial?.release)?.number else { return dismissed }
    return dismissed + [assign(fresh, Assignment(release: release))]
  }

  mutating func acked(_ proxy: ProxyID, process: String, release: ReleaseNumber, at now: Moment) -> [RolloutAction] {
    proxies[proxy]?.holds = release
    // A hot restart changes the process behind an open stream.
    if proxies[proxy]?.process != process { proxies[proxy]?.connectedAt = now }
    proxies[proxy]?.process = process
    guard let current = memory.trial, current.release.number == release else { return [] }
    if trial?.blocked.removeValue(forKey: proxy) != nil { trial?.stageSince = now }
    if trial?.taken[process] == nil { trial?.taken[process] = now }
    guard memory.stable != nil else { return settleFirst(current, at: now) }
    guard current.canaries.contains(proxy), current.confirmed[proxy.name] != process else { return [] }
    return [record(.acked(release, proxy, process: process), now)]
  }

  mutating func nacked(_ proxy: ProxyID, release: ReleaseNumber, _ refusal: Refusal, at now: Moment) -> [RolloutAction] {
    let words = "\(proxy) refuses \(refusal.resource)\(refusal.place.map { " of \($0)" } ?? ""): \(refusal.message)"
    guard let current = memory.trial, current.release.number == release else { return [warn(words)] }
    if recovery != nil {
      // Whether the trial goes on is not known yet.
      refusedMeanwhile[proxy] = refusal
      return []
    }
    if refusal.isPortInUse {
      let isNew = trial?.blocked.isEmpty ?? false
      trial?.blocked[proxy] = words
      return isNew ? [warn("release \(release) waits: \(words). Free the port, or commit another")] : []
    }
    guard memory.stable != nil else {
      let revision = current.release.revision
      trial = nil
      lastNotice = "\(revision.commit.prefix(7)) rejected: \(words)"
      return [
        record(.rejected(commit: revision.commit, summary: revision.summary, reason: words, tree: revision.tree), now),
        warn("\(revision.commit.prefix(7)) \"\(revision.summary)\" rejected: \(words)"),
      ]
    }
    guard refusal.differsFromStable else { return [warn(words)] }
    return takeBack(words, at: now)
  }

  /// A process ended. That its stream ended too, and that the next process is there, the streams say themselves, be it before or
  /// after this.
  mutating func ended(_ proxy: ProxyID, process: String, signal: Int?, wasAsked: Bool, at now: Moment) -> [RolloutAction] {
    // The next process warms anew.
    proxies[proxy]?.warmingSince = nil
    guard !wasAsked, recovery == nil, let current = memory.trial, let running = trial, memory.stable != nil,
      current.canaries.contains(proxy)
    else { return [] }
    let taken = running.taken[process]
    // One that crashes over the candidate may never confirm it: it was told when its stage began.
    let told = taken ?? running.stageSince
    if let signal, HardSignal.crashes.contains(signal), now.since(told) <= .seconds(60) {
      return takeBack("\(proxy) crashed (signal \(signal)) \(now.since(told).components.seconds) s after taking it", at: now)
    }
    guard taken != nil || proxies[proxy]?.holds == current.release.number else { return [] }
    if let taken, now.since(taken) <= .seconds(60) { trial?.ends += 1 }
    if (trial?.ends ?? 0) >= 2 { return takeBack("two of its canaries ended within a minute of taking it", at: now) }
    trial?.holdSince = nil
    return substitute(current, keeping: current.canaries.filter { $0 != proxy }, at: now) ?? []
  }
}

/// What needs no statistics.
enum HardSignal {
  /// SIGILL, SIGABRT, SIGBUS, SIGSEGV.
  static let crashes: Set<Int> = [4, 6, 7, 11]
  /// How long a cluster or a listener may take to get ready.
  static let warming = Duration.seconds(15)
  /// How long a connected canary may take to confirm a candidate whatever else it says: warming, and as long again for a
  /// slow machine.
  static let confirming = Duration.seconds(30)
}
