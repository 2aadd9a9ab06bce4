/// Reads the binary form of SSH (RFC 4251, section 5) from the front. A value that is cut short is nil.
struct SSHReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(bytes) }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func number() -> Int? { bytes(4).map { $0.reduce(0) { $0 << 8 | Int($1) } } }

  /// A length and that many bytes.
  mutating func string() -> [UInt8]? { number().flatMap { bytes($0) } }

  mutating func text() -> String? { string().flatMap { String(validating: $0, as: UTF8.self) } }
}

extension [UInt8] {
  /// The binary form of SSH: the length, then the bytes.
  var asSSHString: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + self }
}
