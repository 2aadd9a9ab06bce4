/// Where Go's patterns, which Kubernetes has, are not those of every RE2.
enum GoPattern {
  /// The pattern as RE2 takes it: `(?<name>` is written `(?P<name>`.
  ///
  /// - Throws: when it has the `\C` of RE2, which Go has not.
  static func translated(_ pattern: String) throws(EvaluationFault) -> String {
    guard pattern.contains("(?<") || pattern.contains("\\C") else { return pattern }
    var result: [UInt8] = []
    var rest = Array(pattern.utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "\\") {
        result += try escape(&rest)
      } else if byte == UInt8(ascii: "[") {
        result += try characterClass(&rest)
      } else if rest.starts(with: "(?<".utf8), let next = rest.dropFirst(3).first, next != UInt8(ascii: "="), next != UInt8(ascii: "!") {
        result += "(?P<".utf8
        rest = rest.dropFirst(3)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A backslash and what belongs to it: one byte, or everything from `\Q` to `\E`.
  private static func escape(_ rest: inout ArraySlice<UInt8>) throws(EvaluationFault) -> ArraySlice<UInt8> {
    if rest.starts(with: "\\C".utf8) { throw EvaluationFault("error parsing regexp: invalid escape sequence: `\\C`") }
    var length = 2
    if rest.starts(with: "\\Q".utf8) {
      while length < rest.count, !rest.dropFirst(length).starts(with: "\\E".utf8) { length += 1 }
      length += 2
    }
    defer { rest = rest.dropFirst(length) }
    return rest.prefix(length)
  }

  /// A class up to its bracket; one that comes first, or in `[:alpha:]`, does not close it.
  private static func characterClass(_ rest: inout ArraySlice<UInt8>) throws(EvaluationFault) -> [UInt8] {
    var result = [UInt8](rest.prefix(1))
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "^"), let negation = rest.popFirst() { result.append(negation) }
    if rest.first == UInt8(ascii: "]"), let literal = rest.popFirst() { result.append(literal) }
    while let byte = rest.first {
      if byte == UInt8(ascii: "\\") {
        result += try escape(&rest)
        continue
      }
      let isName = rest.starts(with: "[:".utf8)
      rest = rest.dropFirst()
      result.append(byte)
      if isName, let end = rest.firstIndex(of: UInt8(ascii: "]")), end > rest.startIndex + 1, rest[end - 1] == UInt8(ascii: ":") {
        result += rest[...end]
        rest = rest[(end + 1)...]
      } else if byte == UInt8(ascii: "]") {
        break
      }
    }
    return result
  }

  /// Go's words for RE2's, which are those before a colon, with the piece of the pattern behind it.
  static func fault(_ words: String, _ pattern: String) -> EvaluationFault {
    for (theirs, ours) in goWords where words.hasPrefix(theirs) {
      return EvaluationFault("error parsing regexp: \(ours): `\(words.dropFirst(theirs.count + 2))`")
    }
    return EvaluationFault("error parsing regexp: \(words): `\(pattern)`")
  }

  /// The longer of two beginnings first.
  private static let goWords = [
    ("invalid escape sequence", "invalid escape sequence"), ("invalid character class range", "invalid character class range"),
    ("invalid character class", "invalid character class"), ("missing ]", "missing closing ]"), ("missing )", "missing closing )"),
    ("unexpected )", "unexpected )"), ("trailing \\", "trailing backslash at end of expression"),
    ("no argument for repetition operator", "missing argument to repetition operator"), ("invalid repetition size", "invalid repeat count"),
    ("bad repetition operator", "invalid nested repetition operator"), ("invalid perl operator", "invalid or unsupported Perl syntax"),
    ("invalid UTF-8", "invalid UTF-8"), ("invalid named capture group", "invalid named capture"),
  ]
}
