/// Emissary's order of routes: the larger one is tried first.
///
/// Higher precedence, then the longer path text, then more characters in header matchers (the host is one of them),
/// then in query matchers, then the texts themselves.
struct MappingOrder: Comparable {
  private let precedence: Int
  private let pathLength: Int
  private let headerWeight: Int
  private let queryWeight: Int
  private let path: String
  private let values: [String]

  init(_ mapping: Emissary.Mapping) {
    precedence = mapping.precedence
    path = mapping.pathText
    pathLength = path.unicodeScalars.count
    var headers = mapping.match.headers
    if !mapping.hostIsRegex, let host = mapping.hostname {
      // The host stands before the method, which is the last.
      let place = headers.last?.name == ":method" ? headers.count - 1 : headers.count
      headers.insert(ValueMatch(name: ":authority", rule: .exact(host)), at: place)
    }
    headerWeight = headers.reduce(0) { $0 + Self.weight($1) }
    queryWeight = mapping.match.query.reduce(0) { $0 + Self.weight($1) }
    values = (headers + mapping.match.query).map { "\($0.name)-\($0.rule.text)" } + [Self.pathKind(mapping.match.path)]
  }

  static func < (left: MappingOrder, right: MappingOrder) -> Bool {
    if left.precedence != right.precedence { return left.precedence < right.precedence }
    if left.pathLength != right.pathLength { return left.pathLength < right.pathLength }
    if left.headerWeight != right.headerWeight { return left.headerWeight < right.headerWeight }
    if left.queryWeight != right.queryWeight { return left.queryWeight < right.queryWeight }
    if left.path != right.path { return left.path.unicodeScalars.lexicographicallyPrecedes(right.path.unicodeScalars) }
    return left.values.lexicographicallyPrecedes(right.values) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func weight(_ match: ValueMatch) -> Int {
    let text = match.rule.text
    var weight = match.name.unicodeScalars.count + (text.isEmpty ? 1 : text.unicodeScalars.count)
    if case .regex = match.rule { weight += 1 }
    return weight
  }

  /// Exact before prefix before regex where everything else is equal, so that the order never depends on file names.
  private static func pathKind(_ path: RouteMatch.Path) -> String {
    switch path {
    case .exact: "3"
    case .prefix: "2"
    case .regex: "1"
    }
  }
}

extension ValueMatch.Rule {
  /// The text or pattern.
  var text: String {
    switch self {
    case .exact(let text), .prefix(let text), .suffix(let text), .regex(let text): text
    }
  }
}
