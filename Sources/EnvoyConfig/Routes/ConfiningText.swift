import Gateway

extension RouteMatch {
  /// The text with which every path begins that the match takes; empty when there is none.
  var confiningText: String {
    guard isCaseSensitive else { return "" }
    return switch path {
    case .prefix(let text), .exact(let text): text
    case .regex(let pattern): Self.literalBeginning(of: pattern)
    }
  }

  /// Whether it takes everything that begins with its text.
  var takesAllBelowItsText: Bool {
    guard case .prefix = path, isCaseSensitive else { return false }
    return headers.isEmpty && query.isEmpty && percent >= 100
  }

  /// The literal text that every full match of an RE2 pattern begins with. What it cannot be sure of ends it.
  static func literalBeginning(of pattern: String) -> String {
    if pattern.unicodeScalars.contains("|") { return "" }
    // By code points, as RE2 reads: what looks like one character may be a letter and an accent that is optional.
    var text = String.UnicodeScalarView()
    var rest = pattern.unicodeScalars[...]
    if rest.first == "^" { rest.removeFirst() }
    while let next = rest.first {
      rest.removeFirst()
      switch next {
      case "\\":
        guard let escaped = rest.first, escaped.isASCII, !escaped.properties.isAlphabetic, !("0"..."9").contains(escaped) else {
          return String(text)
        }
        rest.removeFirst()
        text.append(escaped)
      case "*", "?", "{":
        // What stands before is optional.
        return String(text.dropLast())
      case ".", "[", "(", ")", "$", "^", "+":
        return String(text)
      default: text.append(next)
      }
    }
    return String(text)
  }
}
