/// Text and bytes: quotes in ones and threes, raw and escaped.
extension Lexer {
  struct StringPrefix {
    let length: Int
    let isRaw: Bool
    let isBytes: Bool
  }

  /// The letters before a quote, when a string begins here.
  func stringPrefix() -> StringPrefix? {
    var isRaw = false
    var isBytes = false
    var length = 0
    while let letter = byte(length), length < 3 {
      switch letter | 0x20 {
      case UInt8(ascii: "r") where !isRaw: isRaw = true
      case UInt8(ascii: "b") where !isBytes: isBytes = true
      default:
        let isQuote = letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "'")
        return isQuote ? StringPrefix(length: length, isRaw: isRaw, isBytes: isBytes) : nil
      }
      length += 1
    }
    return nil
  }

  mutating func string(_ prefix: StringPrefix) throws(CELFault) -> Token.Kind {
    let start = index
    index += prefix.length
    let quote = bytes[index]
    let isLong = byte(1) == quote && byte(2) == quote
    index += isLong ? 3 : 1
    var content: [UInt8] = []
    while true {
      guard let current = byte() else { throw CELFault("the string does not end", at: span(from: start)) }
      if current == quote, !isLong || (byte(1) == quote && byte(2) == quote) {
        index += isLong ? 3 : 1
        break
      }
      switch current {
      case 0x0A where !isLong, 0x0D where !isLong:
        throw CELFault("the string does not end on its line; three quotes hold newlines", at: span(from: start))
      case UInt8(ascii: "\\") where !prefix.isRaw:
        try escape(into: &content, isBytes: prefix.isBytes)
      case UInt8(ascii: "\\"):
        // A raw string keeps the backslash; a quote behind one does not end it.
        content.append(current)
        index += 1
        if let following = byte(), following == quote || following == UInt8(ascii: "\\") {
          content.append(following)
          index += 1
        }
      default:
        content.append(current)
        index += 1
      }
    }
    if prefix.isBytes { return .bytes(content) }
    return .string(String(decoding: content, as: UTF8.self))
  }

  private mutating func escape(into content: inout [UInt8], isBytes: Bool) throws(CELFault) {
    let start = index
    index += 1
    guard let letter = byte() else { throw CELFault("the string does not end", at: span(from: start)) }
    index += 1
    switch letter {
    case UInt8(ascii: "a"): content.append(0x07)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "v"): content.append(0x0B)
    case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): content.append(letter)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      try append(digits(2, radix: 16, from: start), to: &content, isByte: isBytes, from: start)
    case UInt8(ascii: "u") where !isBytes:
      try append(digits(4, radix: 16, from: start), to: &content, isByte: false, from: start)
    case UInt8(ascii: "U") where !isBytes:
      try append(digits(8, radix: 16, from: start), to: &content, isByte: false, from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      index -= 1
      try append(digits(3, radix: 8, from: start), to: &content, isByte: isBytes, from: start)
    default:
      throw CELFault("unknown escape in a \(isBytes ? "bytes" : "string") literal", at: span(from: start))
    }
  }

  private mutating func digits(_ count: Int, radix: Int, from start: Int) throws(CELFault) -> UInt32 {
    let end = index + count
    guard end <= bytes.count, bytes[index..<end].allSatisfy(isHexDigit),
      let value = UInt32(String(decoding: bytes[index..<end], as: UTF8.self), radix: radix)
    else { throw CELFault("an escape needs \(count) \(radix == 8 ? "octal" : "hexadecimal") digits", at: span(from: start)) }
    index = end
    return value
  }

  private func append(_ value: UInt32, to content: inout [UInt8], isByte: Bool, from start: Int) throws(CELFault) {
    if isByte, value < 256 {
      content.append(UInt8(value))
      return
    }
    guard let scalar = Unicode.Scalar(value) else { throw CELFault("an escape that is no Unicode scalar", at: span(from: start)) }
    content.append(contentsOf: String(Character(scalar)).utf8)
  }
}
