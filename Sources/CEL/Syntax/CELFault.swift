/// Why an expression cannot be used: one thing that is wrong with it, and where.
public struct CELFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in the words of the reference implementation where it has some.
  public let message: String
  /// The piece of the expression that it is about.
  public let span: SourceSpan

  /// A fault at a place.
  public init(_ message: String, at span: SourceSpan) {
    self.message = message
    self.span = span
  }

  /// `line:column: message`.
  public var description: String { "\(span.line):\(span.column): \(message)" }

  /// The message, the line of the expression that it is about, and a caret below the place.
  public func rendered(in source: String, name: String = "<input>") -> String {
    "\(name):\(span.line):\(span.column): error: \(message)\n" + span.marked(in: source)
  }
}

extension SourceSpan {
  /// The line of the expression, and a caret below the place: two lines, without a newline at the end.
  public func marked(in source: String) -> String {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.indices.contains(line - 1) ? String(lines[line - 1]) : ""
    // A tab stays a tab, so that the caret stands where the reader sees the place.
    let indent = text.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    return " | \(text)\n | \(indent)^"
  }
}
