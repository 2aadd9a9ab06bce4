package import GRPCCore
import GRPCNIOTransportHTTP2
import Identity
package import NIOCertificateReloading
import X509

/// One gRPC server for all proxies of a fleet in a cluster, by TCP and mutual TLS: a proxy is who its certificate says.
package struct FleetServer: Sendable {
  /// Where it listens.
  package struct Address: Sendable {
    /// An IPv4 or IPv6 address.
    package let host: String
    package let port: Int

    /// Makes an address.
    package init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
  }

  private let address: Address
  private let certificates: any CertificateReloader
  private let trust: [[UInt8]]
  private let services: [any RegistrableRPCService]

  /// - Parameters:
  ///   - certificates: The server's own certificate and key, the newest at every handshake.
  ///   - trust: Whose signatures count, each a certificate in PEM.
  ///   - services: What is served: `DiscoveryService` and what goes with it.
  package init(address: Address, certificates: any CertificateReloader, trust: [[UInt8]], services: [any RegistrableRPCService]) {
    self.address = address
    self.certificates = certificates
    self.trust = trust
    self.services = services
  }

  /// Serves until it is cancelled.
  ///
  /// - Throws: When the address is another's, or the certificates do not go together.
  package func run() async throws {
    let security = try HTTP2ServerTransport.Posix.TransportSecurity.mTLS(certificateReloader: certificates) { tls in
      tls.trustRoots = .certificates(trust.map { .bytes($0, format: .pem) })
    }
    let place: SocketAddress =
      address.host.contains(":") ? .ipv6(host: address.host, port: address.port) : .ipv4(host: address.host, port: address.port)
    let server = GRPCServer(
      transport: .http2NIOPosix(address: place, transportSecurity: security, config: .forNetwork), services: services)
    try await server.serve()
  }
}

/// Who a certificate is for.
package enum ProxyCertificate {
  /// The name in a proxy's: `spiffe://nuncio/fleet/<fleet>/pod/<namespace>/<pod>`.
  package static func name(fleet: String, namespace: String, pod: String) -> String {
    "spiffe://nuncio/fleet/\(fleet)/pod/\(namespace)/\(pod)"
  }

  /// The name in a replica's of the operator: `spiffe://nuncio/fleet/<fleet>/operator/<namespace>`.
  package static func replicaName(fleet: String, namespace: String) -> String {
    "spiffe://nuncio/fleet/\(fleet)/operator/\(namespace)"
  }

  /// Takes the proxy from the peer's certificate; whoever is not of this fleet is refused.
  package static func identification(fleet: String, namespace: String) -> ProxyIdentification {
    { context throws(RPCError) in
      let prefix = name(fleet: fleet, namespace: namespace, pod: "")
      guard let found = names(of: context).first(where: { $0.hasPrefix(prefix) }) else {
        throw RPCError(code: .permissionDenied, message: "the certificate is not of a proxy of fleet \(fleet)")
      }
      return ProxyID(String(found.dropFirst(prefix.count)))
    }
  }

  /// Refuses whoever is not a replica of this fleet's operator.
  package static func replicas(fleet: String, namespace: String) -> @Sendable (ServerContext) throws(RPCError) -> Void {
    { context throws(RPCError) in
      guard names(of: context).contains(replicaName(fleet: fleet, namespace: namespace)) else {
        throw RPCError(code: .permissionDenied, message: "the certificate is not of an operator of fleet \(fleet)")
      }
    }
  }

  /// The URIs in the peer's certificate.
  private static func names(of context: ServerContext) -> [String] {
    let peer = (context.transportSpecific as? HTTP2ServerTransport.Posix.Context)?.peerCertificate
    // A certificate whose names cannot be read has none.
    let names = (try? peer?.extensions.subjectAlternativeNames) ?? nil
    return (names ?? SubjectAlternativeNames([])).compactMap { if case .uniformResourceIdentifier(let name) = $0 { name } else { nil } }
  }
}
