/// Cuts an expression into words: the lexical rules of the CEL specification, "Syntax".
struct Lexer {
  let bytes: [UInt8]
  var index = 0
  private var line = 1
  private var lineStart = 0
  /// The last place whose column was asked for: columns are counted on from there, not from the start of the line each time.
  private var known = (offset: 0, column: 1)

  init(_ source: String) { bytes = Array(source.utf8) }

  /// All words, the last one being the end.
  static func tokens(of source: String) throws(CELFault) -> [Token] {
    var lexer = Lexer(source)
    var result: [Token] = []
    while true {
      let token = try lexer.next()
      result.append(token)
      if token.kind == .end { return result }
    }
  }

  func byte(_ distance: Int = 0) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  /// The place from `start`, on the current line, to here: for faults.
  func span(from start: Int) -> SourceSpan {
    SourceSpan(offset: start, length: index - start, line: line, column: scalars(lineStart..<max(lineStart, start)) + 1)
  }

  private func scalars(_ range: Range<Int>) -> Int {
    bytes[range].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  private mutating func column() -> Int {
    if known.offset < lineStart { known = (lineStart, 1) }
    known = (index, known.column + scalars(known.offset..<index))
    return known.column
  }

  private mutating func next() throws(CELFault) -> Token {
    skipSpace()
    let start = index
    let (line, column) = (line, column())
    guard let first = byte() else { return Token(kind: .end, span: SourceSpan(offset: start, length: 0, line: line, column: column)) }
    let kind: Token.Kind
    if let prefix = stringPrefix() {
      kind = try string(prefix)
      countLines(from: start)
    } else if isLetter(first) {
      kind = .identifier(name())
    } else if isDigit(first) || (first == UInt8(ascii: ".") && byte(1).map(isDigit) == true) {
      kind = try number()
    } else if first == UInt8(ascii: "`") {
      kind = try quotedName()
    } else {
      kind = try symbol()
    }
    return Token(kind: kind, span: SourceSpan(offset: start, length: index - start, line: line, column: column))
  }

  private mutating func skipSpace() {
    while let current = byte() {
      switch current {
      case 0x0A:
        index += 1
        line += 1
        lineStart = index
      case 0x20, 0x09, 0x0D, 0x0C:
        index += 1
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
        while let inside = byte(), inside != 0x0A { index += 1 }
      default:
        return
      }
    }
  }

  /// Text in three quotes may hold newlines.
  private mutating func countLines(from start: Int) {
    for position in start..<index where bytes[position] == 0x0A {
      line += 1
      lineStart = position + 1
    }
  }

  private mutating func name() -> String {
    let start = index
    while let current = byte(), isLetter(current) || isDigit(current) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func quotedName() throws(CELFault) -> Token.Kind {
    let start = index
    index += 1
    while let current = byte(), current != UInt8(ascii: "`") {
      guard isLetter(current) || isDigit(current) || "./- ".utf8.contains(current) else { break }
      index += 1
    }
    guard byte() == UInt8(ascii: "`"), index > start + 1 else {
      throw CELFault(
        "a field name in backticks holds letters, digits and '_', '.', '-', '/', ' ' and ends with a backtick", at: span(from: start))
    }
    index += 1
    return .quoted(String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self))
  }

  /// The symbols that begin with each byte, the longer ones first.
  private static let symbols = (UInt8.min...UInt8.max).map { byte in Token.Symbol.allCases.filter { $0.rawValue.utf8.first == byte } }

  private mutating func symbol() throws(CELFault) -> Token.Kind {
    let start = index
    for symbol in Self.symbols[Int(bytes[index])] where bytes[index...].starts(with: symbol.rawValue.utf8) {
      index += symbol.rawValue.utf8.count
      return .symbol(symbol)
    }
    index += 1
    while let current = byte(), current & 0xC0 == 0x80 { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    throw CELFault("Syntax error: token recognition error at: '\(text)'", at: span(from: start))
  }

  private mutating func number() throws(CELFault) -> Token.Kind {
    let start = index
    if byte() == UInt8(ascii: "0"), let mark = byte(1), mark | 0x20 == UInt8(ascii: "x"), byte(2).map(isHexDigit) == true {
      index += 2
      while byte().map(isHexDigit) == true { index += 1 }
      return try whole(bytes[(start + 2)..<index], radix: 16, from: start)
    }
    skipDigits()
    var isWhole = true
    if byte() == UInt8(ascii: "."), byte(1).map(isDigit) == true {
      isWhole = false
      index += 1
      skipDigits()
    }
    if let mark = byte(), mark | 0x20 == UInt8(ascii: "e") {
      let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
      if byte(1 + sign).map(isDigit) == true {
        isWhole = false
        index += 1 + sign
        skipDigits()
      }
    }
    if isWhole { return try whole(bytes[start..<index], radix: 10, from: start) }
    guard let value = Double(String(decoding: bytes[start..<index], as: UTF8.self)), value.isFinite else {
      throw CELFault("invalid double literal", at: span(from: start))
    }
    return .double(value)
  }

  private mutating func whole(_ digits: ArraySlice<UInt8>, radix: Int, from start: Int) throws(CELFault) -> Token.Kind {
    let value = UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
    var isUnsigned = false
    if let suffix = byte(), suffix | 0x20 == UInt8(ascii: "u") {
      index += 1
      isUnsigned = true
    }
    guard let value else { throw CELFault("invalid \(isUnsigned ? "uint" : "int") literal", at: span(from: start)) }
    return isUnsigned ? .uint(value) : .int(value)
  }

  private mutating func skipDigits() {
    while byte().map(isDigit) == true { index += 1 }
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66) }

func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_") }
