package import Identity

/// Totals to differences. Pure.
///
/// A smaller value than before is that of a process that began anew: all of it is the difference. Of two streams of one
/// proxy (a hot restart: the child takes over its parent's counters) the newer one counts.
package struct CounterWindow: Sendable {
  private struct Last {
    /// 0 for what a daemon before this one was told: every stream is newer.
    var stream: UInt64
    var routes: [RouteID: MetricsPush.Totals]
  }

  private var last: [ProxyID: Last] = [:]

  /// Nothing was counted yet.
  package init() {}

  /// Goes on from totals that were kept.
  package init(totals: [ProxyID: [RouteID: MetricsPush.Totals]]) { last = totals.mapValues { Last(stream: 0, routes: $0) } }

  /// What every proxy counted since its process began, to be kept over a restart of the daemon.
  package var totals: [ProxyID: [RouteID: MetricsPush.Totals]] { last.mapValues(\.routes) }

  /// The difference to a proxy's push before; none for its first, whose past nobody knows, and for one of an older stream.
  package mutating func difference(_ push: MetricsPush) -> [RouteID: MetricsPush.Totals]? {
    guard let before = last[push.proxy] else {
      last[push.proxy] = Last(stream: push.stream, routes: push.routes)
      return nil
    }
    guard push.stream >= before.stream else { return nil }
    // A counter that is unused is not pushed by every stream: what was known of it stays.
    let isReset = push.routes.contains { route, totals in (before.routes[route]?.requests ?? 0) > totals.requests }
    let base = isReset ? [:] : before.routes
    var result: [RouteID: MetricsPush.Totals] = [:]
    for (route, totals) in push.routes {
      let old = base[route] ?? MetricsPush.Totals()
      let requests = totals.requests - min(old.requests, totals.requests)
      let errors = totals.errors - min(old.errors, totals.errors)
      if requests > 0 || errors > 0 { result[route] = MetricsPush.Totals(requests: requests, errors: errors) }
    }
    let known = base.merging(push.routes) { $1 }
    // A proxy with new names in every push does not fill the memory.
    last[push.proxy] = Last(stream: push.stream, routes: known.count <= 2 * MetricsPush.mostRoutes ? known : push.routes)
    return result
  }

  /// Forgets a proxy whose process ended: the next one begins at zero.
  package mutating func processEnded(_ proxy: ProxyID) { last[proxy]?.routes = [:] }
}
