/// The few forms of DER (X.690) that keys and signatures are handed to OpenSSL in.
enum DER {
  static func sequence(_ parts: [UInt8]...) -> [UInt8] { tagged(0x30, parts.flatMap { $0 }) }

  /// An object identifier, its contents already encoded.
  static func identifier(_ bytes: [UInt8]) -> [UInt8] { tagged(0x06, bytes) }

  /// An unsigned number, the highest byte first.
  static func number(_ bytes: [UInt8]) -> [UInt8] {
    let digits = bytes.drop { $0 == 0 }
    return tagged(0x02, (digits.first.map { $0 >= 0x80 } ?? true ? [0] : []) + digits)
  }

  static func bits(_ bytes: [UInt8]) -> [UInt8] { tagged(0x03, [0] + bytes) }

  static let null: [UInt8] = [0x05, 0x00]

  private static func tagged(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
    guard contents.count >= 0x80 else { return [tag, UInt8(contents.count)] + contents }
    let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: contents.count >> $0) }.drop { $0 == 0 }
    return [tag, 0x80 | UInt8(length.count)] + length + contents
  }
}
