/// A piece of an expression's text.
public struct SourceSpan: Hashable, Sendable {
  /// UTF-8 bytes before the piece.
  public let offset: Int
  /// UTF-8 bytes of the piece.
  public let length: Int
  /// From 1.
  public let line: Int
  /// From 1, counted in Unicode scalars.
  public let column: Int

  /// A piece of text, by its place.
  public init(offset: Int, length: Int, line: Int, column: Int) {
    self.offset = offset
    self.length = length
    self.line = line
    self.column = column
  }

  var end: Int { offset + length }

  /// From the start of this piece to the end of another.
  func through(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(offset: offset, length: max(length, other.end - offset), line: line, column: column)
  }
}
