import CEL

/// What the expressions of one evaluation of a policy may cost together (k8s.io/apiserver, pkg/apis/cel).
struct CostBudget: Sendable {
  /// For validations and their messages.
  static let policy: UInt64 = 10_000_000
  /// For match conditions.
  static let matchConditions: UInt64 = 2_500_000
  /// For one expression.
  static let expression: UInt64 = 1_000_000

  /// Nothing is left: the expressions that follow are not evaluated.
  struct Exhausted: Error {
    var message = "validation failed due to running out of cost budget, no further validation rules will be run"
  }

  private(set) var left: UInt64

  init(_ budget: UInt64) { left = budget }

  /// Evaluates an expression; what its variables cost is counted, too.
  ///
  /// - Throws: When the budget, or that for work, is used up, with it or before.
  mutating func evaluate(_ program: Program, in scope: VariableScope) throws(Exhausted) -> Program.Evaluation {
    let evaluation = scope.work.evaluate(program, scope)
    if scope.work.isExhausted { throw Exhausted(message: "operation cancelled: too much work for one policy") }
    for cost in [scope.takeCost(), evaluation.cost] {
      guard cost <= left else { throw Exhausted() }
      left -= cost
    }
    return evaluation
  }
}
