/// The form in which Envoy compares a path (`normalize_path`), dot segments apart.
enum PathForm {
  /// Letters, digits and `-._~` are never escaped, what no URL holds is, and a backslash is a slash (RFC 3986, section
  /// 2.3; the URL Standard for the rest, as Envoy has it).
  static func canonical(_ path: some StringProtocol) -> String {
    let bytes = Array(path.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%"), let escaped = escapedByte(bytes, at: index), isUnreserved(escaped) {
        result.append(escaped)
        index += 3
        continue
      }
      if byte == UInt8(ascii: "\\") {
        result.append(UInt8(ascii: "/"))
      } else if byte <= 32 || byte >= 127 || "^|`\"<>{}".utf8.contains(byte) {
        result += "%".utf8
        result += [byte >> 4, byte & 15].map { $0 < 10 ? $0 + 48 : $0 + 55 }
      } else {
        result.append(byte)
      }
      index += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func escapedByte(_ bytes: [UInt8], at index: Int) -> UInt8? {
    guard index + 2 < bytes.count, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2]) else { return nil }
    return high << 4 | low
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-._~".utf8.contains(byte)
    }
  }
}
