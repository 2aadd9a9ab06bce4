import Manifests

/// How a host name is served, beside its routes.
package struct HostTraffic: Hashable, Sendable {
  /// Exact, `*.example.com`, or `*`.
  package var hostname: String
  /// None when the host is not served with TLS.
  package var tls: TLSTermination?
  /// `<namespace>/<name>` of the certificate's Secret, with a digest of its chain where the commit holds it; never the key.
  package var certificate: String?
  package var origin: Origin

  /// The hosts of a gateway, by name. Of two with one name (on two listeners) the first with TLS counts.
  static func all(_ model: GatewayModel) -> [HostTraffic] {
    var byName: [String: HostTraffic] = [:]
    for listener in model.listeners {
      for chain in listener.tlsChains {
        for host in chain.virtualHosts {
          var traffic = byName[host.hostname] ?? HostTraffic(host)
          if traffic.tls == nil {
            traffic.tls = chain.termination
            traffic.certificate = certificate(chain.termination.secret, in: model)
          }
          byName[host.hostname] = traffic
        }
      }
      for host in listener.cleartext ?? [] where byName[host.hostname] == nil { byName[host.hostname] = HostTraffic(host) }
    }
    return byName.values.sorted { $0.hostname < $1.hostname }
  }

  private init(_ host: VirtualHost) {
    hostname = host.hostname
    origin = host.origin
  }

  private static func certificate(_ name: String, in model: GatewayModel) -> String {
    guard let secret = model.secrets[name] else { return name.hasPrefix("fact/") ? String(name.dropFirst(5)) : name }
    return "\(secret.origin.object.path) (\(SHA256Digest.hex(prefix: 3, of: secret.certificateChain)))"
  }

  var settings: Settings {
    guard let tls else { return [("TLS", "none")] }
    var result: Settings = [("TLS", "yes"), ("minimum TLS", tls.minimumVersion ?? "the default")]
    if let maximum = tls.maximumVersion { result.append(("maximum TLS", maximum)) }
    if !tls.alpn.isEmpty { result.append(("ALPN", tls.alpn.joined(separator: " "))) }
    if !tls.cipherSuites.isEmpty { result.append(("cipher suites", tls.cipherSuites.joined(separator: " "))) }
    if !tls.ecdhCurves.isEmpty { result.append(("ECDH curves", tls.ecdhCurves.joined(separator: " "))) }
    if let certificate { result.append(("certificate", certificate)) }
    return result
  }

  /// `TLS, certificate edge/public (3f9c2a)`, `no TLS`.
  var words: String {
    guard let tls else { return "no TLS" }
    let least = tls.minimumVersion.map { " \($0) or newer" } ?? ""
    return "TLS\(least)\(certificate.map { ", certificate \($0)" } ?? "")"
  }
}

/// A port that is listened on, and how.
package struct ListenerTraffic: Hashable, Sendable {
  /// 1 to 65535.
  package var port: Int
  package var endsTLS: Bool
  package var servesCleartext: Bool
  package var proxyProtocol: Bool
  package var trustedHops: Int
  package var http2MaxConcurrentStreams: Int?
  package var origin: Origin

  /// The listeners of a gateway, by port.
  static func all(_ model: GatewayModel) -> [ListenerTraffic] {
    model.listeners.map { listener in
      ListenerTraffic(
        port: listener.port, endsTLS: !listener.tlsChains.isEmpty, servesCleartext: listener.cleartext != nil,
        proxyProtocol: listener.proxyProtocol, trustedHops: listener.trustedHops,
        http2MaxConcurrentStreams: listener.http2MaxConcurrentStreams, origin: listener.origin)
    }.sorted { $0.port < $1.port }
  }

  var settings: Settings {
    [
      ("TLS", endsTLS ? "yes" : "no"), ("cleartext", servesCleartext ? "yes" : "no"), ("PROXY protocol", proxyProtocol ? "yes" : "no"),
      ("trusted hops", "\(trustedHops)"), ("HTTP/2 streams", http2MaxConcurrentStreams.map { "\($0)" } ?? "the default"),
    ]
  }

  /// `TLS and cleartext`, ...
  var words: String {
    switch (endsTLS, servesCleartext) {
    case (true, true): "TLS and cleartext"
    case (true, false): "TLS"
    case (false, true): "cleartext"
    case (false, false): "nothing served"
    }
  }
}
