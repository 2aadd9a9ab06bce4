extension Unicode.Scalar {
  /// How Go writes a character in quotes that has an escape of its own (Go specification, "Rune literals"); none for all others.
  var goEscape: String? {
    switch self {
    case "\u{7}": "\\a"
    case "\u{8}": "\\b"
    case "\u{C}": "\\f"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\u{B}": "\\v"
    case "\\": "\\\\"
    case "\"": "\\\""
    default: nil
    }
  }
}
