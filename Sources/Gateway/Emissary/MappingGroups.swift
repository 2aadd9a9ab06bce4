import Identity
import Manifests
import SourceYAML

extension Emissary {
  /// Mappings that share one match, and so share its requests by weight.
  struct Group {
    var members: [Mapping]
    /// The glob of the first member; all have the same.
    var hostname: String? { members[0].hostname }
    /// Those of all members, the last one's where names are equal.
    var labels: [String: String]
    let order: MappingOrder

    init(_ first: Mapping) {
      members = [first]
      labels = first.labels
      order = MappingOrder(first)
    }
  }

  /// What makes Mappings one group: the match, the host and the precedence, and for those without a host the Hosts
  /// that select them. Each may take its path in its own spelling.
  private struct GroupKey: Hashable {
    let match: RouteMatch
    let hostname: String?
    let precedence: Int
    let hosts: [Int]

    init(_ mapping: Mapping, _ association: HostAssociation) {
      var match = mapping.match
      match.isCaseSensitive = true
      self.match = match
      hostname = mapping.hostname
      precedence = mapping.precedence
      hosts = mapping.hostname == nil && !mapping.labels.isEmpty ? association.selecting(mapping.labels) : []
    }
  }

  /// Puts Mappings into groups, in the order in which requests are tried.
  static func groups(_ mappings: [Mapping], _ association: HostAssociation, findings: inout [Finding]) -> [Group] {
    var byKey: [GroupKey: Int] = [:]
    var groups: [Group] = []
    for mapping in mappings {
      let key = GroupKey(mapping, association)
      if let index = byKey[key] {
        groups[index].members.append(mapping)
      } else {
        byKey[key] = groups.count
        groups.append(Group(mapping))
      }
    }
    for index in groups.indices where groups[index].members.count > 1 { groups[index].settle(&findings) }
    // Of equal ones the later is tried first, for the order is that of a list turned round.
    return groups.enumerated().filter { !$1.members.isEmpty }.sorted { left, right in
      if left.element.order < right.element.order { return false }
      if right.element.order < left.element.order { return true }
      return left.offset > right.offset
    }.map(\.element)
  }
}

extension Emissary.Group {
  /// Refuses who cannot share, gives to all what counts for the group, and turns weights into running sums.
  fileprivate mutating func settle(_ findings: inout [Finding]) {
    let first = members[0]
    members = members.filter { mapping in
      guard mapping.id != first.id, let (field, words) = mapping.refusal(beside: first) else { return true }
      findings.append(
        .error(
          .conflictingMappings, "takes the same requests as \(first.origin.object) at \(first.origin.position): \(words)",
          at: field.flatMap { mapping.spec[$0]?.position } ?? mapping.origin.position, object: mapping.origin.object))
      return false
    }
    for mapping in members { labels.merge(mapping.labels) { _, last in last } }
    // All members get the headers of all: what Envoy takes at most bounds that, and what it costs here.
    let additions = members.reduce(0) { $0 + $1.requestHeaders.add.count + $1.responseHeaders.add.count }
    if additions > HeaderRules.maximumChanges {
      let words = "the Mappings of this group add \(additions) headers to each other's requests, more than \(HeaderRules.maximumChanges)"
      findings.append(.error(.conflictingMappings, words, at: first.origin.position, object: first.origin.object))
      members = [first]
    }
    shareAttributes()
    weigh(&findings)
  }

