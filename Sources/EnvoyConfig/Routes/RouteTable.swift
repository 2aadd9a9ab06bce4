import EnvoyAPI
import Gateway
import Manifests
import SwiftProtobuf

/// The virtual hosts behind one filter chain: a RouteConfiguration.
struct RouteTable {
  /// Without `/`, which separates it from a virtual host's name in VHDS.
  let name: String
  let virtualHosts: [VirtualHost]
  /// None for cleartext.
  let chain: TLSChain?
  let origin: Origin

  /// The tables of a listener, cleartext first.
  static func tables(of listener: Listener) -> [RouteTable] {
    let stem = listener.name.replacing("/", with: ".")
    var tables: [RouteTable] = []
    if let hosts = listener.cleartext {
      tables.append(RouteTable(name: stem, virtualHosts: hosts, chain: nil, origin: listener.origin))
    }
    for chain in listener.tlsChains {
      tables.append(
        RouteTable(
          name: "\(stem).tls.\(chain.serverName ?? "*")", virtualHosts: chain.virtualHosts, chain: chain,
          origin: chain.virtualHosts.first?.origin ?? listener.origin))
    }
    return tables
  }

  /// Adds the table's resources.
  func add(to set: inout ResourceSet, options: TranslateOptions, findings: inout [Finding]) {
    let made = configuration(options: options, inline: false)
    findings += made.findings
    set.add(EncodedResource(name: name, type: .routes, message: made.configuration), .routes, origin: origin)
    for (host, message) in made.discovered {
      let resource = EncodedResource(name: "\(name)/\(host.hostname)", type: .virtualHost, message: message)
      set.add(resource, .virtualHost, origin: host.origin)
    }
  }

  /// The RouteConfiguration, and the virtual hosts that travel by themselves.
  func configuration(options: TranslateOptions, inline: Bool) -> (
    configuration: EnvoyRouteConfiguration, discovered: [(host: VirtualHost, message: EnvoyVirtualHost)], findings: [Finding]
  ) {
    var result = EnvoyRouteConfiguration()
    result.name = name
    result.ignorePortInHostMatching = !virtualHosts.contains { $0.hostname.contains(":") }
    result.validateClusters = .init(false)
    var findings: [Finding] = []
    let separate = !inline && virtualHosts.count > options.inlineVirtualHosts
    let made = virtualHosts.map { host in
      (host, VirtualHostResource.make(host, table: separate ? name : nil, flatRoutes: options.flatRoutes, findings: &findings))
    }
    if separate { result.vhds.configSource = .aggregated } else { result.virtualHosts = made.map(\.1) }
    return (result, separate ? made : [], findings)
  }
}
