/// What Envoy takes in header names and values, and which of its operators a value may use.
enum HeaderRules {
  /// Bytes of a name or a value, and headers of one kind on a route, that Envoy takes at most.
  static let maximumBytes = 16_384
  static let maximumChanges = 1000

  /// What is wrong with a header's name where headers are changed; nil when it is good. RFC 9110, section 5.1.
  static func problem(withName name: String) -> String? {
    if name.hasPrefix(":") || name.lowercased() == "host" { return "the header '\(name)' cannot be changed here" }
    return problem(withToken: name)
  }

  /// What is wrong with a header's name where requests are chosen: HTTP/2's pseudo-headers may stand here too.
  static func problem(withMatchedName name: String) -> String? {
    [":method", ":path", ":scheme", ":authority"].contains(name) ? nil : problem(withToken: name)
  }

  private static func problem(withToken name: String) -> String? {
    if name.isEmpty { return "a header needs a name" }
    if name.utf8.count > maximumBytes { return "a header's name of more than \(maximumBytes) bytes" }
    return name.utf8.allSatisfy(isTokenByte) ? nil : "'\(name)' is not a header name"
  }

  /// Whether a byte may stand in a header's name or a method. RFC 9110, section 5.6.2.
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  /// Whether a text is a header's name, a method or another token of HTTP.
  static func isToken(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isTokenByte) }

  /// Whether a text holds control characters, a tab excepted.
  static func hasControls(_ text: String) -> Bool { text.utf8.contains { ($0 < 32 && $0 != 9) || $0 == 127 } }

  /// What is wrong with a header's value; nil when it is good. Envoy's operators stand between two '%'.
  static func problem(withValue value: String) -> String? {
    if hasControls(value) { return "a header's value cannot hold line breaks or other control characters" }
    if value.utf8.count > maximumBytes { return "a header's value of more than \(maximumBytes) bytes" }
    var rest = value[...]
    while let start = rest.firstIndex(of: "%") {
      rest = rest[rest.index(after: start)...]
      if rest.first == "%" {
        rest = rest.dropFirst()
        continue
      }
      guard let end = rest.firstIndex(of: "%") else { return "a lone '%' in a header's value: write '%%'" }
      if let words = FormatOperator.problem(with: rest[..<end]) { return words }
      rest = rest[rest.index(after: end)...]
    }
    return nil
  }
}

/// What stands between two '%' in a header's value: operators that tell about the request and nothing about the
/// proxy's surroundings.
private enum FormatOperator {
  private static let plain: Set<String> = [
    "DOWNSTREAM_REMOTE_ADDRESS", "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", "DOWNSTREAM_LOCAL_ADDRESS", "DOWNSTREAM_TLS_VERSION",
    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS", "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT", "PROTOCOL", "START_TIME",
    "UPSTREAM_REMOTE_ADDRESS", "UPSTREAM_HOST", "ROUTE_NAME", "RESPONSE_CODE", "REQUESTED_SERVER_NAME",
  ]
  /// Those that take a header's name, such as `REQ(x-a)`, `REQ(x-a?x-b)` or `RESP(x-a):12`.
  private static let ofHeaders: Set<String> = ["REQ", "RESP"]

  static func problem(with text: Substring) -> String? {
    let name = String(text.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    let argument = text.dropFirst(name.count)
    if plain.contains(name) { return argument.isEmpty ? nil : "the operator %\(name)% takes nothing behind its name here" }
    guard ofHeaders.contains(name) else {
      let names = plain.union(ofHeaders).sorted().joined(separator: ", ")
      return "the operator %\(name)% is not allowed in a header's value. Allowed: \(names)"
    }
    guard argument.first == "(", let close = argument.firstIndex(of: ")") else {
      return "%\(name)% wants a header, as in %\(name)(x-name)%"
    }
    let headers = argument[..<close].dropFirst().split(separator: "?", omittingEmptySubsequences: false)
    let length = argument[argument.index(after: close)...]
    let isLength =
      length.isEmpty || (length.first == ":" && (1...9).contains(length.count - 1) && length.dropFirst().allSatisfy(\.isASCIIDigit))
    let areHeaders = headers.count <= 2 && headers.allSatisfy { HeaderRules.problem(withMatchedName: String($0)) == nil }
    return areHeaders && isLength ? nil : "the operator %\(text)% is not well formed"
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
