package import EnvoyConfig
package import Identity

/// All that a proxy is to hold at a time.
package struct Target: Sendable {
  /// The release.
  package let release: ReleaseNumber
  let own: ResourceSet
  let alongside: ResourceSet?
  var facts: LiveFacts
  /// Whether the switch waits for nothing: the way back to stable.
  package let isUrgent: Bool

  /// Makes a target.
  package init(
    release: ReleaseNumber, own: ResourceSet, alongside: ResourceSet? = nil, facts: LiveFacts = LiveFacts(), isUrgent: Bool = false
  ) {
    self.release = release
    self.own = own
    self.alongside = alongside
    self.facts = facts
    self.isUrgent = isUrgent
  }

  /// The resource that a name stands for: the release's own, then that which is kept, then the world's.
  func resource(_ type: ResourceType, _ name: String) -> EncodedResource? {
    if let found = own.resources[type]?[name] { return found }
    if type.isBackend, let found = alongside?.resources[type]?[name] { return found }
    return facts.resources[type]?[name]
  }

  /// Every name of a type.
  func names(_ type: ResourceType) -> Set<String> {
    var names = Set((own.resources[type] ?? [:]).keys)
    if type.isBackend, let kept = alongside?.resources[type] { names.formUnion(kept.keys) }
    if let facts = facts.resources[type] { names.formUnion(facts.keys) }
    return names
  }
}

/// What a stream says.
package enum XDSEvent: Codable, Sendable {
  /// A proxy's stream is open; `holds` is the release that it says it has.
  case connected(ProxyID, holds: ReleaseNumber?)
  case disconnected(ProxyID)
  /// A proxy confirmed all of a release that takes traffic.
  case acked(ProxyID, ReleaseNumber)
  /// A proxy refused resources of a release.
  case nacked(ProxyID, ReleaseNumber, resources: [ResourceKey], message: String)
}
