/// An upstream's name: readable, with a hash of its settings, so that settings never change in place.
package struct UpstreamID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let name: String

  /// Takes the name as it is.
  package init(_ name: String) { self.name = name }

  package var description: String { name }

  /// By text.
  package static func < (left: UpstreamID, right: UpstreamID) -> Bool { left.name < right.name }
}

/// Where requests go.
package struct Upstream: Hashable, Sendable {
  /// How endpoints are found.
  package enum Address: Hashable, Sendable {
    /// Envoy asks DNS for the host.
    case dns(host: String, port: Int)
    /// The endpoint set of this name.
    case endpoints(String)
  }

  /// How an endpoint is chosen.
  package enum Balancing: String, Hashable, Sendable {
    case roundRobin = "round_robin"
    case leastRequest = "least_request"
    case ringHash = "ring_hash"
    case maglev
  }

  /// `checkout.shop:8080`, for people.
  package var display: String
  package var address: Address
  /// TLS towards the upstream, without verification as Emissary has it.
  package var originatesTLS: Bool
  package var connectTimeout: Duration
  package var idleTimeout: Duration?
  package var maxConnectionLifetime: Duration?
  package var isHTTP2: Bool
  package var balancing: Balancing
  package var circuitBreakers: [CircuitBreaker]
  package var keepalive: Keepalive?
  package var logicalDNS: Bool
  package var respectsDNSTTL: Bool
  package var addressFamilies: AddressFamilies
  package var tag: String?
  package var origin: Origin
}

/// Which addresses DNS is asked for.
package enum AddressFamilies: String, Hashable, Sendable, Encodable { case ipv4, ipv6, both }

/// How much an upstream is given at once.
package struct CircuitBreaker: Hashable, Sendable, Encodable {
  package var isHighPriority: Bool
  package var maxConnections: Int?
  package var maxPendingRequests: Int?
  package var maxRequests: Int?
  package var maxRetries: Int?
}

/// TCP keep-alive towards an upstream; seconds.
package struct Keepalive: Hashable, Sendable, Encodable {
  package var probes: Int?
  package var idleTime: Int?
  package var interval: Int?
}

/// Endpoints of a Service's port that the repository itself names.
package struct EndpointSet: Hashable, Sendable, Encodable {
  /// One address.
  package struct Endpoint: Hashable, Sendable, Encodable {
    package var address: String
    package var port: Int

    /// Takes an IPv4 or IPv6 address and a port from 1 to 65535.
    package init(address: String, port: Int) {
      self.address = address
      self.port = port
    }
  }

  /// In the order of the slices; none means that nobody is ready.
  package var endpoints: [Endpoint]
  package var origin: Origin
}
