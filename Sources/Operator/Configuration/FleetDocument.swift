package import Rollout
import SourceYAML

/// Proxies that serve the same traffic, and how releases reach them: the kind `Fleet`.
package struct FleetDocument: Sendable {
  package var name: String
  package var plan: FleetPlan
  package var limits: PlanLimits

  /// Makes a fleet.
  package init(name: String = "edge", plan: FleetPlan = FleetPlan(), limits: PlanLimits = PlanLimits()) {
    self.name = name
    self.plan = plan
    self.limits = limits
  }
}

extension FleetDocument {
  /// Whose document it is: the operator's may say more than a repository's.
  enum Author { case `operator`, repository }

  /// - Throws: `DocumentError`.
  init(_ document: DocumentReader, name: String, author: Author) throws(DocumentError) {
    self.init(name: name)
    guard let spec = document.child("spec") else { return }
    let fields: Set<String> = ["source", "proxies", "stages", "analysis"]
    try spec.allow(only: author == .operator ? fields.union(["limits"]) : fields, unsupported: ["selector"])
    plan.proxies = try spec.int("proxies", in: 1...16) ?? plan.proxies
    if let stages = spec.child("stages") { plan.stages = try Self.stages(stages) }
    if let analysis = spec.child("analysis") { plan.analysis = try Self.analysis(analysis) }
    if let limits = spec.child("limits") { self.limits = try Self.limits(limits) }
  }

  private static func stages(_ reader: DocumentReader) throws(DocumentError) -> [StagePlan] {
    var stages: [StagePlan] = []
    for item in reader.node.items {
      let stage = DocumentReader(node: item)
      try stage.allow(only: ["proxies", "hold"])
      guard let share = try stage.share("proxies"), let hold = try stage.duration("hold") else {
        throw DocumentError(position: item.position, message: "a stage needs 'proxies' and 'hold', such as {proxies: 1, hold: 30s}")
      }
      stages.append(StagePlan(share: share, hold: hold))
    }
    guard !stages.isEmpty else { throw DocumentError(position: reader.node.position, message: "'stages' needs at least one stage") }
    return stages
  }

  private static func analysis(_ reader: DocumentReader) throws(DocumentError) -> AnalysisPlan {
    try reader.allow(only: ["falseAlarm", "maxIncrease", "floor", "onLittleTraffic", "deadline"], unsupported: ["latency"])
    var plan = AnalysisPlan()
    plan.falseAlarm = try reader.double("falseAlarm", in: 1e-9...0.5) ?? plan.falseAlarm
    plan.maxIncrease = try reader.double("maxIncrease", in: 1...100) ?? plan.maxIncrease
    plan.floor = try reader.fraction("floor") ?? plan.floor
    plan.deadline = try reader.duration("deadline") ?? plan.deadline
    if let word = try reader.string("onLittleTraffic") {
      guard let policy = LittleTraffic(rawValue: word) else {
        throw DocumentError(
          position: reader.node["onLittleTraffic"]?.position ?? reader.node.position,
          message: "'onLittleTraffic: \(word)' is not supported by this version: write advance")
      }
      plan.onLittleTraffic = policy
    }
    return plan
  }

  private static func limits(_ reader: DocumentReader) throws(DocumentError) -> PlanLimits {
    try reader.allow(only: ["firstStage", "hold", "floor", "maxIncrease", "falseAlarm", "latency"])
    var limits = PlanLimits()
    limits.firstStage = try reader.fraction("firstStage").map { $0 * 100 } ?? limits.firstStage
    limits.hold = try reader.duration("hold") ?? limits.hold
    limits.floor = try reader.fraction("floor") ?? limits.floor
    limits.maxIncrease = try reader.double("maxIncrease", in: 1...100) ?? limits.maxIncrease
    limits.falseAlarm = try reader.double("falseAlarm", in: 1e-9...0.5) ?? limits.falseAlarm
    return limits
  }
}
