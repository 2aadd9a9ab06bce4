import Manifests

/// What is there in one of two gateways only, or in both and not alike.
package struct Changes<Thing: Hashable & Sendable>: Hashable, Sendable {
  /// A thing that is in both.
  package struct Changed: Hashable, Sendable {
    package let before: Thing
    package let after: Thing
    /// What differs, in a fixed order; never empty.
    package let fields: [FieldChange]
  }

  package var added: [Thing] = []
  package var removed: [Thing] = []
  package var changed: [Changed] = []

  package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

/// What traffic changes between two gateways, as classes of requests: objects that are renamed, moved or written otherwise
/// change nothing here.
package struct GatewayChanges: Sendable {
  /// Who else takes a class of requests that has no route of its own in one of the gateways; by the class.
  package typealias Catchers = [RequestClass: TrafficRoute]

  package let routes: Changes<TrafficRoute>
  package let hosts: Changes<HostTraffic>
  package let listeners: Changes<ListenerTraffic>
  /// All that the gateway before served.
  package let before: (routes: [TrafficRoute], hosts: [HostTraffic], listeners: Int)
  /// All that the gateway after serves.
  package let after: (routes: [TrafficRoute], hosts: [HostTraffic], listeners: Int)
  /// Who had the requests of an added route; none means that nothing answered.
  package let tookBefore: Catchers
  /// Who gets the requests of a removed route; none means that nothing answers.
  package let takesAfter: Catchers

  /// Whether every request is answered as before.
  package var isEmpty: Bool { routes.isEmpty && hosts.isEmpty && listeners.isEmpty }

  /// Compares two gateways. Pure; ten thousand routes take a fraction of a second.
  package init(from before: GatewayModel, to after: GatewayModel) {
    let (old, new) = (TrafficTable(before), TrafficTable(after))
    routes = Self.routes(old, new, before, after)
    let oldHosts = HostTraffic.all(before)
    let newHosts = HostTraffic.all(after)
    hosts = Self.compare(oldHosts, newHosts, by: \.hostname) { $0.settings }
    listeners = Self.compare(ListenerTraffic.all(before), ListenerTraffic.all(after), by: \.port) { $0.settings }
    self.before = (old.routes, oldHosts, before.listeners.count)
    self.after = (new.routes, newHosts, after.listeners.count)
    tookBefore = Self.catchers(of: routes.added, in: new, by: old)
    takesAfter = Self.catchers(of: routes.removed, in: old, by: new)
  }

  private static func routes(
    _ old: TrafficTable, _ new: TrafficTable, _ before: GatewayModel, _ after: GatewayModel
  ) -> Changes<TrafficRoute> {
    let moves = OrderChanges.between(old, new)
    var result = Changes<TrafficRoute>()
    for (place, route) in new.routes.enumerated() {
      guard let number = old.number(of: route.requests) else {
        result.added.append(route)
        continue
      }
      let earlier = old.routes[number]
      // An upstream's name holds a hash of its settings and endpoints: equal treatments are equal in all.
      var fields: [FieldChange] = []
      if earlier.treatment != route.treatment {
        fields = fieldChanges(earlier.treatment, before, route.treatment, after)
      }
      if let move = moves[place] { fields.append(move) }
      if !fields.isEmpty { result.changed.append(.init(before: earlier, after: route, fields: fields)) }
    }
    result.removed = old.routes.filter { new.number(of: $0.requests) == nil }
    return result
  }

  /// What differs with TLS, then what differs without where that is not the same.
  private static func fieldChanges(
    _ old: Treatment, _ before: GatewayModel, _ new: Treatment, _ after: GatewayModel
  ) -> [FieldChange] {
    func between(_ left: [Treatment.Outcome], _ right: [Treatment.Outcome], _ way: String) -> [FieldChange] {
      guard left != right else { return [] }
      guard let first = left.first, let second = right.first else {
        return [FieldChange(field: way, before: left.isEmpty ? "not served" : "served", after: right.isEmpty ? "not served" : "served")]
      }
      let changes = FieldChange.between(first.settings(in: before), second.settings(in: after))
      // A redirect has no timeouts: that they are gone, or new, says nothing.
      return first.forwards == second.forwards ? changes : changes.filter { $0.before != nil && $0.after != nil }
    }
    let secure = between(old.secure, new.secure, "with TLS")
    let cleartext = between(old.cleartext, new.cleartext, "without TLS")
    var fields = secure
    if cleartext != secure {
      let isOnly = secure.isEmpty && new.secure.isEmpty
      fields += cleartext.map { change in
        isOnly || change.field == "without TLS"
          ? change : FieldChange(field: "without TLS: \(change.field)", before: change.before, after: change.after)
      }
    }
    // Listeners that differ among themselves in another way than before, or a setting that has no words of its own.
    return fields.isEmpty ? [FieldChange(field: "settings", before: nil, after: nil)] : fields
  }

  private static func catchers(of routes: [TrafficRoute], in table: TrafficTable, by other: TrafficTable) -> Catchers {
    var result: Catchers = [:]
    for route in routes {
      guard let number = table.number(of: route.requests), let catcher = other.catcher(of: number, from: table) else { continue }
      result[route.requests] = catcher
    }
    return result
  }

  private static func compare<Thing, Key: Hashable>(
    _ before: [Thing], _ after: [Thing], by key: (Thing) -> Key, _ settings: (Thing) -> Settings
  ) -> Changes<Thing> {
    let old = Dictionary(before.map { (key($0), $0) }) { first, _ in first }
    let new = Set(after.map(key))
    var result = Changes<Thing>()
    for thing in after {
      guard let earlier = old[key(thing)] else {
        result.added.append(thing)
        continue
      }
      let fields = FieldChange.between(settings(earlier), settings(thing))
      if !fields.isEmpty { result.changed.append(.init(before: earlier, after: thing, fields: fields)) }
    }
    result.removed = before.filter { !new.contains(key($0)) }
    return result
  }
}
