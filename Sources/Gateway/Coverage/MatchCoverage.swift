/// Whether one match takes everything that another one takes, as far as it can be told from the texts.
///
/// The answer is never wrongly yes: two regular expressions cover each other only when they are the same.
struct MatchCoverage {
  /// The host name of the virtual host that the covered match stands in: what every request there has.
  let hostname: String

  /// Whether `wide` takes all that `narrow` takes; shares are not looked at.
  func takes(_ wide: RouteMatch, allOf narrow: RouteMatch) -> Bool {
    takesPath(wide, allOf: narrow) && takesConditions(wide, allOf: narrow)
  }

  private func takesPath(_ wide: RouteMatch, allOf narrow: RouteMatch) -> Bool {
    if wide.isCaseSensitive && !narrow.isCaseSensitive {
      // Every path begins with a slash, in whatever case.
      return wide.path == .prefix("/") || wide.path == .prefix("")
    }
    let fold: (String) -> String = wide.isCaseSensitive ? { $0 } : { $0.lowercased() }
    switch (wide.path, narrow.path) {
    case (.prefix(let outer), .prefix(let inner)), (.prefix(let outer), .exact(let inner)):
      return fold(inner).utf8.starts(with: fold(outer).utf8)
    case (.prefix(let outer), .regex(let pattern)):
      return fold(PatternText.beginning(of: pattern)).utf8.starts(with: fold(outer).utf8) || outer == "/" || outer.isEmpty
    case (.exact(let outer), .exact(let inner)): return fold(outer) == fold(inner)
    case (.regex(let outer), .regex(let inner)): return outer == inner
    case (.exact, .prefix), (.exact, .regex), (.regex, .prefix), (.regex, .exact): return false
    }
  }

  private func takesConditions(_ wide: RouteMatch, allOf narrow: RouteMatch) -> Bool {
    wide.headers.allSatisfy { wanted in implied(wanted, by: narrow.headers) || impliedByHost(wanted) }
      && wide.query.allSatisfy { implied($0, by: narrow.query) }
  }

  private func implied(_ wanted: ValueMatch, by given: [ValueMatch]) -> Bool {
    given.contains { $0.name == wanted.name && Self.takes(wanted.rule, allOf: $0.rule) }
  }

  private func impliedByHost(_ wanted: ValueMatch) -> Bool {
    guard wanted.name == ":authority", hostname != "*" else { return false }
    let given: ValueMatch.Rule = hostname.hasPrefix("*") ? .suffix(String(hostname.dropFirst())) : .exact(hostname)
    return Self.takes(wanted.rule, allOf: given)
  }

  private static func takes(_ wide: ValueMatch.Rule, allOf narrow: ValueMatch.Rule) -> Bool {
    if wide == narrow { return true }
    switch (wide, narrow) {
    case (.prefix(let outer), .exact(let inner)), (.prefix(let outer), .prefix(let inner)): return inner.utf8.starts(with: outer.utf8)
    case (.suffix(let outer), .exact(let inner)), (.suffix(let outer), .suffix(let inner)): return inner.hasSuffix(outer)
    case (.regex(let pattern), .exact(let inner)): return PatternText.alternatives(of: pattern)?.contains(inner) ?? false
    case (.regex(let outer), .regex(let inner)):
      guard let all = PatternText.alternatives(of: outer), let some = PatternText.alternatives(of: inner) else { return false }
      return Set(all).isSuperset(of: some)
    default: return false
    }
  }
}

/// What can be said of a regular expression without running it.
enum PatternText {
  /// The texts that `GET|POST` lists; nil for a pattern that does more than list.
  static func alternatives(of pattern: String) -> [String]? {
    let texts = pattern.split(separator: "|", omittingEmptySubsequences: false)
    let isList = texts.allSatisfy { text in
      !text.isEmpty
        && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
    }
    return isList ? texts.map(String.init) : nil
  }

  /// The text that everything begins with that the pattern matches; empty when that is not plain to see.
  static func beginning(of pattern: String) -> String {
    guard !pattern.contains("|") else { return "" }
    let special = Set("\\^$.[]()*+?{}".utf8)
    let plain = pattern.utf8.prefix { !special.contains($0) }
    var text = String(decoding: plain, as: UTF8.self)
    // A quantifier belongs to the character before it, which may then be missing.
    if let next = pattern.utf8.dropFirst(plain.count).first, "*?{".utf8.contains(next) { _ = text.popLast() }
    return text
  }
}
