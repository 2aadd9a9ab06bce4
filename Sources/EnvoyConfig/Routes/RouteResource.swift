import EnvoyAPI
import Gateway
import Identity
import SwiftProtobuf

/// A route in Envoy's words.
enum RouteResource {
  static func make(_ route: Route) -> EnvoyRoute {
    var result = EnvoyRoute()
    result.name = route.id.name
    result.match = MatchResource.make(route.match)
    switch route.action {
    case .forward(let forward): result.route = action(forward)
    case .redirect(let redirect): result.redirect = action(redirect)
    }
    result.requestHeadersToAdd = route.requestHeaders.add.map(option)
    result.requestHeadersToRemove = route.requestHeaders.remove
    result.responseHeadersToAdd = route.responseHeaders.add.map(option)
    result.responseHeadersToRemove = route.responseHeaders.remove
    if let cors = route.cors { result.typedPerFilterConfig["envoy.filters.http.cors"] = policy(cors).packed }
    return result
  }

  private static func option(_ addition: HeaderChanges.Addition) -> EnvoyHeaderValueOption {
    var option = EnvoyHeaderValueOption()
    option.header.key = addition.name
    option.header.value = addition.value
    option.appendAction = addition.appends ? .appendIfExistsOrAdd : .overwriteIfExistsOrAdd
    return option
  }

  private static func action(_ forward: Forward) -> Envoy_Config_Route_V3_RouteAction {
    var action = Envoy_Config_Route_V3_RouteAction()
    action.cluster = forward.upstream.name
    switch forward.rewrite {
    case .none: break
    case .prefix(let text): action.prefixRewrite = text
    case .regex(let pattern, let substitution): action.regexRewrite = .make(pattern, substitution)
    }
    switch forward.host {
    case .keep: break
    case .literal(let text): action.hostRewriteLiteral = text
    case .upstream: action.autoHostRewrite = .init(true)
    }
    action.timeout = .init(rounding: forward.timeout)
    if let idle = forward.idleTimeout { action.idleTimeout = .init(rounding: idle) }
    if let retries = forward.retries {
      action.retryPolicy.retryOn = retries.on
      if let times = retries.times { action.retryPolicy.numRetries = .init(UInt32(times)) }
      if let timeout = retries.perTryTimeout { action.retryPolicy.perTryTimeout = .init(rounding: timeout) }
    }
    action.upgradeConfigs = forward.upgrades.map {
      var upgrade = Envoy_Config_Route_V3_RouteAction.UpgradeConfig()
      upgrade.upgradeType = $0
      return upgrade
    }
    if forward.isHighPriority { action.priority = .high }
    if let policy = forward.hashPolicy { action.hashPolicy = [hash(policy)] }
    return action
  }

  private static func hash(_ policy: HashPolicy) -> Envoy_Config_Route_V3_RouteAction.HashPolicy {
    var result = Envoy_Config_Route_V3_RouteAction.HashPolicy()
    switch policy {
    case .header(let name): result.header.headerName = name
    case .cookie(let name, let path, let ttl):
      result.cookie.name = name
      result.cookie.path = path ?? ""
      if let ttl { result.cookie.ttl = .init(rounding: ttl) }
    case .sourceIP: result.connectionProperties.sourceIp = true
    }
    return result
  }

  private static func action(_ redirect: Redirect) -> Envoy_Config_Route_V3_RedirectAction {
    var action = Envoy_Config_Route_V3_RedirectAction()
    if redirect.toHTTPS { action.httpsRedirect = true }
    action.hostRedirect = redirect.host ?? ""
    action.portRedirect = UInt32(redirect.port ?? 0)
    switch redirect.path {
    case .keep: break
    case .replace(let text): action.pathRedirect = text
    case .prefix(let text): action.prefixRewrite = text
    case .regex(let pattern, let substitution): action.regexRewrite = .make(pattern, substitution)
    }
    action.responseCode =
      switch redirect.status {
      case 302: .found
      case 303: .seeOther
      case 307: .temporaryRedirect
      case 308: .permanentRedirect
      default: .movedPermanently
      }
    return action
  }

  private static func policy(_ cors: CORS) -> Envoy_Extensions_Filters_Http_Cors_V3_CorsPolicy {
    var policy = Envoy_Extensions_Filters_Http_Cors_V3_CorsPolicy()
    policy.allowOriginStringMatch = cors.origins.map { origin in
      var matcher = EnvoyStringMatcher()
      if origin == "*" { matcher.safeRegex.regex = ".*" } else { matcher.exact = origin }
      return matcher
    }
    policy.allowMethods = cors.methods ?? ""
    policy.allowHeaders = cors.headers ?? ""
    policy.exposeHeaders = cors.exposedHeaders ?? ""
    policy.maxAge = cors.maxAge ?? ""
    if let credentials = cors.credentials { policy.allowCredentials = .init(credentials) }
    return policy
  }
}

extension Envoy_Type_Matcher_V3_RegexMatchAndSubstitute {
  fileprivate static func make(_ pattern: String, _ substitution: String) -> Self {
    var result = Self()
    result.pattern.regex = pattern
    result.substitution = substitution
    return result
  }
}
