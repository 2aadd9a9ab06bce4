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
      if truths.contains(text) || falsehoods.contains(text) { return .bool }
      return nulls.contains(text) ? .null : .string
    default:
      return .string
    }
  }

  static func bool(_ text: String) -> Bool { truths.contains(text) }

  /// A whole number of 64 bits, decimal or with one of Go's prefixes; a leading 0 is octal.
  static func int(_ text: String) -> Int? {
    var digits = text.filter { $0 != "_" }[...]
    let sign = digits.hasPrefix("-") ? "-" : ""
    if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
    let radix =
      switch digits.prefix(2).lowercased() {
      case "0x": 16
      case "0b": 2
      case "0o": 8
      case let start: start.count == 2 && start.hasPrefix("0") && start.last?.isASCIIDigit == true ? 8 : 10
      }
    if radix != 10 { digits = digits.dropFirst(digits.dropFirst().first?.isASCIIDigit == true ? 1 : 2) }
    guard digits.first.map({ $0 != "-" && $0 != "+" }) ?? false else { return nil }
    return Int(sign + digits, radix: radix)
  }

  static func double(_ text: String) -> Double? {
    switch text.lowercased() {
    case ".inf", "+.inf": return .infinity
    case "-.inf": return -.infinity
    case ".nan": return .nan
    default:
      let text = text.first == "." ? text : text.filter { $0 != "_" }
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
