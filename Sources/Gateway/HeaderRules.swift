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
    let marks = Set("!#$%&'*+-.^_`|~".utf8)
    let isToken = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || marks.contains(byte)
    }
    return isToken ? nil : "'\(name)' is not a header name"
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
