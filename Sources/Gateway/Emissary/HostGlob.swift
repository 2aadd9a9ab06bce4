/// Host names with a `*` at one end, as Hosts and Mappings write them.
enum HostGlob {
  /// What is wrong with a glob; nil when it is good.
  static func problem(_ glob: String) -> String? {
    if glob == "*" { return nil }
    let inner = glob.hasPrefix("*") ? glob.dropFirst() : glob.hasSuffix("*") ? glob.dropLast() : glob[...]
    if inner.isEmpty || inner.contains("*") { return "'\(glob)': a '*' may stand at one end of a host name only" }
    let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let isName =
      !parts[0].isEmpty && inner.utf8.count <= 253
      && parts[0].utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 46 || byte == 95
      }
    let isPort = parts.count == 1 || (isDigits(parts[1]) && Int(parts[1]).map((1...65535).contains) ?? false)
    return isName && isPort ? nil : "'\(glob)' is not a host name"
  }

  private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }

  static func isExact(_ glob: String) -> Bool { !glob.contains("*") }

  /// Whether some host name fits both: overlap, not containment.
  static func overlap(_ left: String, _ right: String) -> Bool {
    if left == right || left == "*" || right == "*" { return true }
    switch (left.hasPrefix("*"), left.hasSuffix("*"), right.hasPrefix("*"), right.hasSuffix("*")) {
    case (true, _, true, _):
      return left.dropFirst().hasSuffix(right.dropFirst()) || right.dropFirst().hasSuffix(left.dropFirst())
    case (_, true, _, true):
      return left.hasPrefix(right.dropLast()) || right.hasPrefix(left.dropLast())
    case (true, _, _, true), (_, true, true, _): return true
    case (true, _, _, _): return right.count >= left.count && right.hasSuffix(left.dropFirst())
    case (_, true, _, _): return right.count >= left.count && right.hasPrefix(left.dropLast())
    case (_, _, true, _), (_, _, _, true): return overlap(right, left)
    default: return false
    }
  }

  /// What a request's `:authority` must be for a glob; nil for `*`.
  static func authority(_ glob: String) -> ValueMatch? {
    if glob == "*" { return nil }
    if glob.hasPrefix("*") { return ValueMatch(name: ":authority", rule: .suffix(String(glob.dropFirst()))) }
    if glob.hasSuffix("*") { return ValueMatch(name: ":authority", rule: .prefix(String(glob.dropLast()))) }
    return ValueMatch(name: ":authority", rule: .exact(glob))
  }
}
