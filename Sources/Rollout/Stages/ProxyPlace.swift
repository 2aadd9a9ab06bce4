/// Where a proxy runs.
package struct ProxyPlace: Hashable, Sendable {
  /// The value of `topology.kubernetes.io/zone`; empty where it is not known.
  package let zone: String
  /// The node's name.
  package let node: String

  /// Makes a place.
  package init(zone: String, node: String) {
    self.zone = zone
    self.node = node
  }
}
