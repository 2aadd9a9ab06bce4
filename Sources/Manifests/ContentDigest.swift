import COpenSSL

/// SHA-256 (FIPS 180-4), by OpenSSL.
package enum SHA256Digest {
  /// The digest in 64 lower-case hexadecimal digits.
  package static func hex(_ bytes: [UInt8]) -> String {
    hex(prefix: 32, of: bytes)
  }

  /// The first `prefix` bytes (1 to 32) of the digest, two digits each.
  package static func hex(prefix: Int, of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = SHA256(bytes, bytes.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(prefix * 2)
    for byte in digest.prefix(prefix) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
