/// Whether a route takes a request, decided condition by condition as Envoy does.
struct RouteFit {
  let request: RequestSketch
  /// What Envoy makes of `x-forwarded-proto` before it looks for a route.
  let forwardedProto: String

  /// Whether the path fits.
  func takesPath(_ match: RouteMatch) -> Bool {
    switch match.path {
    case .prefix(let text):
      match.isCaseSensitive ? request.path.utf8.starts(with: text.utf8) : folded(request.path).starts(with: folded(text))
    case .exact(let text): match.isCaseSensitive ? request.path == text : folded(request.path) == folded(text)
    case .regex(let pattern): Self.matches(pattern, request.path)
    }
  }

  /// The conditions beside path and share that do not hold, for a person: `method POST`.
  func unmet(_ match: RouteMatch) -> [String] {
    let headers = match.headers.filter { wanted in !values(of: wanted.name).contains { holds(wanted, $0) } }.map { $0.words }
    let parameters = request.parameters
    let query = match.query.filter { wanted in !holds(wanted, parameters.first { $0.name == wanted.name }?.value) }
    return headers + query.map { "query \($0.name)\($0.rule.words(between: "="))" }
  }

  private func values(of name: String) -> [String] {
    switch name.lowercased() {
    case ":method": [request.method]
    case ":authority", "host": [request.authority]
    case ":path": [request.target]
    case ":scheme", "x-forwarded-proto": [forwardedProto]
    case let other: request.headers[other] ?? []
    }
  }

  private func holds(_ match: ValueMatch, _ value: String?) -> Bool {
    guard let value else { return false }
    return switch match.rule {
    case .exact(let text): value == text
    case .prefix(let text): value.utf8.starts(with: text.utf8)
    case .suffix(let text): value.utf8.reversed().starts(with: text.utf8.reversed())
    case .regex(let pattern): Self.matches(pattern, value)
    }
  }

  private func folded(_ text: String) -> [UInt8] { text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 } }

  /// A pattern that RE2 refuses never came into the model; were it there, it would match nothing.
  private static func matches(_ pattern: String, _ text: String) -> Bool {
    (try? RegularExpression(pattern))?.matches(text) ?? false
  }
}

extension RouteMatch.Path {
  /// `prefix /api/`.
  var words: String {
    switch self {
    case .prefix(let text): "prefix \(text)"
    case .exact(let text): "path \(text)"
    case .regex(let text): "regex \(text)"
    }
  }

  /// The text or pattern.
  var text: String {
    switch self {
    case .prefix(let text), .exact(let text), .regex(let text): text
    }
  }
}

extension RouteMatch {
  /// `prefix /api/, header x-beta: yes`.
  var words: String {
    let conditions = headers.map { $0.words } + query.map { "query \($0.name)\($0.rule.words(between: "="))" }
    return ([path.words] + conditions).joined(separator: ", ")
  }
}

extension ValueMatch {
  /// `header x-beta: yes`, `method POST`, `host a.example.com`.
  package var words: String {
    switch name {
    case ":method": "method\(rule.words(between: " "))"
    case ":authority": "host\(rule.words(between: " "))"
    default: "header \(name)\(rule.words(between: ": "))"
    }
  }
}

extension ValueMatch.Rule {
  /// The value that is wanted, behind `mark`; patterns say so.
  func words(between mark: String) -> String {
    switch self {
    case .exact(let text): mark + text
    case .prefix(let text): "\(mark)\(text)*"
    case .suffix(let text): "\(mark)*\(text)"
    case .regex(let text): "\(mark == "=" ? " " : mark)matching \(text)"
    }
  }
}
