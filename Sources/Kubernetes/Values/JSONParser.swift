/// Why bytes are no JSON.
package struct JSONFault: Error, Sendable, CustomStringConvertible {
  /// Counted in bytes from 0.
  package let offset: Int
  package let message: String

  package var description: String { "no JSON at byte \(offset): \(message)" }
}

extension JSONValue {
  /// What is nested deeper is read as the text `tooDeep`: one odd object must not keep a list of others from being read.
  package static let depthLimit = 128
  /// In the place of what is nested too deeply; no field wants it.
  package static let tooDeep = JSONValue.string("(nested deeper than 128)")

  /// Reads one JSON text (RFC 8259). Of two fields with one name the last counts.
  ///
  /// A list of ten thousand objects is read at every restart: Foundation's parser takes several times as long.
  /// - Throws: `JSONFault`.
  package init(parsing bytes: some Collection<UInt8>) throws(JSONFault) {
    let array = Array(bytes)
    let result = array.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONFault> in
      var parser = JSONParser(bytes: buffer)
      return Result { () throws(JSONFault) in try parser.document() }
    }
    self = try result.get()
  }
}

/// A recursive descent over bytes; the buffer outlives it.
private struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func document() throws(JSONFault) -> JSONValue {
    let value = try value()
    skipSpace()
    guard index == bytes.count else { throw fault("something follows the value") }
    return value
  }

  private func fault(_ message: String) -> JSONFault { JSONFault(offset: index, message: message) }
  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09 { index += 1 }
  }

  private mutating func value() throws(JSONFault) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONFault) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONFault) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(_ read: (inout JSONParser) throws(JSONFault) -> JSONValue) throws(JSONFault) -> JSONValue {
    guard depth < JSONValue.depthLimit else {
      try skipNested()
      return JSONValue.tooDeep
    }
    depth += 1
    index += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  /// Goes behind an object or array without reading it.
  private mutating func skipNested() throws(JSONFault) {
    var open = 0
    repeat {
      switch next {
      case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
      case UInt8(ascii: "\""):
        _ = try string()
        continue
      case nil: throw fault("the text ends within a value")
      default: break
      }
      index += 1
    } while open > 0
  }

  private mutating func object() throws(JSONFault) -> JSONValue {
    var fields: [String: JSONValue] = [:]
    skipSpace()
    if next == UInt8(ascii: "}") {
      index += 1
      return .object(fields)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a name in quotes is expected") }
      let name = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw fault("':' is expected") }
      index += 1
      fields[name] = try value()
      if try ends(with: UInt8(ascii: "}")) { return .object(fields) }
    }
  }

  private mutating func array() throws(JSONFault) -> JSONValue {
    var items: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      index += 1
      return .array(items)
    }
    while true {
      items.append(try value())
      if try ends(with: UInt8(ascii: "]")) { return .array(items) }
    }
  }

  private mutating func ends(with close: UInt8) throws(JSONFault) -> Bool {
    skipSpace()
    guard let byte = next, byte == close || byte == UInt8(ascii: ",") else { throw fault("',' or the end is expected") }
    index += 1
    return byte == close
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    let count = word.utf8CodeUnitCount
    guard index + count <= bytes.count,
      UnsafeBufferPointer(rebasing: bytes[index..<index + count]).elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count))
    else { throw fault("no such word") }
    index += count
    return value
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = index
    if next == UInt8(ascii: "-") { index += 1 }
    let digits = index
    while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
    guard index > digits else { throw fault("a value is expected") }
    var isWhole = true
    while let byte = next, (0x30...0x39).contains(byte) || byte == 0x2E || byte | 0x20 == 0x65 || byte == 0x2B || byte == 0x2D {
      isWhole = false
      index += 1
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isWhole, let number = Int64(text) { return .integer(number) }
    guard let number = Double(text), number.isFinite else { throw fault("no number: \(text.prefix(40))") }
    return .number(number)
  }

  private mutating func string() throws(JSONFault) -> String {
    index += 1
    let start = index
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
    guard next != UInt8(ascii: "\"") else {
      defer { index += 1 }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
    var text = Array(bytes[start..<index])
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw fault("a control character in a text")
      default: text.append(byte)
      }
    }
    throw fault("a text without an end")
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func escape() throws(JSONFault) -> [UInt8] {
    guard let byte = next else { throw fault("a text without an end") }
    index += 1
    if let plain = Self.escapes[byte] { return [plain] }
    guard byte == UInt8(ascii: "u") else { throw fault("no such escape") }
    let first = try unit()
    var scalar = UInt32(first)
    if (0xD800...0xDBFF).contains(first), index + 1 < bytes.count, bytes[index] == 0x5C, bytes[index + 1] == UInt8(ascii: "u") {
      index += 2
      let second = try unit()
      if (0xDC00...0xDFFF).contains(second) { scalar = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00) }
    }
    return Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
  }

  private mutating func unit() throws(JSONFault) -> UInt16 {
    guard index + 4 <= bytes.count, let value = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16) else {
      throw fault("four hexadecimal digits are expected")
    }
    index += 4
    return value
  }
}
