/// How a release is rolled out over a fleet: its stages, and what counts as evidence.
package struct FleetPlan: Codable, Hashable, Sendable {
  /// In local mode, how many proxies there are: 1 to 16.
  package var proxies: Int
  /// At least one.
  package var stages: [StagePlan]
  package var analysis: AnalysisPlan

  /// The defaults of the Fleet document: one proxy for 30 s, then all for 2 min.
  package init(proxies: Int = 3, stages: [StagePlan]? = nil, analysis: AnalysisPlan = AnalysisPlan()) {
    self.proxies = proxies
    self.stages = stages ?? [StagePlan(share: .count(1), hold: .seconds(30)), StagePlan(share: .percent(100), hold: .seconds(120))]
    self.analysis = analysis
  }

  /// How long all holds take together; more than a year for one of them counts as a year.
  package var length: Duration { stages.reduce(.zero) { $0 + min($1.hold, .seconds(365 * 86_400)) } }

  /// The plan, where a repository may not loosen what the operator set.
  func tightened(by limits: PlanLimits) -> FleetPlan {
    var plan = self
    if !plan.stages.isEmpty { plan.stages[0].limit = limits.firstStage }
    for index in plan.stages.indices { plan.stages[index].hold = max(plan.stages[index].hold, limits.hold) }
    plan.analysis.floor = min(plan.analysis.floor, limits.floor)
    plan.analysis.maxIncrease = min(plan.analysis.maxIncrease, limits.maxIncrease)
    // A smaller false-alarm rate needs more evidence before a rollback: that is the looser side.
    plan.analysis.falseAlarm = max(plan.analysis.falseAlarm, limits.falseAlarm)
    return plan
  }
}

/// A share of the fleet and how long it is held.
package struct StagePlan: Codable, Hashable, Sendable {
  package var share: FleetShare
  package var hold: Duration
  /// Per cent of the fleet that the share may not exceed; one proxy is always within it.
  var limit: Double?

  /// Makes a stage.
  package init(share: FleetShare, hold: Duration) {
    self.share = share
    self.hold = hold
  }

  /// The proxies that the stage is of a fleet, within its limit.
  func proxies(of fleet: Int, notFewerThan before: Int) -> Int {
    let shares = [share] + (limit.map { [FleetShare.percent($0)] } ?? [])
    return shares.map { $0.proxies(of: fleet, notFewerThan: before) }.reduce(fleet, min)
  }
}

/// A number of proxies, or per cent of them.
package enum FleetShare: Codable, Hashable, Sendable {
  case count(Int)
  case percent(Double)

  /// The proxies that it is of a fleet: rounded down, at least one; all but one at most where there are two or more.
  package func proxies(of fleet: Int, notFewerThan before: Int) -> Int {
    let wanted =
      switch self {
      case .count(let count): count
      case .percent(let percent): Int(Double(fleet) * percent / 100)
      }
    return min(max(wanted, before, 1), max(fleet - 1, 1))
  }
}

/// What counts as evidence.
package struct AnalysisPlan: Codable, Hashable, Sendable {
  /// How often a whole rollout of a good release may be taken back: 0 to 1, all tests together.
  package var falseAlarm: Double
  /// The canary's error rate against the baseline's, 1 or more.
  package var maxIncrease: Double
  /// Never roll back below this error rate, 0 to 1.
  package var floor: Double
  /// Whether a release advances when there is too little traffic to judge.
  package var onLittleTraffic: LittleTraffic
  /// The longest that a stage waits for evidence.
  package var deadline: Duration

  /// The defaults of the Fleet document.
  package init(
    falseAlarm: Double = 0.001, maxIncrease: Double = 1.5, floor: Double = 0.005, onLittleTraffic: LittleTraffic = .advance,
    deadline: Duration = .seconds(600)
  ) {
    self.falseAlarm = falseAlarm
    self.maxIncrease = maxIncrease
    self.floor = floor
    self.onLittleTraffic = onLittleTraffic
    self.deadline = deadline
  }
}

/// What happens when there is too little traffic to judge.
package enum LittleTraffic: String, Codable, Hashable, Sendable {
  /// The stages go on by time alone.
  case advance
  /// A person decides: `promote`.
  case wait

  /// Canary requests under which the evidence is called little (rule of three at 2 %).
  static let requests = 150
}

/// What a repository's own plan may not loosen.
package struct PlanLimits: Codable, Hashable, Sendable {
  /// Per cent of the fleet.
  package var firstStage: Double
  package var hold: Duration
  package var floor: Double
  package var maxIncrease: Double
  package var falseAlarm: Double

  /// The defaults of the Fleet document.
  package init(
    firstStage: Double = 34, hold: Duration = .seconds(10), floor: Double = 0.01, maxIncrease: Double = 2, falseAlarm: Double = 0.0001
  ) {
    self.firstStage = firstStage
    self.hold = hold
    self.floor = floor
    self.maxIncrease = maxIncrease
    self.falseAlarm = falseAlarm
  }
}
