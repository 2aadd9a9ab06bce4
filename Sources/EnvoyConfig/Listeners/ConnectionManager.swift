import EnvoyAPI
import Gateway
import SwiftProtobuf

/// The HTTP connection manager in front of a route table.
enum ConnectionManager {
  static func make(_ listener: Listener, table: RouteTable, options: TranslateOptions, routes: ListenerResource.Routes)
    -> EnvoyConnectionManager
  {
    var manager = EnvoyConnectionManager()
    manager.statPrefix = "in"
    manager.codecType = .auto
    manager.useRemoteAddress = .init(true)
    manager.xffNumTrustedHops = UInt32(listener.trustedHops)
    manager.normalizePath = .init(true)
    if let streams = listener.http2MaxConcurrentStreams {
      manager.http2ProtocolOptions.maxConcurrentStreams = .init(UInt32(streams))
    }
    switch routes {
    case .discovered:
      manager.rds.routeConfigName = table.name
      manager.rds.configSource = .aggregated
    case .inline:
      manager.routeConfig = table.configuration(options: options, inline: true).configuration
    }
    manager.httpFilters = [
      filter("envoy.filters.http.cors", Envoy_Extensions_Filters_Http_Cors_V3_Cors()),
      filter("envoy.filters.http.router", Envoy_Extensions_Filters_Http_Router_V3_Router()),
    ]
    if routes == .discovered { manager.accessLog = [routeCounts] }
    return manager
  }

  /// Counts every response by route and status, those included that never reached an upstream.
  private static var routeCounts: Envoy_Config_Accesslog_V3_AccessLog {
    var counter = StatsAccessLog.Counter()
    counter.stat.name = RouteCountNames.counter
    counter.stat.tags = [tag(RouteCountNames.routeTag, "%ROUTE_NAME%"), tag(RouteCountNames.codeTag, "%RESPONSE_CODE%")]
    counter.valueFixed = .init(1)
    var config = StatsAccessLog()
    config.statPrefix = RouteCountNames.scope
    config.counters = [counter]
    var log = Envoy_Config_Accesslog_V3_AccessLog()
    log.name = "envoy.access_loggers.stats"
    log.typedConfig = config.packed
    return log
  }

  private static func tag(_ name: String, _ format: String) -> StatsAccessLog.Tag {
    var tag = StatsAccessLog.Tag()
    tag.name = name
    tag.valueFormat = format
    return tag
  }

  private static func filter(_ name: String, _ message: some Message)
    -> Envoy_Extensions_Filters_Network_HttpConnectionManager_V3_HttpFilter
  {
    var filter = Envoy_Extensions_Filters_Network_HttpConnectionManager_V3_HttpFilter()
    filter.name = name
    filter.typedConfig = message.packed
    return filter
  }
}
