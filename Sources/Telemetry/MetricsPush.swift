import EnvoyAPI
package import Identity

/// What a proxy counted since its process began, as it pushes it every second.
package struct MetricsPush: Sendable {
  /// Requests that were answered, and those of them that count as errors.
  package struct Totals: Hashable, Sendable, Codable {
    package var requests: UInt64
    package var errors: UInt64

    /// Makes totals.
    package init(requests: UInt64 = 0, errors: UInt64 = 0) {
      self.requests = requests
      self.errors = errors
    }
  }

  package let proxy: ProxyID
  /// One for each gRPC stream: another stream may mean another process.
  package let stream: UInt64
  package let routes: [RouteID: Totals]
  /// Upstreams that are not ready to be used yet; none when the push does not say.
  package let warmingClusters: Int?
  /// The same of listeners.
  package let warmingListeners: Int?

  /// Makes a push.
  package init(proxy: ProxyID, stream: UInt64, routes: [RouteID: Totals], warmingClusters: Int? = nil, warmingListeners: Int? = nil) {
    self.proxy = proxy
    self.stream = stream
    self.routes = routes
    self.warmingClusters = warmingClusters
    self.warmingListeners = warmingListeners
  }
}

extension MetricsPush {
  /// Reads one message of Envoy's metrics service.
  ///
  /// A 5xx is an error, Envoy's own included; a 4xx is none; status 0 is a request that the client gave up, and counts as
  /// nothing.
  init(_ families: [Io_Prometheus_Client_MetricFamily], proxy: ProxyID, stream: UInt64) {
    var routes: [RouteID: Totals] = [:]
    var (warming, listeners): (Int?, Int?)
    for family in families {
      if family.name == "\(RouteCountNames.scope).\(RouteCountNames.counter)" {
        for metric in family.metric { Self.add(metric, to: &routes) }
      } else if family.name.hasSuffix("no_cluster") {
        let count = family.metric.reduce(0) { $0 + $1.counter.value }
        if count > 0 { routes[.noCluster, default: Totals()].requests += UInt64(count) }
      } else if family.name.hasSuffix("warming_clusters") {
        warming = family.metric.reduce(warming ?? 0) { $0 + Int($1.gauge.value) }
      } else if family.name.hasSuffix("total_listeners_warming") {
        listeners = family.metric.reduce(listeners ?? 0) { $0 + Int($1.gauge.value) }
      }
    }
    self.init(proxy: proxy, stream: stream, routes: routes, warmingClusters: warming, warmingListeners: listeners)
  }

  private static func add(_ metric: Io_Prometheus_Client_Metric, to routes: inout [RouteID: Totals]) {
    var (name, code) = ("", 0)
    for label in metric.label {
      switch label.name {
      case RouteCountNames.routeTag: name = label.value
      case RouteCountNames.codeTag: code = Int(label.value) ?? 0
      default: break
      }
    }
    guard code > 0 else { return }
    let route = name.isEmpty || name == "-" ? RouteID.noRoute : RouteID(name)
    let count = UInt64(max(0, metric.counter.value))
    routes[route, default: Totals()].requests += count
    if code >= 500 { routes[route, default: Totals()].errors += count }
  }
}
