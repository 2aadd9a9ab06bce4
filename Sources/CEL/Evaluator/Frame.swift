/// Gives the variables of an evaluation their values.
public protocol Bindings: Sendable {
  /// The value of a variable, by its declared name; nil when it has none. Asked at most once in an evaluation.
  ///
  /// - Throws: `EvaluationFault` when it cannot be had: the expression that asks fails with it.
  func value(of variable: String) throws(EvaluationFault) -> Value?
}

extension Dictionary: Bindings where Key == String, Value == CEL.Value {
  /// The value under the variable's name.
  public func value(of variable: String) throws(EvaluationFault) -> CEL.Value? { self[variable] }
}

/// A node of a program, ready to run. A type of its own, for closures in arrays are called through a thunk each time.
struct Step: Sendable {
  private let run: @Sendable (inout Frame) throws(EvaluationFault) -> Value

  init(_ run: @escaping @Sendable (inout Frame) throws(EvaluationFault) -> Value) { self.run = run }

  func callAsFunction(_ frame: inout Frame) throws(EvaluationFault) -> Value { try run(&frame) }
}

/// The state of one evaluation.
struct Frame {
  /// A variable of a macro, of `cel.bind` or of `cel.block`.
  enum Local {
    /// Not evaluated yet.
    case pending
    case value(Value)
    /// Evaluated, without a value.
    case failed(EvaluationFault)
  }

  /// What the variables are asked of.
  let bindings: any Bindings
  /// The variables that were asked for, by their place in the program.
  var inputs: [Value?]
  var locals: [Local]
  var meter: Meter
  var patterns = PatternCache()
}
