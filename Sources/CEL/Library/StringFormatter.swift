import Foundation

/// `"%s: %d".format([...])`: the verbs s, d, f, e, b, o, x and X, with a precision for f and e.
struct StringFormatter {
  let arguments: ListValue
  let dialect: Library.Dialect
  private var output = ""
  private var used = 0

  static let textClause =
    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps"

  /// More decimals than a double has are only a way to build long text.
  private static let maximumPrecision = 100

  init(arguments: ListValue, _ dialect: Library.Dialect) {
    self.arguments = arguments
    self.dialect = dialect
  }

  mutating func format(_ pattern: String, _ meter: inout Meter) throws(EvaluationFault) -> String {
    var rest = pattern.unicodeScalars[...]
    while let percent = rest.firstIndex(of: "%") {
      try write(String(rest[..<percent]), &meter)
      rest = rest[rest.index(after: percent)...]
      guard let next = rest.first else { throw EvaluationFault("could not parse formatting clause: unexpected end of string") }
      if next == "%" {
        try write("%", &meter)
        rest = rest.dropFirst()
        continue
      }
      let precision = try precision(&rest)
      guard let verb = rest.popFirst() else { throw EvaluationFault("could not parse formatting clause: unexpected end of string") }
      guard used < arguments.count else { throw EvaluationFault("index \(used) out of range") }
      let value = arguments[used]
      used += 1
      try write(verb, precision, value, &meter)
    }
    try write(String(rest), &meter)
    return output
  }

  mutating func write(_ text: String, _ meter: inout Meter) throws(EvaluationFault) {
    try meter.extend(by: text.utf8.count, to: output.utf8.count + text.utf8.count)
    output += text
  }

  private func precision(_ rest: inout Substring.UnicodeScalarView) throws(EvaluationFault) -> Int? {
    guard rest.first == "." else { return nil }
    rest = rest.dropFirst()
    let digits = rest.prefix { $0 >= "0" && $0 <= "9" }
    rest = rest.dropFirst(digits.count)
    guard let precision = Int(String(digits)), precision <= Self.maximumPrecision else {
      throw EvaluationFault("could not parse formatting clause: precision must be a number up to \(Self.maximumPrecision)")
    }
    return precision
  }

  private mutating func write(_ verb: Unicode.Scalar, _ precision: Int?, _ value: Value, _ meter: inout Meter) throws(EvaluationFault) {
    switch verb {
    case "s": try writeText(value, &meter)
    case "d": try write(decimal(value), &meter)
    case "f" where dialect == .kubernetes: try write(Self.localised(double(value, clause: "fixed-point"), precision ?? 6), &meter)
    case "e" where dialect == .kubernetes: try write(Self.scientific(double(value, clause: "scientific")), &meter)
    case "f": try write(number(value, "f", precision, clause: "fixed-point"), &meter)
    case "e": try write(number(value, "e", precision, clause: "scientific"), &meter)
    case "b": try write(binary(value), &meter)
    case "o": try write(octal(value), &meter)
    case "x", "X": try write(hexadecimal(value, isUpper: verb == "X"), &meter)
    default: throw EvaluationFault("could not parse formatting clause: unrecognized formatting clause \"\(verb)\"")
    }
  }

  func wrong(_ clause: String, _ value: Value) -> EvaluationFault {
    EvaluationFault("error during formatting: \(clause), was given \(value.typeName)")
  }

  private func decimal(_ value: Value) throws(EvaluationFault) -> String {
    switch value {
    case .int(let value): return String(value)
    case .uint(let value): return String(value)
    case .double(let number):
      guard let name = NumberText.special(number, infinity: "Infinity") else { fallthrough }
      return name
    default: throw wrong("decimal clause can only be used on integers", value)
    }
  }

  private func number(_ value: Value, _ verb: String, _ precision: Int?, clause: String) throws(EvaluationFault) -> String {
    let number: Double
    switch value {
    case .double(let value): number = value
    case .int(let value): number = Double(value)
    case .uint(let value): number = Double(value)
    default: throw wrong("\(clause) clause can only be used on doubles", value)
    }
    return NumberText.special(number, infinity: "Infinity") ?? String(format: "%.\(precision ?? 6)\(verb)", number)
  }

  /// What Kubernetes takes for `%f` and `%e`: doubles, and the names of those that have no digits.
  private func double(_ value: Value, clause: String) throws(EvaluationFault) -> Double {
    switch value {
    case .double(let number): return number
    case .string("NaN"): return .nan
    case .string("Infinity"): return .infinity
    case .string("-Infinity"): return -.infinity
    default: throw wrong("\(clause) clause can only be used on doubles", value)
    }
  }

  private func binary(_ value: Value) throws(EvaluationFault) -> String {
    switch value {
    case .int(let value): return String(value, radix: 2)
    case .uint(let value): return String(value, radix: 2)
    case .bool(let value): return value ? "1" : "0"
    default: throw wrong("only integers and bools can be formatted as binary", value)
    }
  }

  private func octal(_ value: Value) throws(EvaluationFault) -> String {
    switch value {
    case .int(let value): return String(value, radix: 8)
    case .uint(let value): return String(value, radix: 8)
    default: throw wrong("octal clause can only be used on integers", value)
    }
  }

  private func hexadecimal(_ value: Value, isUpper: Bool) throws(EvaluationFault) -> String {
    func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
      let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
      return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
    switch value {
    case .int(let value): return String(value, radix: 16, uppercase: isUpper)
    case .uint(let value): return String(value, radix: 16, uppercase: isUpper)
    case .string(let text): return hexadecimal(text.utf8)
    case .bytes(let bytes): return hexadecimal(bytes)
    default: throw wrong("only integers, byte buffers, and strings can be formatted as hex", value)
    }
  }

  private mutating func writeText(_ value: Value, _ meter: inout Meter) throws(EvaluationFault) {
    switch dialect {
    case .specification: try writePlain(value, &meter)
    case .kubernetes: try writeWhole(value, &meter)
    }
  }

  /// Lists and maps are written with what they hold; the keys of maps in the order of their texts.
  private mutating func writePlain(_ value: Value, _ meter: inout Meter) throws(EvaluationFault) {
    switch value {
    case .list(let list):
      try write("[", &meter)
      for index in 0..<list.count {
        if index > 0 { try write(", ", &meter) }
        try writePlain(list[index], &meter)
      }
      try write("]", &meter)
    case .map(let map):
      try write("{", &meter)
      let keys = map.keys.map { (text: displayText($0), key: $0) }.sorted { compareText($0.text, $1.text) < 0 }
      for (index, entry) in keys.enumerated() {
        if index > 0 { try write(", ", &meter) }
        try write(entry.text + ": ", &meter)
        try writePlain(try map.value(for: entry.key) ?? .null, &meter)
      }
      try write("}", &meter)
    case .double(let number): try write(NumberText.plain(number), &meter)
    case .bytes(let bytes): try write(String(decoding: bytes, as: UTF8.self), &meter)
    case .null, .bool, .int, .uint, .string, .timestamp, .duration, .type: try write(displayText(value), &meter)
    case .opaque(let box):
      guard let text = box.value.text else { fallthrough }
      try write(text, &meter)
    case .optional: throw wrong(Self.textClause, value)
    }
  }
}
