/// A key of a map. Numbers are equal across types, as the specification wants it: `{1: 'a'}[1u]` finds `'a'`.
struct MapKey: Hashable, Sendable {
  private enum Form: Hashable {
    case bool(Bool)
    case int(Int64)
    /// Above the ints.
    case large(UInt64)
    case text(ExactText)
  }

  private let form: Form

  init(_ text: String) { form = .text(ExactText(text)) }

  /// The key that a value stands for; nil for a double with a fraction, and for types that are no keys.
  init?(_ value: Value) {
    switch value {
    case .bool(let value): form = .bool(value)
    case .int(let value): form = .int(value)
    case .uint(let value): form = Int64(exactly: value).map { .int($0) } ?? .large(value)
    case .double(let value):
      if let whole = Int64(exactly: value) {
        form = .int(whole)
      } else if let large = UInt64(exactly: value) {
        form = .large(large)
      } else {
        return nil
      }
    case .string(let value): form = .text(ExactText(value))
    default: return nil
    }
  }

  /// The text, when it is one.
  var text: String? {
    if case .text(let text) = form { text.text } else { nil }
  }
}

/// Text compared byte by byte: Swift's own equality takes different spellings of one character for the same.
struct ExactText: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactText, right: ExactText) -> Bool { isSameText(left.text, right.text) }

  func hash(into hasher: inout Hasher) {
    let hashed: Void? = text.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    if hashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
  }
}

/// Whether two texts have the same bytes.
func isSameText(_ left: String, _ right: String) -> Bool {
  guard left.utf8.count == right.utf8.count else { return false }
  return compareText(left, right) == 0
}

/// Negative, zero or positive, by UTF-8 bytes, which is by Unicode scalars.
func compareText(_ left: String, _ right: String) -> Int {
  let fast = left.utf8.withContiguousStorageIfAvailable { left in
    right.utf8.withContiguousStorageIfAvailable { right in compareBytes(left, right) }
  }
  return (fast ?? nil) ?? compareBytes(Array(left.utf8), Array(right.utf8))
}

/// Negative, zero or positive, in the order of a dictionary.
func compareBytes(_ left: some RandomAccessCollection<UInt8>, _ right: some RandomAccessCollection<UInt8>) -> Int {
  for (left, right) in zip(left, right) where left != right { return left < right ? -1 : 1 }
  return left.count - right.count
}
