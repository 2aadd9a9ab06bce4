import EnvoyAPI
import Identity
import Telemetry
import Testing

/// What a proxy says is brought within bounds.
struct MetricsPushTests {
  private typealias Family = Io_Prometheus_Client_MetricFamily

  private func metric(_ route: String, _ code: String, _ count: Double) -> Io_Prometheus_Client_Metric {
    var metric = Io_Prometheus_Client_Metric()
    metric.label = [(RouteCountNames.routeTag, route), (RouteCountNames.codeTag, code)].map { name, value in
      var label = Io_Prometheus_Client_LabelPair()
      (label.name, label.value) = (name, value)
      return label
    }
    metric.counter.value = count
    return metric
  }

  private func gauge(_ name: String, _ value: Double) -> Family {
    var (family, metric) = (Family(), Io_Prometheus_Client_Metric())
    metric.gauge.value = value
    (family.name, family.metric) = (name, [metric])
    return family
  }

  private func push(_ metrics: [Io_Prometheus_Client_Metric], _ more: [Family] = []) -> MetricsPush {
    var family = Family()
    (family.name, family.metric) = ("\(RouteCountNames.scope).\(RouteCountNames.counter)", metrics)
    return MetricsPush([family] + more, proxy: ProxyID("edge-0"), stream: 1)
  }

  @Test("a 5xx is an error, a 4xx is none, a request that was given up counts as nothing")
  func codes() {
    let push = push([metric("r", "200", 5), metric("r", "404", 2), metric("r", "503", 1), metric("r", "0", 9), metric("-", "404", 3)])
    #expect(push.routes == [RouteID("r"): .init(requests: 8, errors: 1), .noRoute: .init(requests: 3)])
  }

  @Test(
    "counts that are none are nothing, counts that are too large are as large as can be",
    arguments: [(.nan, 0), (-1, 0), (.infinity, MetricsPush.mostRequests), (1e300, MetricsPush.mostRequests), (7.9, 7)]
      as [(Double, UInt64)])
  func strange(value: Double, expected: UInt64) {
    let push = push([metric("r", "503", value), metric("r", "500", 0)], [gauge("cluster_manager.warming_clusters", value)])
    #expect(push.routes == [RouteID("r"): .init(requests: expected, errors: expected)])
    #expect(push.warmingClusters == Int(expected))
    #expect(
      self.push([metric("r", "503", value), metric("r", "500", value)]).routes[RouteID("r")]?.errors ?? 0 <= MetricsPush.mostRequests)
  }

  @Test("names without end and routes without number are left out")
  func bounds() {
    let names = (0..<MetricsPush.mostRoutes + 5).map { metric("r\($0)", "200", 1) }
    #expect(push(names).routes.count == MetricsPush.mostRoutes)
    #expect(push([metric(String(repeating: "r", count: MetricsPush.longestName + 1), "200", 1)]).routes.isEmpty)
  }
}
