package import Manifests

/// What must be there before what: definitions before their objects, namespaces before what lies in them, what is referred to
/// before what refers to it. Pruning goes the other way.
package enum ApplyOrder {
  /// A step that must be over before the next begins.
  package enum Phase: Int, Comparable, CaseIterable, Sendable {
    case definitions, namespaces, rest

    package static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
  }

  /// The phase of a kind.
  package static func phase(of key: ObjectKey) -> Phase {
    switch (key.group, key.kind) {
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): .definitions
    case ("", "Namespace"): .namespaces
    default: .rest
    }
  }

  private static let ranks: [String: Int] = [
    "ServiceAccount": 0, "Role": 1, "ClusterRole": 1, "RoleBinding": 2, "ClusterRoleBinding": 2, "ConfigMap": 3, "Secret": 3, "Service": 4,
    "EndpointSlice": 5, "TLSContext": 6, "Module": 6, "Listener": 7, "Host": 8, "GatewayClass": 6, "Gateway": 7,
  ]

  /// The order of application.
  package static func comesBefore(_ left: ObjectKey, _ right: ObjectKey) -> Bool {
    (phase(of: left).rawValue, ranks[left.kind] ?? 20, left) < (phase(of: right).rawValue, ranks[right.kind] ?? 20, right)
  }

  /// Whether an object takes others with it when it goes: it is pruned only where it says so itself (`nuncio.dev/prune: enabled`).
  package static func isProtected(_ key: ObjectKey) -> Bool { phase(of: key) != .rest }
}
