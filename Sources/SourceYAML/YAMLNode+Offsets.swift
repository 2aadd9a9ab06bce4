extension YAMLNode {
  /// Where a byte of the node's text is written, in whatever style: quotes, escapes, folds and the indentation of block
  /// scalars are seen through. A place past the end is where the text ends; for a mapping or sequence, its own place.
  package func position(ofByte offset: Int) -> SourcePosition {
    guard let written = writtenScalar else { return position }
    var walk = ScalarWalk(source: written.source, line: written.line, column: written.column)
    return walk.position(ofByte: max(0, offset), file: position.file)
  }
}

/// Reads a scalar where it is written, keeping step with the text that it stands for.
private struct ScalarWalk {
  private let source: [UInt8]
  private var index: Int
  private var line: Int
  private var column: Int
  /// Bytes of text that have been passed.
  private var passed = 0

  init(source: [UInt8], line: Int, column: Int) {
    self.source = source
    index = source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    self.line = 1
    self.column = 1
    while index < source.count, self.line < line { step() }
    while index < source.count, self.column < column { step() }
  }

  private var byte: UInt8? { index < source.count ? source[index] : nil }

  private func isBlank(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func isBreak(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// One code point on; a line break of two bytes is one.
  private mutating func step() {
    guard let first = byte else { return }
    index += 1
    if first == UInt8(ascii: "\r"), byte == UInt8(ascii: "\n") { index += 1 }
    if isBreak(first) {
      line += 1
      column = 1
      return
    }
    while let next = byte, next & 0xC0 == 0x80 { index += 1 }
    column += 1
  }

  mutating func position(ofByte offset: Int, file: String) -> SourcePosition {
    skipProperties()
    switch byte {
    case UInt8(ascii: "'"): quoted(upTo: offset, quote: UInt8(ascii: "'"))
    case UInt8(ascii: "\""): quoted(upTo: offset, quote: UInt8(ascii: "\""))
    case UInt8(ascii: "|"): block(upTo: offset, isFolded: false)
    case UInt8(ascii: ">"): block(upTo: offset, isFolded: true)
    default: flow(upTo: offset) { _ in false }
    }
    return SourcePosition(file: file, line: line, column: column)
  }

  /// An anchor or a tag before the scalar.
  private mutating func skipProperties() {
    while byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
      while let next = byte, !isBlank(next), !isBreak(next) { step() }
      while isBlank(byte) || isBreak(byte) { step() }
    }
  }

  private mutating func quoted(upTo offset: Int, quote: UInt8) {
    step()
    flow(upTo: offset) { $0 == quote }
  }

  /// Plain and quoted text: a line break between words is a space, an empty line is a line break.
  private mutating func flow(upTo offset: Int, isQuote: (UInt8) -> Bool) {
    let isDouble = isQuote(UInt8(ascii: "\""))
    let isQuoted = isDouble || isQuote(UInt8(ascii: "'"))
    while passed < offset, let next = byte {
      if isBreak(next) || (isBlank(next) && blanksEndLine()) {
        fold()
      } else if isDouble, next == UInt8(ascii: "\\") {
        escape()
      } else if isQuoted, isQuote(next) {
        step()
        // Doubled, a single quote stands for itself; alone, the text is over.
        guard !isDouble, let after = byte, isQuote(after) else { return }
        step()
        passed += 1
      } else {
        pass()
      }
    }
  }

  /// One character that stands for itself.
  private mutating func pass() {
    let start = index
    step()
    passed += index - start
  }

  private func blanksEndLine() -> Bool {
    var ahead = index
    while ahead < source.count, isBlank(source[ahead]) { ahead += 1 }
    return ahead < source.count && isBreak(source[ahead])
  }

  /// Line breaks and the blanks around them: n breaks are n - 1 line breaks of text, a single one is a space.
  private mutating func fold() {
    var breaks = 0
    while let next = byte, isBlank(next) || isBreak(next) {
      if isBreak(next) { breaks += 1 }
      step()
    }
    passed += max(1, breaks - 1)
  }

  /// `\n`, `\x41`, `\u263A`, a line break that is left out.
  private mutating func escape() {
    step()
    guard let letter = byte else { return }
    if isBreak(letter) {
      while isBlank(byte) || isBreak(byte) { step() }
      return
    }
    let digits: Int? =
      switch letter {
      case UInt8(ascii: "x"): 2
      case UInt8(ascii: "u"): 4
      case UInt8(ascii: "U"): 8
      default: nil
      }
    step()
    guard let digits else {
      passed += 1
      return
    }
    let text = source[index..<min(source.count, index + digits)]
    let scalar = UInt32(String(decoding: text, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
    passed += scalar.map { UTF8.width($0) } ?? 1
    for _ in 0..<digits { step() }
  }

  /// Literal and folded blocks: the indentation is no text. A break is as long as what it stands for, itself or a space,
  /// except that of several breaks behind a line of folded text the first is left out.
  private mutating func block(upTo offset: Int, isFolded: Bool) {
    while let next = byte, !isBreak(next) { step() }
    step()
    let indent = blockIndent()
    while passed < offset, byte != nil {
      for _ in 0..<indent where isBlank(byte) { step() }
      let isFoldable = isFolded && !isBlank(byte) && !isBreak(byte)
      while passed < offset, let next = byte, !isBreak(next) { pass() }
      guard passed < offset else { return }
      if !(isFoldable && isEmptyLineNext) { passed += 1 }
      step()
    }
    for _ in 0..<indent where isBlank(byte) { step() }
  }

  /// The blanks before the first line that is not empty.
  private func blockIndent() -> Int {
    var ahead = index
    var count = 0
    while ahead < source.count {
      if source[ahead] == UInt8(ascii: " ") {
        count += 1
      } else if isBreak(source[ahead]) {
        count = 0
      } else {
        return count
      }
      ahead += 1
    }
    return count
  }

  /// Whether the line behind the break here is empty.
  private var isEmptyLineNext: Bool {
    var ahead = index + 1
    while ahead < source.count, isBlank(source[ahead]) { ahead += 1 }
    return ahead < source.count && isBreak(source[ahead])
  }
}
