package import Identity

/// Requests and how many of them failed.
package struct RouteCount: Hashable, Sendable, Codable {
  package var requests: Int
  package var errors: Int

  /// Makes counts.
  package init(requests: Int = 0, errors: Int = 0) {
    self.requests = requests
    self.errors = errors
  }

  /// Adds other counts, as far as a number goes: proxies are not trusted to stay below.
  package mutating func add(_ other: RouteCount) {
    requests = Self.sum(requests, other.requests)
    errors = Self.sum(errors, other.errors)
  }

  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

/// What every proxy counted in one block: differences, not totals.
package typealias BlockCounts = [ProxyID: [RouteID: RouteCount]]

/// What the evidence says.
package enum Verdict: String, Sendable, Codable, Hashable {
  case advance
  case wait
  case rollBack = "roll back"
}

/// All that was counted since a candidate came, and what it comes to.
package struct Evidence: Sendable {
  /// A route's own value: it names what fails, it decides nothing.
  private struct RouteValue {
    var mixture: StartMixture
    var totals = ArmCounts()
  }

  /// Of the whole fleet.
  package private(set) var totals = ArmCounts()
  private let analysis: AnalysisPlan
  private let blocks: Int
  private var relative: RestartingTest
  private var absolute: RestartingTest
  private var routes: [RouteID: RouteValue] = [:]

  /// - Parameter seconds: How long the rollout is planned to take.
  package init(_ analysis: AnalysisPlan, seconds: Int) {
    self.analysis = analysis
    blocks = max(120, seconds)
    relative = RestartingTest(alternatives: ErrorEvidence.grid.count, blocks: blocks, falseAlarm: analysis.falseAlarm)
    absolute = RestartingTest(alternatives: AbsoluteGuard.grid.count, blocks: blocks, falseAlarm: AbsoluteGuard.falseAlarm)
  }

  /// Takes a block in. Pseudo-routes count for themselves only.
  package mutating func add(_ block: [RouteID: ArmCounts], dispersion: Double) {
    var fleet = ArmCounts()
    for (route, counts) in block {
      if route != .noRoute, route != .noCluster { fleet += counts }
      guard counts.canaryErrors > 0 || routes[route] != nil else { continue }
      var value =
        routes[route]
        ?? RouteValue(mixture: StartMixture(alternatives: ErrorEvidence.grid.count, blocks: blocks, alpha: analysis.falseAlarm))
      value.totals += counts
      value.mixture.advance(ErrorEvidence.ratios(counts, maxIncrease: analysis.maxIncrease, dispersion: dispersion))
      routes[route] = value
    }
    totals += fleet
    relative.advance(ErrorEvidence.ratios(fleet, maxIncrease: analysis.maxIncrease, dispersion: dispersion))
    absolute.advance(AbsoluteGuard.ratios(fleet, floor: analysis.floor, dispersion: dispersion))
  }

  /// What it comes to now.
  package var verdict: Verdict {
    if relative.isDecided && absolute.isDecided { return .rollBack }
    return PassEvidence.isEnough(totals) ? .advance : .wait
  }

  /// Whether there is too little traffic to judge.
  package var isLittle: Bool { totals.canaryRequests < LittleTraffic.requests }

  /// How many to one the evidence speaks against the candidate.
  package var oddsAgainst: Double { LogDomain.exp(min(relative.logEvidence, 700)) }

  /// How many to one the evidence speaks for it.
  package var oddsFor: Double { LogDomain.exp(min(PassEvidence.logEvidence(totals), 700)) }

  /// The route with the most evidence against the candidate, and its counts.
  package var worstRoute: (route: RouteID, counts: ArmCounts)? {
    routes.max { ($0.value.mixture.logEvidence, $1.key) < ($1.value.mixture.logEvidence, $0.key) }.map { ($0.key, $0.value.totals) }
  }
}
