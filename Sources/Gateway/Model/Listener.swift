/// A port that the gateway listens on.
package struct Listener: Hashable, Sendable, Encodable {
  package var name: String
  /// 1 to 65535.
  package var port: Int
  /// Whether connections begin with the PROXY protocol.
  package var proxyProtocol: Bool
  /// Proxies in front whose `x-forwarded-for` is believed; 0 at the edge.
  package var trustedHops: Int
  /// None means Envoy's default.
  package var http2MaxConcurrentStreams: Int?
  /// What connections without TLS are answered with; none when they are not served.
  package var cleartext: [VirtualHost]?
  /// What connections with TLS are answered with, by their SNI.
  package var tlsChains: [TLSChain]
  package var origin: Origin
}

/// The hosts behind one server name.
package struct TLSChain: Hashable, Sendable, Encodable {
  /// The SNI, exact or `*.example.com`; none takes every name.
  package var serverName: String?
  package var termination: TLSTermination
  package var virtualHosts: [VirtualHost]
}

/// How TLS is ended.
package struct TLSTermination: Hashable, Sendable, Encodable {
  /// The name of a secret of the model or of the facts.
  package var secret: String
  /// `v1.0` to `v1.3`; none means Envoy's default.
  package var minimumVersion: String?
  package var maximumVersion: String?
  package var alpn: [String]
  package var cipherSuites: [String]
  package var ecdhCurves: [String]
}

/// A certificate with its key.
package struct TLSSecret: Hashable, Sendable {
  /// PEM, the leaf first.
  package var certificateChain: [UInt8]
  /// PEM.
  package var privateKey: [UInt8]
  package var origin: Origin
}

/// A host name and its routes, the first that matches wins.
package struct VirtualHost: Hashable, Sendable, Encodable {
  /// Exact, `*.example.com`, or `*`.
  package var hostname: String
  package var routes: [Route]
  package var origin: Origin
}
