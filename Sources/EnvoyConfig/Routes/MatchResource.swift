import EnvoyAPI
import Gateway
import SwiftProtobuf

/// Which requests a route takes, in Envoy's words.
enum MatchResource {
  static func make(_ match: RouteMatch) -> EnvoyRouteMatch {
    var result = EnvoyRouteMatch()
    switch match.path {
    case .prefix(let text): result.prefix = text
    case .exact(let text): result.path = text
    case .regex(let pattern): result.safeRegex.regex = pattern
    }
    if !match.isCaseSensitive { result.caseSensitive = .init(false) }
    result.headers = match.headers.map { value in
      var header = EnvoyHeaderMatcher()
      header.name = value.name
      header.stringMatch = text(value.rule)
      return header
    }
    result.queryParameters = match.query.map { value in
      var parameter = Envoy_Config_Route_V3_QueryParameterMatcher()
      parameter.name = value.name
      parameter.stringMatch = text(value.rule)
      return parameter
    }
    if match.percent < 100 {
      result.runtimeFraction.defaultValue.numerator = UInt32(max(0, match.percent))
      result.runtimeFraction.defaultValue.denominator = .hundred
    }
    return result
  }

  private static func text(_ rule: ValueMatch.Rule) -> EnvoyStringMatcher {
    var matcher = EnvoyStringMatcher()
    switch rule {
    case .exact(let text): matcher.exact = text
    // Envoy refuses an empty prefix or suffix; both mean that the value is there.
    case .prefix(let text): if text.isEmpty { matcher.safeRegex.regex = ".*" } else { matcher.prefix = text }
    case .suffix(let text): if text.isEmpty { matcher.safeRegex.regex = ".*" } else { matcher.suffix = text }
    case .regex(let pattern): matcher.safeRegex.regex = pattern
    }
    return matcher
  }
}
