import EnvoyAPI
import Gateway
import Glibc
import SwiftProtobuf

/// An upstream in Envoy's words.
enum ClusterResource {
  /// Where endpoints of a set are found.
  enum Discovery {
    case ads
    /// In the cluster itself.
    case inline(EndpointSet?)
  }

  static func make(_ id: UpstreamID, _ upstream: Upstream, discovery: Discovery) -> EnvoyCluster {
    var cluster = EnvoyCluster()
    cluster.name = id.name
    cluster.connectTimeout = .init(rounding: upstream.connectTimeout)
    locate(upstream, discovery: discovery, in: &cluster)
    cluster.lbPolicy =
      switch upstream.balancing {
      case .roundRobin: .roundRobin
      case .leastRequest: .leastRequest
      case .ringHash: .ringHash
      case .maglev: .maglev
      }
    if !upstream.circuitBreakers.isEmpty { cluster.circuitBreakers.thresholds = upstream.circuitBreakers.map(threshold) }
    if let keepalive = upstream.keepalive {
      var options = Envoy_Config_Core_V3_TcpKeepalive()
      if let probes = keepalive.probes { options.keepaliveProbes = .init(UInt32(probes)) }
      if let time = keepalive.idleTime { options.keepaliveTime = .init(UInt32(time)) }
      if let interval = keepalive.interval { options.keepaliveInterval = .init(UInt32(interval)) }
      cluster.upstreamConnectionOptions.tcpKeepalive = options
    }
    if let options = httpOptions(upstream) {
      cluster.typedExtensionProtocolOptions["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"] = options.packed
    }
    if upstream.originatesTLS { cluster.transportSocket = tls(upstream) }
    return cluster
  }

  private static func locate(_ upstream: Upstream, discovery: Discovery, in cluster: inout EnvoyCluster) {
    switch upstream.address {
    case .dns(let host, let port):
      if isAddress(host) {
        cluster.type = .static
      } else {
        cluster.type = upstream.logicalDNS ? .logicalDns : .strictDns
        cluster.respectDnsTtl = upstream.respectsDNSTTL
        cluster.dnsLookupFamily =
          switch upstream.addressFamilies {
          case .ipv4: .v4Only
          case .ipv6: .v6Only
          case .both: .auto
          }
      }
      cluster.loadAssignment = EndpointResource.make(cluster.name, [(host, port)])
    case .endpoints(let name):
      switch discovery {
      case .ads:
        cluster.type = .eds
        cluster.edsClusterConfig.serviceName = name
        cluster.edsClusterConfig.edsConfig = .aggregated
      case .inline(let set):
        cluster.type = .static
        cluster.loadAssignment = EndpointResource.make(cluster.name, set?.endpoints.map { ($0.address, $0.port) } ?? [])
      }
    }
  }

  private static func threshold(_ breaker: CircuitBreaker) -> Envoy_Config_Cluster_V3_CircuitBreakers.Thresholds {
    var threshold = Envoy_Config_Cluster_V3_CircuitBreakers.Thresholds()
    threshold.priority = breaker.isHighPriority ? .high : .default
    if let value = breaker.maxConnections { threshold.maxConnections = .init(UInt32(value)) }
    if let value = breaker.maxPendingRequests { threshold.maxPendingRequests = .init(UInt32(value)) }
    if let value = breaker.maxRequests { threshold.maxRequests = .init(UInt32(value)) }
    if let value = breaker.maxRetries { threshold.maxRetries = .init(UInt32(value)) }
    return threshold
  }

  private static func httpOptions(_ upstream: Upstream) -> Envoy_Extensions_Upstreams_Http_V3_HttpProtocolOptions? {
    guard upstream.isHTTP2 || upstream.idleTimeout != nil || upstream.maxConnectionLifetime != nil else { return nil }
    var options = Envoy_Extensions_Upstreams_Http_V3_HttpProtocolOptions()
    if upstream.isHTTP2 {
      options.explicitHTTPConfig.http2ProtocolOptions = .init()
    } else {
      options.explicitHTTPConfig.httpProtocolOptions = .init()
    }
    if let idle = upstream.idleTimeout { options.commonHTTPProtocolOptions.idleTimeout = .init(rounding: idle) }
    if let life = upstream.maxConnectionLifetime { options.commonHTTPProtocolOptions.maxConnectionDuration = .init(rounding: life) }
    return options
  }

  private static func tls(_ upstream: Upstream) -> Envoy_Config_Core_V3_TransportSocket {
    var context = EnvoyUpstreamTLS()
    if case .dns(let host, _) = upstream.address, !isAddress(host) { context.sni = host }
    if upstream.isHTTP2 { context.commonTlsContext.alpnProtocols = ["h2"] }
    var socket = Envoy_Config_Core_V3_TransportSocket()
    socket.name = "envoy.transport_sockets.tls"
    socket.typedConfig = context.packed
    return socket
  }

  private static func isAddress(_ host: String) -> Bool {
    var v4 = in_addr()
    var v6 = in6_addr()
    return inet_pton(AF_INET, host, &v4) == 1 || inet_pton(AF_INET6, host, &v6) == 1
  }
}

extension Google_Protobuf_Duration {
  /// A duration, to the nanosecond.
  init(rounding duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
  }
}
