package import EnvoyAPI
package import Identity

/// What a proxy counted since its process began, as it pushes it every second.
package struct MetricsPush: Sendable, Codable {
  /// Requests that were answered, and those of them that count as errors.
  package struct Totals: Hashable, Sendable, Codable {
    package var requests: UInt64
    package var errors: UInt64

    /// Makes totals.
    package init(requests: UInt64 = 0, errors: UInt64 = 0) {
      self.requests = requests
      self.errors = errors
    }

    fileprivate mutating func add(_ count: UInt64, isError: Bool) {
      requests = min(requests + count, MetricsPush.mostRequests)
      if isError { errors = min(errors + count, MetricsPush.mostRequests) }
    }
  }

  package let proxy: ProxyID
  /// One for each gRPC stream: another stream may mean another process.
  package var stream: UInt64
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
  /// More than a proxy counts in years, and far from where sums overflow.
  package static let mostRequests: UInt64 = 1 << 48
  /// Routes of a push; what is beyond is left out.
  package static let mostRoutes = 20_000
  /// Bytes of a route's name: a namespace, a slash and a name have at most 317.
  package static let longestName = 512

  /// Reads one message of Envoy's metrics service.
  ///
  /// A 5xx is an error, Envoy's own included; a 4xx is none; status 0 is a request that the client gave up, and counts as
  /// nothing. A proxy is not trusted to count well: what it says is brought within bounds.
  package init(_ families: [Io_Prometheus_Client_MetricFamily], proxy: ProxyID, stream: UInt64) {
    var routes: [RouteID: Totals] = [:]
    var (warming, listeners): (Int?, Int?)
    for family in families {
      if family.name == "\(RouteCountNames.scope).\(RouteCountNames.counter)" {
        for metric in family.metric { Self.add(metric, to: &routes) }
      } else if family.name.hasSuffix("no_cluster") {
        let count = Self.whole(family.metric.reduce(0) { $0 + $1.counter.value })
        if count > 0 { routes[.noCluster, default: Totals()].add(count, isError: false) }
      } else if family.name.hasSuffix("warming_clusters") {
        warming = Self.gauge(family, adding: warming)
      } else if family.name.hasSuffix("total_listeners_warming") {
        listeners = Self.gauge(family, adding: listeners)
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
    guard code > 0, name.utf8.count <= longestName else { return }
    let route = name.isEmpty || name == "-" ? RouteID.noRoute : RouteID(name)
    guard routes[route] != nil || routes.count < mostRoutes else { return }
    routes[route, default: Totals()].add(whole(metric.counter.value), isError: code >= 500)
  }

  private static func gauge(_ family: Io_Prometheus_Client_MetricFamily, adding before: Int?) -> Int {
    Int(whole(family.metric.reduce(Double(before ?? 0)) { $0 + $1.gauge.value }))
  }

  /// Nothing for what is negative or no number.
  private static func whole(_ value: Double) -> UInt64 { value > 0 ? UInt64(min(value, Double(mostRequests))) : 0 }
}
