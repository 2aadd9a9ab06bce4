import Identity
import Manifests

extension Emissary {
  /// Mappings that share one match, and so share its requests by weight.
  struct Group {
    var members: [Mapping]
    /// The glob of the first member; all have the same.
    var hostname: String? { members[0].hostname }
    let order: MappingOrder
  }

  /// What makes Mappings one group: the whole match, the host, the precedence, and for those without a host the labels.
  private struct GroupKey: Hashable {
    let match: RouteMatch
    let hostname: String?
    let precedence: Int
    let labels: [String: String]?
  }

  /// Puts Mappings into groups, in the order in which requests are tried.
  static func groups(_ mappings: [Mapping], findings: inout [Finding]) -> [Group] {
    var byKey: [GroupKey: Int] = [:]
    var groups: [Group] = []
    for mapping in mappings {
      let key = GroupKey(
        match: mapping.match, hostname: mapping.hostname, precedence: mapping.precedence,
        labels: mapping.hostname == nil ? mapping.labels : nil)
      if let index = byKey[key] {
        groups[index].members.append(mapping)
      } else {
        byKey[key] = groups.count
        groups.append(Group(members: [mapping], order: MappingOrder(mapping)))
      }
    }
    for index in groups.indices where groups[index].members.count > 1 { groups[index].settle(&findings) }
    groups.removeAll(where: \.members.isEmpty)
    return groups.sorted { $1.order < $0.order }
  }
}

extension Emissary.Group {
  /// Redirects stand alone; weights become running sums; what counts for the group is given to all.
  fileprivate mutating func settle(_ findings: inout [Finding]) {
    let isRedirect = members[0].isRedirect
    let refused = members.dropFirst().filter { $0.isRedirect || isRedirect }
    for mapping in refused {
      findings.append(
        .error(
          .conflictingMappings,
          "takes the same requests as \(members[0].origin.object) at \(members[0].origin.position): a redirect cannot share them",
          at: mapping.origin.position, object: mapping.origin.object))
    }
    members.removeAll { mapping in refused.contains { $0.id == mapping.id } }
    shareAttributes()
    weigh(&findings)
  }

  /// Weighted members first, each with the running sum; the rest share what is left, the last of them up to 100.
  private mutating func weigh(_ findings: inout [Finding]) {
    guard members.count > 1 else { return }
    let weighted = members.filter { $0.weight != nil }
    let rest = members.filter { $0.weight == nil }
    let sum = weighted.reduce(0) { $0 + ($1.weight ?? 0) }
    guard sum <= 100 else {
      // Left out as every bad object is; without weights the rest shares all.
      defer { members = rest.indices.map { rest[$0].sharing(Double(100 * ($0 + 1)) / Double(rest.count)) } }
      for mapping in weighted {
        findings.append(
          .error(
            .conflictingMappings, "the weights of this group add up to \(sum), more than 100", at: mapping.origin.position,
            object: mapping.origin.object))
      }
      return
    }
    var running = 0
    var result: [Emissary.Mapping] = []
    for var mapping in weighted {
      running += mapping.weight ?? 0
      mapping.match.percent = running
      result.append(mapping)
    }
    members = result + rest.indices.map { rest[$0].sharing(Double(sum) + Double((100 - sum) * ($0 + 1)) / Double(rest.count)) }
    // A running sum that does not grow is a share of nothing.
    var before = 0
    members.removeAll { mapping in
      defer { before = mapping.match.percent }
      return mapping.match.percent == before
    }
  }

  /// Additions are the union over the group, the last one wins; so do the other settings of the whole group.
  private mutating func shareAttributes() {
    var request = HeaderChanges()
    var response = HeaderChanges()
    for mapping in members {
      request.merge(mapping.requestHeaders)
      response.merge(mapping.responseHeaders)
    }
    let cors = members.last { $0.cors != nil }?.cors
    for index in members.indices {
      members[index].requestHeaders = request
      members[index].responseHeaders = response
      members[index].cors = cors
    }
  }
}

extension Emissary.Mapping {
  /// With a running sum of per cent.
  fileprivate func sharing(_ percent: Double) -> Emissary.Mapping {
    var copy = self
    copy.match.percent = Int(percent.rounded())
    return copy
  }

  fileprivate var isRedirect: Bool {
    if case .redirect = action { true } else { false }
  }
}

extension HeaderChanges {
  fileprivate mutating func merge(_ other: HeaderChanges) {
    for addition in other.add {
      add.removeAll { $0.name.lowercased() == addition.name.lowercased() }
      add.append(addition)
    }
    add.sort { $0.name < $1.name }
    if !other.remove.isEmpty { remove = other.remove }
  }
}
