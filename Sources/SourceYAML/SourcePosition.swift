/// A place in a file: what a person types into an editor.
package struct SourcePosition: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The file's path as the source names it.
  package let file: String
  /// 1 or more.
  package let line: Int
  /// 1 or more, in code points.
  package let column: Int

  /// Makes a position.
  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`.
  package var description: String { "\(file):\(line):\(column)" }

  /// By file, then line, then column.
  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
