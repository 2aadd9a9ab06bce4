import Foundation

/// Takes a line of an allowed-signers file apart: `PRINCIPALS [OPTIONS] KEYTYPE KEY [COMMENT]`.
struct AllowedSignersLine {
  struct Fault: Error {
    let reason: String
  }

  private var rest: Substring

  init(_ line: String) { rest = line[...] }

  /// - Throws: `Fault`.
  func entry() throws(Fault) -> AllowedSigners.Entry {
    var line = self
    guard let principals = line.word(), !principals.isEmpty else { throw Fault(reason: "it names nobody") }
    guard var word = line.word() else { throw Fault(reason: "the key is missing") }
    var options: String?
    if !Self.isKeyType(word) {
      options = word
      guard let next = line.word() else { throw Fault(reason: "the key is missing") }
      word = next
    }
    guard Self.isKeyType(word) else { throw Fault(reason: "\(word.debugDescription) is not a type of key") }
    guard let text = line.word(), let blob = Data(base64Encoded: text), let key = SSHPublicKey([UInt8](blob)) else {
      throw Fault(reason: "the key cannot be read")
    }
    guard key.type == word else { throw Fault(reason: "the key is of type \(key.type.debugDescription), not \(word.debugDescription)") }
    var entry = AllowedSigners.Entry(principals: principals.replacing("\"", with: ""), key: key)
    for option in Self.options(options ?? "") { try Self.apply(option, to: &entry) }
    return entry
  }

  private static func isKeyType(_ word: String) -> Bool {
    ["ssh-", "ecdsa-", "sk-"].contains(where: word.hasPrefix) && !word.contains("=") && !word.contains(",")
  }

  private static func apply(_ option: (name: String, value: String?), to entry: inout AllowedSigners.Entry) throws(Fault) {
    switch (option.name.lowercased(), option.value) {
    case ("cert-authority", nil): entry.isAuthority = true
    case ("namespaces", let value?): entry.namespaces = value
    case ("valid-after", let value?): entry.validAfter = try time(value)
    case ("valid-before", let value?): entry.validBefore = try time(value)
    default: throw Fault(reason: "\(option.name.debugDescription) is not an option, or lacks its value")
    }
  }

  /// `YYYYMMDD[HHMM[SS]]`, in the machine's time zone, or with a `Z` in UTC.
  private static func time(_ text: String) throws(Fault) -> Int {
    let isUTC = text.hasSuffix("Z")
    let digits = (isUTC ? text.dropLast() : text[...]).utf8.map { Int($0) - 48 }
    guard [8, 12, 14].contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else {
      throw Fault(reason: "\(text.debugDescription) is not a time: write YYYYMMDD, with HHMM or HHMMSS behind, and Z for UTC")
    }
    func number(_ range: Range<Int>) -> Int { range.upperBound > digits.count ? 0 : digits[range].reduce(0) { $0 * 10 + $1 } }
    var calendar = Calendar(identifier: .gregorian)
    if isUTC { calendar.timeZone = .gmt }
    let parts = DateComponents(
      year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10), minute: number(10..<12), second: number(12..<14))
    guard parts.isValidDate(in: calendar), let date = calendar.date(from: parts) else {
      throw Fault(reason: "\(text.debugDescription) is not a time")
    }
    return Int(date.timeIntervalSince1970)
  }

  /// The next word; quotes keep blanks in it.
  private mutating func word() -> String? {
    rest = rest.drop { $0 == " " || $0 == "\t" }
    guard !rest.isEmpty else { return nil }
    var isQuoted = false
    let end = rest.firstIndex { character in
      if character == "\"" { isQuoted.toggle() }
      return !isQuoted && (character == " " || character == "\t")
    }
    defer { rest = rest[(end ?? rest.endIndex)...] }
    return String(rest[..<(end ?? rest.endIndex)])
  }

  /// Names with values in quotes, separated by commas.
  private static func options(_ text: String) -> [(name: String, value: String?)] {
    var isQuoted = false
    let parts = text.split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "," && !isQuoted
    }
    return parts.map { part in
      guard let equals = part.firstIndex(of: "=") else { return (String(part), nil) }
      return (String(part[..<equals]), String(part[part.index(after: equals)...]).replacing("\"", with: ""))
    }
  }
}
