/// A semantic version, version 2 of the specification. Build metadata does not count in comparisons.
struct Semver: NamedOpaqueValue, Equatable {
  static let name = "kubernetes.Semver"

  let major: UInt64
  let minor: UInt64
  let patch: UInt64
  private let prerelease: [Identifier]

  private enum Identifier: Equatable {
    case number(UInt64)
    case text(String)
  }

  /// Whether `v1.2` and `01.2` are made into versions first.
  enum Strictness: Sendable {
    case strict
    case normalized
  }

  /// Reads a version.
  ///
  /// - Throws: what is wrong with it.
  init(_ source: String, _ strictness: Strictness) throws(EvaluationFault) {
    let text = strictness == .normalized ? try Self.normalized(source) : source
    guard !text.isEmpty else { throw EvaluationFault("Version string empty") }
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw EvaluationFault("No Major.Minor.Patch elements found") }
    let (body, build) = Self.cut(parts[2], at: "+")
    let (patch, prerelease) = Self.cut(body, at: "-")
    major = try Self.number(parts[0], "Major")
    minor = try Self.number(parts[1], "Minor")
    self.patch = try Self.number(patch, "Patch")
    var identifiers: [Identifier] = []
    for part in prerelease?.split(separator: ".", omittingEmptySubsequences: false) ?? [] {
      identifiers.append(try Self.identifier(part))
    }
    self.prerelease = identifiers
    for part in build?.split(separator: ".", omittingEmptySubsequences: false) ?? [] where part.isEmpty || !Self.isPlain(part) {
      throw EvaluationFault("Invalid character(s) found in build meta data \"\(part)\"")
    }
  }

  private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
    guard let place = text.firstIndex(of: mark) else { return (text, nil) }
    return (text[..<place], text[text.index(after: place)...])
  }

  private static func isPlain(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
  }

  private static func number(_ text: Substring, _ part: String) throws(EvaluationFault) -> UInt64 {
    guard !text.isEmpty, text.allSatisfy(\.isNumberDigit), let number = UInt64(text) else {
      throw EvaluationFault("Invalid character(s) found in \(part.lowercased()) number \"\(text)\"")
    }
    guard text.count == 1 || text.first != "0" else {
      throw EvaluationFault("\(part) number must not contain leading zeroes \"\(text)\"")
    }
    return number
  }

  private static func identifier(_ text: Substring) throws(EvaluationFault) -> Identifier {
    guard !text.isEmpty else { throw EvaluationFault("Prerelease is empty") }
    if text.allSatisfy(\.isNumberDigit) {
      guard text.count == 1 || text.first != "0", let number = UInt64(text) else {
        throw EvaluationFault("Numeric PreRelease version must not contain leading zeroes \"\(text)\"")
      }
      return .number(number)
    }
    guard isPlain(text) else { throw EvaluationFault("Invalid character(s) found in prerelease \"\(text)\"") }
    return .text(String(text))
  }

  /// Without a `v`, with all three numbers, and without zeros in front of them.
  private static func normalized(_ source: String) throws(EvaluationFault) -> String {
    let text = source.hasPrefix("v") ? source.dropFirst() : source[...]
    var parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map { part in
      guard part.count > 1 else { return String(part) }
      let rest = part.drop { $0 == "0" }
      return rest.first?.isNumberDigit == true ? String(rest) : "0" + rest
    }
    if parts.count < 3 {
      if let last = parts.last, last.contains(where: { $0 == "+" || $0 == "-" }) {
        throw EvaluationFault("short version cannot contain PreRelease/Build meta data")
      }
      while parts.count < 3 { parts.append("0") }
    }
    return parts.joined(separator: ".")
  }

  /// -1, 0 or 1 by precedence: a prerelease is before its release, numbers are before text.
  func compare(_ other: Semver) -> Int64 {
    for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
      return left < right ? -1 : 1
    }
    if prerelease.isEmpty || other.prerelease.isEmpty {
      return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : prerelease.isEmpty ? 1 : -1
    }
    for (left, right) in zip(prerelease, other.prerelease) where left != right {
      switch (left, right) {
      case (.number(let left), .number(let right)): return left < right ? -1 : 1
      case (.number, .text): return -1
      case (.text, .number): return 1
      case (.text(let left), .text(let right)): return compareText(left, right) < 0 ? -1 : 1
      }
    }
    return Int64((prerelease.count - other.prerelease.count).signum())
  }
}