  /// Weighted members first, each with the running sum. The rest gets equal parts of what is left, in whole per cent,
  /// and the last of them what rounding leaves.
  private mutating func weigh(_ findings: inout [Finding]) {
    guard members.count > 1 else { return }
    var weighted = members.filter { $0.weight != nil }
    let rest = members.filter { $0.weight == nil }
    let sum = weighted.reduce(0) { $0 + ($1.weight ?? 0) }
    if sum > 100 {
      for mapping in weighted {
        findings.append(
          .error(
            .conflictingMappings, "the weights of this group add up to \(sum), more than 100",
            at: mapping.spec["weight"]?.position ?? mapping.origin.position, object: mapping.origin.object))
      }
      // Left out as every bad object is.
      weighted = []
    }
    var running = 0
    members = weighted.map { mapping in
      running += mapping.weight ?? 0
      return mapping.taking(running)
    }
    let share = rest.isEmpty ? 0 : Int((Double(100 - running) / Double(rest.count)).rounded(.toNearestOrEven))
    for (index, mapping) in rest.enumerated() {
      running = index == rest.count - 1 ? 100 : min(100, running + share)
      members.append(mapping.taking(running))
    }
    // A running sum that does not grow is a share of nothing.
    var before = 0
    members.removeAll { mapping in
      defer { before = mapping.match.percent }
      return mapping.match.percent == before
    }
  }

  /// Added headers are the union over the group, the last one wins; so do the other settings of the whole group.
  private mutating func shareAttributes() {
    var request = HeaderChanges()
    var response = HeaderChanges()
    var shared = SharedForwarding()
    for mapping in members {
      request.merge(mapping.requestHeaders)
      response.merge(mapping.responseHeaders)
      if case .forward(let forward, _) = mapping.action { shared.take(forward, of: mapping.spec) }
    }
    let cors = members.last { $0.cors != nil }?.cors
    for index in members.indices {
      members[index].requestHeaders = request
      members[index].responseHeaders = response
      members[index].cors = cors
      guard case .forward(var forward, let upstream) = members[index].action else { continue }
      shared.give(to: &forward)
      members[index].action = .forward(forward, upstream)
    }
  }
}

/// What the last member that says it says for all: to be given to each.
private struct SharedForwarding {
  private var rewrite: Rewrite?
  private var retries: Retries?
  private var upgrades: [String]?
  private var isHighPriority: Bool?
  private var hashPolicy: HashPolicy?

  mutating func take(_ forward: Forward, of spec: YAMLNode) {
    if case .regex = forward.rewrite { rewrite = forward.rewrite }
    retries = forward.retries ?? retries
    if spec["allow_upgrade"] != nil { upgrades = forward.upgrades }
    if spec["priority"] != nil { isHighPriority = forward.isHighPriority }
    hashPolicy = forward.hashPolicy ?? hashPolicy
  }

  func give(to forward: inout Forward) {
    forward.rewrite = rewrite ?? forward.rewrite
    forward.retries = retries
    forward.upgrades = upgrades ?? forward.upgrades
    forward.isHighPriority = isHighPriority ?? forward.isHighPriority
    forward.hashPolicy = hashPolicy
  }
}

extension Emissary.Mapping {
  /// Why it cannot share requests with the first of its group, and the field that says so; nil when it can. A setting
  /// of the whole group that is not written is the first one's.
  fileprivate func refusal(beside first: Emissary.Mapping) -> (field: String?, words: String)? {
    guard case .forward(let mine, let upstream) = action, case .forward(let its, let other) = first.action else {
      return (nil, "a redirect cannot share them")
    }
    let agreements = [
      ("circuit_breakers", upstream.circuitBreakers == other.circuitBreakers),
      ("connect_timeout_ms", upstream.connectTimeout == other.connectTimeout),
      ("cluster_idle_timeout_ms", upstream.idleTimeout == other.idleTimeout),
      ("cluster_max_connection_lifetime_ms", upstream.maxConnectionLifetime == other.maxConnectionLifetime),
      ("keepalive", upstream.keepalive == other.keepalive),
      ("load_balancer", upstream.balancing == other.balancing && mine.hashPolicy == its.hashPolicy),
    ]
    let field = agreements.first { name, agrees in !agrees && spec[name] != nil }?.0
    return field.map { ($0, "'\($0)' counts for both and must be the same, or stand in the first alone") }
  }

  /// With a running sum of per cent.
  fileprivate func taking(_ percent: Int) -> Emissary.Mapping {
    var copy = self
    copy.match.percent = percent
    return copy
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
