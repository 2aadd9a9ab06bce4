package import Manifests
package import SourceYAML

/// Where something in the model comes from: enough for a diff, an explanation, or the blame for a refusal.
package struct Origin: Hashable, Sendable {
  package let object: ObjectKey
  package let position: SourcePosition

  /// Makes an origin.
  package init(object: ObjectKey, position: SourcePosition) {
    self.object = object
    self.position = position
  }
}

/// The gateway, whatever language it was written in: who listens, for which hosts, and where requests go.
package struct GatewayModel: Sendable {
  /// In the order of their names.
  package var listeners: [Listener] = []
  package var upstreams: [UpstreamID: Upstream] = [:]
  /// Certificates by the name that a `TLSTermination` uses.
  package var secrets: [String: TLSSecret] = [:]
  /// Endpoints by the name that an `Upstream` uses.
  package var endpointSets: [String: EndpointSet] = [:]

  /// Makes an empty gateway.
  package init() {}

  /// How many routes there are over all listeners and hosts.
  package var routeCount: Int { virtualHosts.reduce(0) { $0 + $1.routes.count } }

  /// The distinct host names.
  package var hostnames: Set<String> { Set(virtualHosts.map(\.hostname)) }

  private var virtualHosts: [VirtualHost] {
    listeners.flatMap { ($0.cleartext ?? []) + $0.tlsChains.flatMap(\.virtualHosts) }
  }
}
