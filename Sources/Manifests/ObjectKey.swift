/// What names an object: the same in every revision.
package struct ObjectKey: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The API group; empty for Kubernetes' core.
  package let group: String
  package let kind: String
  /// Empty for cluster-scoped objects.
  package let namespace: String
  package let name: String

  /// Makes a key.
  package init(group: String, kind: String, namespace: String, name: String) {
    self.group = group
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// `Mapping shop/checkout`.
  package var description: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }

  /// `shop/checkout`.
  package var path: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

  /// By name, then namespace, then kind, then group.
  package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    (left.name, left.namespace, left.kind, left.group) < (right.name, right.namespace, right.kind, right.group)
  }
}
