import Identity

/// How counts become a decision, and what taking back means.
extension RolloutMachine {
  mutating func counted(_ block: BlockCounts, at now: Moment) -> [RolloutAction] {
    if recovery != nil {
      for (proxy, routes) in block {
        for (route, count) in routes { meanwhile[proxy, default: [:]][route, default: RouteCount()].add(count) }
      }
      return []
    }
    guard let current = memory.trial, trial != nil, memory.stable != nil else {
      dispersion.add(block.mapValues(Self.total))
      return []
    }
    let canaries = current.canaries.filter { proxies[$0]?.isConnected == true && current.confirmed[$0.name] == proxies[$0]?.process }
    let baseline = proxies.keys.filter { !current.canaries.contains($0) }
    dispersion.add(block.filter { baseline.contains($0.key) }.mapValues(Self.total))
    guard !canaries.isEmpty else { return [] }
    if let proxy = canaries.first(where: { (block[$0]?[.noCluster]?.requests ?? 0) > 0 }),
      !baseline.contains(where: { (block[$0]?[.noCluster]?.requests ?? 0) > 0 })
    {
      return takeBack("a route on \(proxy) names an upstream that the proxy does not have", at: now)
    }
    var arms = Self.arms(block, canaries: canaries, baseline: baseline)
    if proxies.count == 1 { addPast(to: &arms) }
    trial?.evidence.add(arms, dispersion: dispersion.factor)
    trial?.block += 1
    guard trial?.evidence.verdict == .rollBack else { return [] }
    return takeBack(blame, at: now)
  }

  /// The sums of both arms, for each route.
  private static func arms(_ block: BlockCounts, canaries: [ProxyID], baseline: [ProxyID]) -> [RouteID: ArmCounts] {
    var arms: [RouteID: ArmCounts] = [:]
    for proxy in canaries {
      for (route, count) in block[proxy] ?? [:] {
        arms[route, default: ArmCounts()] += ArmCounts(canaryErrors: count.errors, canaryRequests: count.requests)
      }
    }
    for proxy in baseline {
      for (route, count) in block[proxy] ?? [:] {
        arms[route, default: ArmCounts()] += ArmCounts(baselineErrors: count.errors, baselineRequests: count.requests)
      }
    }
    return arms
  }

  /// A fleet of one is compared with its own blocks of the minutes before, one for one, over and over.
  private func addPast(to arms: inout [RouteID: ArmCounts]) {
    guard let past = memory.trial?.past, !past.isEmpty, let index = trial?.block else { return }
    let before = past[index % past.count]
    arms[RouteID("(before)"), default: ArmCounts()] += ArmCounts(baselineErrors: before.errors, baselineRequests: before.requests)
  }

  private static func total(_ routes: [RouteID: RouteCount]) -> RouteCount {
    routes.reduce(into: RouteCount()) { sum, entry in
      if entry.key != .noRoute, entry.key != .noCluster { sum.add(entry.value) }
    }
  }

  /// What the evidence names.
  private var blame: String {
    guard let evidence = trial?.evidence else { return "" }
    let odds = Int(min(evidence.oddsAgainst, 1e9))
    guard let (route, counts) = evidence.worstRoute else { return "more errors than stable" }
    return
      "route \(route) fails: canary \(counts.canaryErrors) of \(counts.canaryRequests) bad, others \(counts.baselineErrors) of \(counts.baselineRequests); \(odds) : 1"
  }

  /// Every canary gets stable again, from what is in memory; then it is written down.
  mutating func takeBack(_ reason: String, at now: Moment) -> [RolloutAction] {
    guard let current = memory.trial, let stable = memory.stable else { return [] }
    let requests = trial?.evidence.totals.canaryRequests ?? 0
    let back = assign(Set(proxies.keys), Assignment(release: stable.number, isUrgent: true))
    let written = record(.rolledBack(current.release.number, reason: reason, requests: requests), now)
    trial = nil
    since = now
    lastNotice = "release \(current.release.number) rolled back: \(reason)"
    return [
      back, written,
      warn("release \(current.release.number) (\(current.release.revision.commit.prefix(7))) rolled back to \(stable.number): \(reason)"),
    ]
  }
}
