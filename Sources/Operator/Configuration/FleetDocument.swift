import Identity
package import Rollout
import SourceYAML

/// Proxies that serve the same traffic, and how releases reach them: the kind `Fleet`.
package struct FleetDocument: Sendable {
  package var name: String
  /// What it says of stages and evidence.
  package var stated: PlanStatement
  /// What a repository may not loosen.
  package var limits: PlanLimits
  /// In a cluster: the labels of the Pods that are its proxies.
  package var selector: [String: String] = [:]

  /// Makes a fleet.
  package init(name: String = "edge", stated: PlanStatement = PlanStatement(), limits: PlanLimits = PlanLimits()) {
    self.name = name
    self.stated = stated
    self.limits = limits
  }

  /// The proxies of local mode: as many as the operator says, else the stable release, else the default.
  func proxies(_ memory: RolloutMemory) -> [ProxyID] {
    ProxyID.members(of: name, count: operatorPlan.settled(with: memory.stable?.plan ?? PlanStatement()).proxies)
  }

  /// What the rollout goes by.
  package var operatorPlan: OperatorPlan { OperatorPlan(stated: stated, limits: limits) }
}

extension FleetDocument {
  /// Whose document it is: the operator's may say more than a repository's.
  enum Author { case `operator`, repository, cluster }

  /// - Throws: `DocumentError`.
  init(_ document: DocumentReader, name: String, author: Author) throws(DocumentError) {
    self.init(name: name)
    guard let spec = try document.mapping("spec") else { return }
    let fields: Set<String> = ["source", "stages", "analysis"]
    switch author {
    case .operator: try spec.allow(only: fields.union(["proxies", "limits"]), unsupported: ["selector"])
    case .repository: try spec.allow(only: fields.union(["proxies"]), unsupported: ["selector"])
    case .cluster: try spec.allow(only: fields.union(["selector", "limits"]))
    }
    _ = try spec.string("source")
    for entry in try spec.mapping("selector")?.mapping("matchLabels")?.node.entries ?? [] { selector[entry.key] = entry.value.text ?? "" }
    stated.proxies = try spec.int("proxies", in: 1...16)
    if let stages = try spec.list("stages") { stated.stages = try Self.stages(stages) }
    if let analysis = try spec.mapping("analysis") { try Self.read(analysis, into: &stated) }
    if let limits = try spec.mapping("limits") { self.limits = try Self.limits(limits) }
  }

  private static func stages(_ list: YAMLNode) throws(DocumentError) -> [StagePlan] {
    var stages: [StagePlan] = []
    for item in list.items {
      let stage = DocumentReader(node: item)
      try stage.allow(only: ["proxies", "hold"])
      guard let share = try stage.share("proxies"), let hold = try stage.duration("hold") else {
        throw DocumentError(position: item.position, message: "a stage needs 'proxies' and 'hold', such as {proxies: 1, hold: 30s}")
      }
      stages.append(StagePlan(share: share, hold: hold))
    }
    guard !stages.isEmpty else { throw DocumentError(position: list.position, message: "'stages' needs at least one stage") }
    return stages
  }

  private static func read(_ reader: DocumentReader, into stated: inout PlanStatement) throws(DocumentError) {
    try reader.allow(only: ["falseAlarm", "maxIncrease", "floor", "onLittleTraffic", "deadline"], unsupported: ["latency"])
    stated.falseAlarm = try reader.double("falseAlarm", in: 1e-9...0.5)
    stated.maxIncrease = try reader.double("maxIncrease", in: 1...100)
    stated.floor = try floor(reader)
    stated.deadline = try reader.duration("deadline")
    if let word = try reader.string("onLittleTraffic") {
      guard let policy = LittleTraffic(rawValue: word) else {
        throw DocumentError(
          position: reader.node["onLittleTraffic"]?.position ?? reader.node.position,
          message: "'onLittleTraffic: \(word)' is not supported by this version: write advance or wait")
      }
      stated.onLittleTraffic = policy
    }
  }

  /// An error rate that is above none at all: no multiple of 0 is ever exceeded.
  private static func floor(_ reader: DocumentReader) throws(DocumentError) -> Double? {
    guard let floor = try reader.fraction("floor") else { return nil }
    guard floor > 0 else {
      throw DocumentError(
        position: reader.node["floor"]?.position ?? reader.node.position, message: "'floor' must be above 0, such as 0.5%")
    }
    return floor
  }

  /// `latency` is taken and needs nothing done: no plan states a latency in this version, so none can loosen it.
  private static func limits(_ reader: DocumentReader) throws(DocumentError) -> PlanLimits {
    try reader.allow(only: ["firstStage", "hold", "floor", "maxIncrease", "falseAlarm", "latency"])
    var limits = PlanLimits()
    limits.firstStage = try reader.fraction("firstStage").map { $0 * 100 } ?? limits.firstStage
    limits.hold = try reader.duration("hold") ?? limits.hold
    limits.floor = try floor(reader) ?? limits.floor
    limits.maxIncrease = try reader.double("maxIncrease", in: 1...100) ?? limits.maxIncrease
    limits.falseAlarm = try reader.double("falseAlarm", in: 1e-9...0.5) ?? limits.falseAlarm
    return limits
  }
}
