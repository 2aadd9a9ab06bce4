import EnvoyAPI
import Gateway
import SwiftProtobuf

/// A listener as Envoy has it. What changes often is not in it: its routes come by RDS, its certificates by SDS.
enum ListenerResource {
  /// Where route tables are found.
  enum Routes { case discovered, inline }

  static func make(_ listener: Listener, options: TranslateOptions, routes: Routes) -> EnvoyListener {
    var result = EnvoyListener()
    result.name = listener.name
    result.address.socketAddress.address = options.bindAddress
    result.address.socketAddress.portValue = UInt32(listener.port)
    result.trafficDirection = .outbound
    if listener.proxyProtocol {
      result.listenerFilters.append(
        .named("envoy.filters.listener.proxy_protocol", Envoy_Extensions_Filters_Listener_ProxyProtocol_V3_ProxyProtocol()))
    }
    if !listener.tlsChains.isEmpty {
      result.listenerFilters.append(
        .named("envoy.filters.listener.tls_inspector", Envoy_Extensions_Filters_Listener_TlsInspector_V3_TlsInspector()))
    }
    for table in RouteTable.tables(of: listener) {
      var chain = EnvoyFilterChain()
      chain.name = table.name
      if let tls = table.chain {
        chain.filterChainMatch.transportProtocol = "tls"
        if let name = tls.serverName { chain.filterChainMatch.serverNames = [name] }
        chain.transportSocket = DownstreamTLS.socket(tls.termination, secrets: routes)
      } else if !listener.tlsChains.isEmpty {
        chain.filterChainMatch.transportProtocol = "raw_buffer"
      }
      var filter = Envoy_Config_Listener_V3_Filter()
      filter.name = "envoy.filters.network.http_connection_manager"
      filter.typedConfig = ConnectionManager.make(listener, table: table, options: options, routes: routes).packed
      chain.filters = [filter]
      result.filterChains.append(chain)
    }
    return result
  }
}

extension Envoy_Config_Listener_V3_ListenerFilter {
  fileprivate static func named(_ name: String, _ message: some Message) -> Self {
    var filter = Self()
    filter.name = name
    filter.typedConfig = message.packed
    return filter
  }
}

/// TLS towards clients.
enum DownstreamTLS {
  static func socket(_ termination: TLSTermination, secrets: ListenerResource.Routes) -> Envoy_Config_Core_V3_TransportSocket {
    var context = EnvoyDownstreamTLS()
    var secret = Envoy_Extensions_TransportSockets_Tls_V3_SdsSecretConfig()
    secret.name = termination.secret
    // A static bootstrap holds the secret itself: without a source, the name is one of its own.
    if secrets == .discovered { secret.sdsConfig = .aggregated }
    context.commonTlsContext.tlsCertificateSdsSecretConfigs = [secret]
    context.commonTlsContext.alpnProtocols = termination.alpn.isEmpty ? ["h2", "http/1.1"] : termination.alpn
    if let version = termination.minimumVersion { context.commonTlsContext.tlsParams.tlsMinimumProtocolVersion = proto(version) }
    if let version = termination.maximumVersion { context.commonTlsContext.tlsParams.tlsMaximumProtocolVersion = proto(version) }
    if !termination.cipherSuites.isEmpty { context.commonTlsContext.tlsParams.cipherSuites = termination.cipherSuites }
    if !termination.ecdhCurves.isEmpty { context.commonTlsContext.tlsParams.ecdhCurves = termination.ecdhCurves }
    var socket = Envoy_Config_Core_V3_TransportSocket()
    socket.name = "envoy.transport_sockets.tls"
    socket.typedConfig = context.packed
    return socket
  }

  private static func proto(_ version: String) -> Envoy_Extensions_TransportSockets_Tls_V3_TlsParameters.TlsProtocol {
    switch version {
    case "v1.0": .tlsv10
    case "v1.1": .tlsv11
    case "v1.2": .tlsv12
    case "v1.3": .tlsv13
    default: .tlsAuto
    }
  }
}

extension EnvoyConfigSource {
  /// The stream that everything comes by.
  static var aggregated: EnvoyConfigSource {
    var source = EnvoyConfigSource()
    source.ads = .init()
    source.resourceApiVersion = .v3
    return source
  }
}
