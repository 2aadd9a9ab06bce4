/// The kinds of resources that a proxy is told, in the order in which additions are sent.
package enum ResourceType: String, CaseIterable, Sendable, Hashable, Codable {
  case cluster, endpoints, secret, listener, routes, virtualHost

  /// The name in xDS.
  package var typeURL: String {
    switch self {
    case .cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster"
    case .endpoints: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"
    case .secret: "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret"
    case .listener: "type.googleapis.com/envoy.config.listener.v3.Listener"
    case .routes: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
    case .virtualHost: "type.googleapis.com/envoy.config.route.v3.VirtualHost"
    }
  }

  /// The type of an xDS name; nil for those that are never served.
  package init?(typeURL: String) {
    guard let type = Self.allCases.first(where: { $0.typeURL == typeURL }) else { return nil }
    self = type
  }

  /// Whether a proxy must keep what a release needs of this until another release is live.
  package var isBackend: Bool { self == .cluster || self == .endpoints || self == .secret }
}

/// A resource's type and name.
package struct ResourceKey: Hashable, Sendable, Codable, CustomStringConvertible {
  package let type: ResourceType
  package let name: String

  /// Makes a key.
  package init(_ type: ResourceType, _ name: String) {
    self.type = type
    self.name = name
  }

  package var description: String { "\(type.rawValue) \(name)" }
}
