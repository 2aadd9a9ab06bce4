/// Why an evaluation has no value.
public struct EvaluationFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Kind: Hashable, Sendable {
    /// An error of the language, such as a missing key. `false && error` is false all the same.
    case error
    /// The cost limit is reached: the evaluation stopped there.
    case costLimit
    /// The work limit is reached, or a value would be too large: the evaluation stopped there.
    case workLimit
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// What happened, in the words of the reference implementation where it has some.
  public let message: String
  /// The innermost piece of the expression that failed, when it is known.
  public let span: SourceSpan?

  /// An error of the language.
  public init(_ message: String) { self.init(.error, message) }

  init(_ kind: Kind, _ message: String, at span: SourceSpan? = nil) {
    self.kind = kind
    self.message = message
    self.span = span
  }

  /// The same fault with a place, unless it has one.
  func located(at place: SourceSpan) -> EvaluationFault {
    span == nil ? EvaluationFault(kind, message, at: place) : self
  }

  /// `line:column: message`, or the message alone.
  public var description: String { span.map { "\($0.line):\($0.column): \(message)" } ?? message }

  static let noSuchOverload = EvaluationFault("no such overload")

  /// A function that does not take its arguments. The reference implementation keeps the types to itself where it asks the value and not the
  /// function.
  static func noSuchOverload(of name: String, _ arguments: [Value]) -> EvaluationFault {
    switch name {
    case "startsWith", "endsWith", "contains", "matches", "find", "findAll": .noSuchOverload
    case "size": EvaluationFault("no such overload: size")
    default: EvaluationFault("no such overload: \(name)(\(arguments.map(\.typeName).joined(separator: ", ")))")
    }
  }

  static func noSuchKey(_ key: Value) -> EvaluationFault { EvaluationFault("no such key: \(displayText(key))") }
}
