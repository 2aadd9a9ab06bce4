/// An absolute URL or an absolute path, read as Go's `net/url` reads it.
struct URLValue: NamedOpaqueValue, Equatable {
  static let name = "kubernetes.URL"

  let scheme: String
  /// With the port, without the user.
  let host: String
  let escapedPath: String
  let query: String
  let text: String?

  /// Reads a URL.
  ///
  /// - Throws: `parse "…": ` and what is wrong.
  init(_ source: String) throws(EvaluationFault) {
    func wrong(_ message: String) -> EvaluationFault {
      EvaluationFault("URL parse error during conversion from string: parse \"\(source)\": \(message)")
    }
    guard !source.isEmpty else { throw wrong("empty url") }
    guard !source.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw wrong("net/url: invalid control character in URL") }
    // As a request's URI the fragment is no part of the syntax, but what is before it must stand by itself.
    let body = source.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
    guard let (scheme, afterScheme) = Self.scheme(body) else { throw wrong("missing protocol scheme") }
    let halves = afterScheme.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path = halves[0]
    var host = ""
    if !path.hasPrefix("/") {
      guard !scheme.isEmpty else { throw wrong("invalid URI for request") }
      path = ""
    } else if path.hasPrefix("//"), !scheme.isEmpty {
      let authority = path.dropFirst(2).prefix { $0 != "/" }
      path = path.dropFirst(2 + authority.count)
      host = try Self.host(authority, wrong)
    }
    guard let unescaped = Self.unescaped(path.utf8, plusIsSpace: false) else { throw wrong(Self.badEscape(path)) }
    self.scheme = scheme.lowercased()
    self.host = host
    escapedPath = Self.isEscaped(path.utf8) ? String(path) : Self.escaped(unescaped)
    query = halves.count > 1 ? String(halves[1]) : ""
    text = source
  }

  static func == (left: URLValue, right: URLValue) -> Bool { left.text == right.text }

  var size: Int { 1 }
  var weight: Int { text?.utf8.count ?? 1 }

  /// The host without its port and without brackets.
  var hostname: String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[host.index(after: host.startIndex)..<end]) }
    return String(host.prefix { $0 != ":" })
  }

  var port: String {
    let rest = host.hasPrefix("[") ? host.drop { $0 != "]" } : host[...]
    return rest.lastIndex(of: ":").map { String(rest[rest.index(after: $0)...]) } ?? ""
  }

  /// The keys in the order of their first mention, with all their values.
  var parameters: [(key: String, values: [String])] {
    var result: [(key: String, values: [String])] = []
    var places: [ExactText: Int] = [:]
    for pair in query.split(separator: "&") where !pair.contains(";") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = Self.unescaped(halves[0].utf8, plusIsSpace: true),
        let value = halves.count > 1 ? Self.unescaped(halves[1].utf8, plusIsSpace: true) : []
      else { continue }
      let name = String(decoding: key, as: UTF8.self)
      let text = String(decoding: value, as: UTF8.self)
      if let place = places[ExactText(name)] {
        result[place].values.append(text)
      } else {
        places[ExactText(name)] = result.count
        result.append((name, [text]))
      }
    }
    return result
  }

  /// What is before the first colon, when it can be a scheme; nil when a colon comes first.
  private static func scheme(_ text: Substring) -> (scheme: String, rest: Substring)? {
    for (index, byte) in zip(text.utf8.indices, text.utf8) {
      if byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A { continue }
      if isDigit(byte) || "+-.".utf8.contains(byte), index != text.startIndex { continue }
      guard byte == UInt8(ascii: ":") else { return ("", text) }
      guard index != text.startIndex else { return nil }
      return (String(text[..<index]), text[text.utf8.index(after: index)...])
    }
    return ("", text)
  }

  private static func host(_ authority: Substring, _ wrong: (String) -> EvaluationFault) throws(EvaluationFault) -> String {
    var host = authority
    if let at = authority.lastIndex(of: "@") {
      let user = authority[..<at]
      guard user.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "-._:~!$&'()*+,;=%@".utf8.contains($0) }) else {
        throw wrong("net/url: invalid userinfo")
      }
      host = authority[authority.index(after: at)...]
    }
    var port = Substring()
    if host.hasPrefix("[") {
      guard let end = host.lastIndex(of: "]") else { throw wrong("missing ']' in host") }
      port = host[host.index(after: end)...]
    } else if let colon = host.lastIndex(of: ":") {
      port = host[colon...]
    }
    guard port.isEmpty || port.hasPrefix(":") && port.dropFirst().allSatisfy(\.isNumberDigit) else {
      throw wrong("invalid port \"\(port)\" after host")
    }
    guard let bytes = unescaped(host.utf8, plusIsSpace: false) else { throw wrong(badEscape(host)) }
    let forbidden = host.utf8.first { $0 <= 0x20 || "\"<>\\^`{|}".utf8.contains($0) }
    if let forbidden { throw wrong("invalid character \"\(Character(Unicode.Scalar(forbidden)))\" in host name") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What is wrong with the first `%` that no two hexadecimal digits follow.
  private static func badEscape(_ text: Substring) -> String {
    let escapes = text.utf8.indices.filter { text.utf8[$0] == UInt8(ascii: "%") }.map { Array(text[$0...].utf8.prefix(3)) }
    let bad = escapes.first { $0.count < 3 || !$0.dropFirst().allSatisfy(isHexDigit) } ?? []
    return "invalid URL escape \"\(String(decoding: bad, as: UTF8.self))\""
  }

  static func unescaped(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy(isHexDigit), let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
          return nil
        }
        result.append(value)
        rest = rest.dropFirst(2)
      case UInt8(ascii: "+") where plusIsSpace: result.append(0x20)
      default: result.append(byte)
      }
    }
    return result
  }

  /// Characters that stand for themselves in a path.
  private static func isPlain(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || "-.~$&+,/:;=@".utf8.contains(byte) }

  /// Whether a path can stay as it is written.
  private static func isEscaped(_ path: Substring.UTF8View) -> Bool {
    path.allSatisfy { isPlain($0) || "!'()*[]%".utf8.contains($0) }
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let result = bytes.flatMap { isPlain($0) ? [$0] : [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: result, as: UTF8.self)
  }
}
