import Foundation

/// `format` as the API server has it: the second version of the reference implementation's strings, with the numbers of American English.
extension StringFormatter {
  /// The argument of `%s`.
  mutating func writeWhole(_ value: Value, _ meter: inout Meter) throws(EvaluationFault) {
    switch value {
    case .list, .map: try writeElement(value, &meter)
    case .double(let number): try write(NumberText.shortest(number), &meter)
    case .bytes(let bytes): try write(Self.text(bytes), &meter)
    case .null, .bool, .int, .uint, .string, .timestamp, .duration, .type: try write(displayText(value), &meter)
    case .optional, .opaque: throw wrong(Self.textClause, value)
    }
  }

  /// What is in a list or a map, as a literal would be written; the keys of maps in the order of their texts.
  private mutating func writeElement(_ value: Value, _ meter: inout Meter) throws(EvaluationFault) {
    switch value {
    case .list(let list):
      try write("[", &meter)
      for index in 0..<list.count {
        if index > 0 { try write(", ", &meter) }
        try writeElement(list[index], &meter)
      }
      try write("]", &meter)
    case .map(let map):
      try write("{", &meter)
      let keys = map.keys.map { (text: Self.keyText($0), key: $0) }.sorted { compareText($0.text, $1.text) < 0 }
      for (index, entry) in keys.enumerated() {
        if index > 0 { try write(", ", &meter) }
        try write(entry.text + ":", &meter)
        try writeElement(try map.value(for: entry.key) ?? .null, &meter)
      }
      try write("}", &meter)
    case .double(let number):
      let text = number.isFinite ? String(format: "%f", number) : "\"\(NumberText.shortest(number))\""
      try write(text, &meter)
    case .string(let text): try write(Self.quoted(text), &meter)
    case .bytes(let bytes): try write("b" + Self.quoted(Self.text(bytes)), &meter)
    case .timestamp, .duration:
      let name = if case .timestamp = value { "timestamp" } else { "duration" }
      try write("\(name)(\"\(displayText(value))\")", &meter)
    case .null, .bool, .int, .uint, .type: try write(displayText(value), &meter)
    case .optional, .opaque: throw EvaluationFault("error during formatting: no formatting function for \(value.typeName)")
    }
  }

  private static func keyText(_ key: Value) -> String {
    if case .string(let text) = key { return quoted(text) }
    return displayText(key)
  }

  private static func text(_ bytes: [UInt8]) throws(EvaluationFault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let reason = "invalid UTF-8 in bytes, cannot convert to string"
      throw EvaluationFault("error during formatting: could not convert argument \"\(reason)\" to string")
    }
    return text
  }

  /// Quoted as Go does it: what does not print is escaped.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = scalar.goEscape {
        result += escape
        continue
      }
      switch scalar {
      case _ where isPrinted(scalar): result.unicodeScalars.append(scalar)
      case "\0"..<" ", "\u{7F}": result += String(format: "\\x%02x", scalar.value)
      case ..<"\u{10000}": result += String(format: "\\u%04x", scalar.value)
      default: result += String(format: "\\U%08x", scalar.value)
      }
    }
    return result + "\""
  }

  private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }

  /// `%f`: with commas between thousands.
  static func localised(_ number: Double, _ precision: Int) -> String {
    if let name = name(number) { return name }
    let text = String(format: "%.\(precision)f", number)
    let whole = text.drop { $0 == "-" }.prefix { $0 != "." }
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { grouped += "," }
      grouped.append(digit)
    }
    return text[..<whole.startIndex] + grouped + text[whole.endIndex...]
  }

  /// `%e`: a power of ten, with six decimals whatever the precision says.
  static func scientific(_ number: Double) -> String {
    if let name = name(number) { return name }
    let halves = String(format: "%e", number).split(separator: "e")
    let raised = halves[1].compactMap { superscripts[$0] }
    return "\(halves[0])×10\(String(raised))"
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
  ]

  private static func name(_ number: Double) -> String? {
    if number.isNaN { return "NaN" }
    return number.isInfinite ? (number < 0 ? "-∞" : "∞") : nil
  }
}
