/// Which plain scalars are numbers, truth values or null: YAML 1.1 as go-yaml v2 reads it for Kubernetes.
enum ScalarRules {
  private static let truths: Set<String> = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]
  private static let falsehoods: Set<String> = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]
  private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]
  private static let specials: Set<String> = [
    ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN",
  ]

  /// The kind of a scalar without quotes.
  static func kind(of bytes: ArraySlice<UInt8>) -> YAMLNode.Kind {
    guard let first = bytes.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return number(String(decoding: bytes, as: UTF8.self))
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
      UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "~"):
      guard bytes.count <= 5 else { return .string }
      let text = String(decoding: bytes, as: UTF8.self)
      // go-yaml v2 resolves the single letters to strings, and the YAML 1.1 words to booleans.
      if text.count > 1, truths.contains(text) || falsehoods.contains(text) { return .bool }
      return nulls.contains(text) ? .null : .string
    default:
      return .string
    }
  }

  static func bool(_ text: String) -> Bool { truths.contains(text) }

  static func int(_ text: String) -> Int? {
    var digits = text.filter { $0 != "_" }
    var sign = 1
    if digits.hasPrefix("-") { sign = -1 }
    if digits.hasPrefix("-") || digits.hasPrefix("+") { digits.removeFirst() }
    let magnitude: Int?
    if digits.hasPrefix("0x") {
      magnitude = Int(digits.dropFirst(2), radix: 16)
    } else if digits.hasPrefix("0b") {
      magnitude = Int(digits.dropFirst(2), radix: 2)
    } else if digits.hasPrefix("0o") {
      magnitude = Int(digits.dropFirst(2), radix: 8)
    } else if digits.count > 1, digits.hasPrefix("0") {
      magnitude = Int(digits, radix: 8)
    } else {
      magnitude = digits.allSatisfy(\.isASCIIDigit) ? Int(digits) : nil
    }
    return magnitude.map { sign * $0 }
  }

  static func double(_ text: String) -> Double? {
    switch text.lowercased() {
    case ".inf", "+.inf": return .infinity
    case "-.inf": return -.infinity
    case ".nan": return .nan
    default:
      guard text.contains(where: \.isASCIIDigit), text.allSatisfy({ $0.isASCIIDigit || "+-.eE".contains($0) }) else { return nil }
      return Double(text)
    }
  }

  private static func number(_ text: String) -> YAMLNode.Kind {
    if int(text) != nil { return .int }
    return specials.contains(text) || double(text) != nil ? .float : .string
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
