import CRE2

/// A pattern in RE2: linear time, whatever the pattern.
final class RegularExpression: Sendable {
  // RE2 objects are safe to use from many threads once made, and this one is never changed.
  nonisolated(unsafe) private let handle: OpaquePointer
  /// Capturing groups, without the whole match.
  let groupCount: Int
  /// RE2's measure of the compiled size.
  let programSize: Int

  /// What RE2 may use for a pattern, in bytes: enough for a program of some 80,000 instructions.
  private static let memory: Int64 = 2 << 20

  /// Compiles a pattern.
  ///
  /// - Throws: Go's words when the pattern is refused.
  init(_ pattern: String) throws(EvaluationFault) {
    var text = try GoPattern.translated(pattern)
    let handle = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cre2_compile_utf8($0.baseAddress, $0.count, Self.memory)
      }
    }
    if let words = cre2_error(handle) {
      let fault = GoPattern.fault(String(cString: words), pattern)
      cre2_free(handle)
      throw fault
    }
    self.handle = handle
    groupCount = Int(cre2_group_count(handle))
    programSize = Int(cre2_program_size(handle))
  }

  deinit { cre2_free(handle) }

  /// Whether the pattern is found anywhere in the text.
  func isFound(in text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_find(handle, $0.baseAddress, $0.count, 0, nil, 0) }
    }
  }

  /// The byte ranges of the first match at or after `start` and of its groups; nil for a group without a part, nil for no match.
  func firstMatch(in bytes: [UInt8], from start: Int, groups: Int) -> [Range<Int>?]? {
    var offsets = [Int](repeating: -1, count: 2 * (groups + 1))
    let isMatch = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { cre2_find(handle, $0.baseAddress, $0.count, start, &offsets, Int32(groups + 1)) }
    }
    guard isMatch else { return nil }
    return (0...groups).map { offsets[2 * $0] < 0 ? nil : offsets[2 * $0]..<offsets[2 * $0 + 1] }
  }

  /// Up to `limit` matches from the left that do not overlap.
  func matches(in text: String, limit: Int, _ meter: inout Meter) throws(EvaluationFault) -> [String] {
    let bytes = Array(text.utf8)
    var result: [String] = []
    var start = 0
    while start <= bytes.count, result.count < limit, let range = firstMatch(in: bytes, from: start, groups: 0)?.first ?? nil {
      // Each search may have to look at all of the rest before it knows where its match ends.
      try meter.work(16 + (bytes.count - start) / 8)
      result.append(String(decoding: bytes[range], as: UTF8.self))
      start = range.upperBound
      if range.isEmpty {
        // Behind an empty match the search goes on at the next scalar.
        start += 1
        while start < bytes.count, bytes[start] & 0xC0 == 0x80 { start += 1 }
      }
    }
    return result
  }
}

/// Patterns that are only known at run time, compiled once in an evaluation.
struct PatternCache {
  private var patterns: [String: RegularExpression] = [:]
  private var prepared = 0

  /// How many literal patterns are compiled ahead: more of them are compiled in the evaluation that needs them, as work.
  static let mostPrepared = 50

  /// Compiles a pattern ahead of all evaluations; a bad one is left for them to find.
  mutating func prepare(_ text: String) {
    guard prepared < Self.mostPrepared else { return }
    prepared += 1
    if let compiled = try? RegularExpression(text) { patterns[text] = compiled }
  }

  /// The compiled pattern. What compiling costs is work, good pattern or bad.
  mutating func pattern(_ text: String, _ meter: inout Meter) throws(EvaluationFault) -> RegularExpression {
    if let known = patterns[text] { return known }
    try meter.work(10_000 + 100 * text.utf8.count)
    let compiled = try RegularExpression(text)
    try meter.work(20 * compiled.programSize)
    if patterns.count < 64 { patterns[text] = compiled }
    return compiled
  }
}
