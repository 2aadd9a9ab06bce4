/// What a Fleet document says of a plan; what it does not say is settled elsewhere.
package struct PlanStatement: Codable, Hashable, Sendable {
  /// In local mode, how many proxies there are: 1 to 16.
  package var proxies: Int?
  /// At least one.
  package var stages: [StagePlan]?
  package var falseAlarm: Double?
  package var maxIncrease: Double?
  package var floor: Double?
  package var onLittleTraffic: LittleTraffic?
  package var deadline: Duration?

  /// Says nothing.
  package init() {}

  func overlaid(on plan: FleetPlan) -> FleetPlan {
    var plan = plan
    plan.proxies = proxies ?? plan.proxies
    plan.stages = stages ?? plan.stages
    plan.analysis = AnalysisPlan(
      falseAlarm: falseAlarm ?? plan.analysis.falseAlarm, maxIncrease: maxIncrease ?? plan.analysis.maxIncrease,
      floor: floor ?? plan.analysis.floor, onLittleTraffic: onLittleTraffic ?? plan.analysis.onLittleTraffic,
      deadline: deadline ?? plan.analysis.deadline)
    return plan
  }
}

/// What the operator says of a fleet, by flags and configuration.
package struct OperatorPlan: Hashable, Sendable {
  /// What holds whatever a repository says.
  package var stated: PlanStatement
  /// What a repository may not loosen.
  package var limits: PlanLimits

  /// Makes a plan.
  package init(stated: PlanStatement = PlanStatement(), limits: PlanLimits = PlanLimits()) {
    self.stated = stated
    self.limits = limits
  }

  /// The plan that holds: the operator's word over the repository's, which is kept within the limits, over the defaults.
  package func settled(with repository: PlanStatement) -> FleetPlan {
    stated.overlaid(on: repository.overlaid(on: FleetPlan()).tightened(by: limits))
  }
}
