/// A class of requests: all that a route's conditions say about a request, whoever wrote them and wherever.
package struct RequestClass: Hashable, Sendable {
  /// Exact, `*.example.com`, `*`, or `~` and a regular expression.
  package let hostname: String
  package let path: RouteMatch.Path
  package let isCaseSensitive: Bool
  /// Sorted; none means every method. A method with `~` is a regular expression.
  package let methods: [String]
  /// Sorted by name.
  package let headers: [ValueMatch]
  /// Sorted by name.
  package let query: [ValueMatch]

  /// What a match takes in a virtual host. The share is no part of it.
  init(_ match: RouteMatch, hostname: String) {
    var host = hostname
    var methods: [String] = []
    var headers: [ValueMatch] = []
    for condition in match.headers {
      switch condition.name {
      case ":method" where methods.isEmpty: methods = Self.methods(condition.rule)
      case ":authority":
        if let narrower = Self.narrower(host, condition.rule) { host = narrower } else { headers.append(condition) }
      default: headers.append(ValueMatch(name: condition.name.lowercased(), rule: condition.rule))
      }
    }
    self.hostname = host
    self.path = match.path
    self.isCaseSensitive = match.isCaseSensitive
    self.methods = methods
    self.headers = headers.count > 1 ? headers.sorted { ($0.name, $0.rule.text) < ($1.name, $1.rule.text) } : headers
    self.query = match.query.count > 1 ? match.query.sorted { ($0.name, $0.rule.text) < ($1.name, $1.rule.text) } : match.query
  }

  private static func methods(_ rule: ValueMatch.Rule) -> [String] {
    switch rule {
    case .exact(let text): [text]
    case .regex(let pattern): PatternText.alternatives(of: pattern)?.sorted() ?? ["~\(pattern)"]
    case .prefix(let text): ["\(text)*"]
    case .suffix(let text): ["*\(text)"]
    }
  }

  /// The narrower of a virtual host's name and a condition on the host; nil when neither holds the other.
  private static func narrower(_ hostname: String, _ rule: ValueMatch.Rule) -> String? {
    let wanted: String
    switch rule {
    case .exact(let text): wanted = text
    case .suffix(let text): wanted = "*\(text)"
    case .prefix(let text): wanted = "\(text)*"
    case .regex(let pattern): return hostname == "*" ? "~\(pattern)" : nil
    }
    if hostname == "*" || wanted == hostname { return wanted }
    if hostname.hasPrefix("*"), wanted.hasSuffix(hostname.dropFirst()), !wanted.hasSuffix("*") { return wanted }
    if case .suffix(let text) = rule, hostname.hasSuffix(text) { return hostname }
    if case .prefix(let text) = rule, hostname.hasPrefix(text), !hostname.hasPrefix("*") { return hostname }
    return nil
  }
}

extension RequestClass {
  /// `GET,POST` or `*`.
  package var methodText: String { methods.isEmpty ? "*" : methods.joined(separator: ",") }

  /// `/pay*`, `/pay`, or `~` and a pattern.
  package var pathText: String {
    let text: String =
      switch path {
      case .prefix(let text): "\(text)*"
      case .exact(let text): text
      case .regex(let pattern): "~\(pattern)"
      }
    return isCaseSensitive ? text : "\(text) (any case)"
  }

  /// `, header x-beta: yes`, or nothing.
  package var conditionText: String {
    let words = headers.map(\.words) + query.map { "query \($0.name)\($0.rule.words(between: "="))" }
    return words.map { ", \($0)" }.joined()
  }

  /// The same requests, whatever their method.
  var withoutMethods: RequestClass { RequestClass(self, methods: []) }

  private init(_ other: RequestClass, methods: [String]) {
    hostname = other.hostname
    path = other.path
    isCaseSensitive = other.isCaseSensitive
    self.methods = methods
    headers = other.headers
    query = other.query
  }
}
