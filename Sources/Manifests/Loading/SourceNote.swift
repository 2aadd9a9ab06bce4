package import SourceYAML

/// A comment in a user's file that is meant for Nuncio: `# nuncio:allow CODE until 2026-12-31: reason`.
package struct SourceNote: Hashable, Sendable {
  /// What stands behind `nuncio:`, to the end of the line.
  package let text: String
  /// Where `nuncio:` stands.
  package let position: SourcePosition
  /// The line that it speaks of: its own, or when it stands alone the next one that is neither empty, nor a comment, nor `---`.
  package let subject: Int

  private static let mark = Array("nuncio:".utf8)
  private static let lineFeed = UInt8(ascii: "\n")

  /// The comments of a file, in order. A file without any costs one look at its bytes.
  static func find(in bytes: [UInt8], file: String) -> [SourceNote] {
    guard contains(mark, in: bytes) else { return [] }
    let lines = bytes.split(separator: lineFeed, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    return lines.enumerated().compactMap { index, line in
      guard let hash = line.firstRange(of: "# nuncio:") ?? line.firstRange(of: "#nuncio:") else { return nil }
      let isAlone = line[..<hash.lowerBound].allSatisfy(\.isWhitespace)
      let isComment = isAlone || line[..<hash.lowerBound].last?.isWhitespace == true
      guard isComment, let start = line[hash.lowerBound...].firstIndex(of: "n") else { return nil }
      let text = line[line.index(start, offsetBy: 7)...]
      let column = line.unicodeScalars.distance(from: line.startIndex, to: start) + 1
      let subject = isAlone ? lines.indices.dropFirst(index + 1).first { isContent(lines[$0]) } : index
      return SourceNote(
        text: String(text.drop(while: \.isWhitespace)), position: SourcePosition(file: file, line: index + 1, column: column),
        subject: (subject ?? index) + 1)
    }
  }

  private static func isContent(_ line: String) -> Bool {
    let text = line.drop(while: \.isWhitespace)
    return !text.isEmpty && !text.hasPrefix("#") && !text.hasPrefix("---")
  }

  private static func contains(_ wanted: [UInt8], in bytes: [UInt8]) -> Bool {
    // The colon is rarer than the letters.
    let place = 6
    var index = place
    while let colon = bytes[min(index, bytes.count)...].firstIndex(of: wanted[place]) {
      let start = colon - place
      if start >= 0, start + wanted.count <= bytes.count, bytes[start..<start + wanted.count].elementsEqual(wanted) { return true }
      index = colon + 1
    }
    return false
  }
}
