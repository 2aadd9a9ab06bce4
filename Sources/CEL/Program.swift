/// An expression that is ready to be evaluated, many times and from many threads.
public struct Program: Sendable {
  /// The expression with its types.
  public let checked: CheckedExpr
  /// The variables that the expression names, by their declared names.
  public let variables: [String]
  private let root: Step
  private let patterns: PatternCache

  /// Plans a checked expression.
  public init(_ checked: CheckedExpr) {
    var planner = Planner(rules: checked.rules)
    root = planner.step(checked.root)
    variables = planner.inputs
    patterns = planner.patterns
    self.checked = checked
  }

  /// The type of the result; `dyn` where it is not known.
  public var type: CELType { checked.type }

  /// What came of an evaluation.
  public struct Evaluation: Sendable {
    /// The value, or why there is none.
    public let result: Result<Value, EvaluationFault>
    /// The runtime cost, as Kubernetes counts it.
    public let cost: UInt64
    /// Steps, and bytes and elements that were looked at or built: a measure of time, at most `EvaluationLimits.work`.
    public let work: Int
  }

  /// Evaluates the expression once.
  public func evaluate(_ bindings: any Bindings, limits: EvaluationLimits = EvaluationLimits()) -> Evaluation {
    var frame = Frame(
      bindings: bindings, inputs: Array(repeating: nil, count: variables.count),
      locals: Array(repeating: .pending, count: checked.localCount), meter: Meter(limits), patterns: patterns)
    do {
      let value = try root(&frame)
      return Evaluation(result: .success(value), cost: frame.meter.cost, work: frame.meter.worked)
    } catch {
      return Evaluation(result: .failure(error), cost: frame.meter.cost, work: frame.meter.worked)
    }
  }
}
