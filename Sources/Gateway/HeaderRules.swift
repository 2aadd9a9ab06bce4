/// What Envoy takes in header names and values, and which of its operators a value may use.
enum HeaderRules {
  /// Operators that tell about the request and nothing about the proxy's surroundings.
  private static let allowed: Set<String> = [
    "DOWNSTREAM_REMOTE_ADDRESS", "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", "DOWNSTREAM_LOCAL_ADDRESS", "DOWNSTREAM_TLS_VERSION",
    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS", "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT", "PROTOCOL", "REQ", "RESP", "START_TIME",
    "UPSTREAM_REMOTE_ADDRESS", "UPSTREAM_HOST", "ROUTE_NAME", "RESPONSE_CODE", "REQUESTED_SERVER_NAME",
  ]

  /// What is wrong with a header's name; nil when it is good. RFC 9110, section 5.1.
  static func problem(withName name: String) -> String? {
    if name.isEmpty { return "a header needs a name" }
    if name.hasPrefix(":") || name.lowercased() == "host" { return "the header '\(name)' cannot be changed here" }
    return name.utf8.allSatisfy(isTokenByte) ? nil : "'\(name)' is not a header name"
  }

  /// Whether a byte may stand in a header's name or a method. RFC 9110, section 5.6.2.
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  /// What is wrong with a header's value; nil when it is good.
  static func problem(withValue value: String) -> String? {
    if value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) { return "a header's value cannot hold line breaks or NUL" }
    var rest = value[...]
    while let start = rest.firstIndex(of: "%") {
      rest = rest[rest.index(after: start)...]
      if rest.first == "%" {
        rest = rest.dropFirst()
        continue
      }
      guard let end = rest.firstIndex(of: "%") else { return "a lone '%' in a header's value: write '%%'" }
      let name = rest[..<end].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard allowed.contains(String(name)) else {
        return "the operator %\(name)% is not allowed in a header's value. Allowed: \(allowed.sorted().joined(separator: ", "))"
      }
      let argument = rest[name.endIndex..<end]
      let isPlain = argument.isEmpty || (argument.hasPrefix("(") && argument.contains(")"))
      guard isPlain, !(["REQ", "RESP"].contains(name) && argument.isEmpty) else {
        return "the operator %\(rest[..<end])% is not well formed"
      }
      rest = rest[rest.index(after: end)...]
    }
    return nil
  }
}
