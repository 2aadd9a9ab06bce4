import CEL
import Synchronization

/// What evaluations may do together, in steps, and bytes and elements that are looked at. The cost, which an API server counts, is too
/// coarse a measure of time: lists of lists are compared at the cost of one.
final class WorkBudget: Sendable {
  /// For one policy and one object.
  static let policy = 400_000_000
  /// For all policies and objects of a revision.
  static let judgement = 100_000_000_000
  /// For one expression.
  private static let expression = 100_000_000

  private let remaining: Mutex<Int>
  private let whole: WorkBudget?

  /// - Parameter whole: Another budget that is charged, too.
  init(_ budget: Int, within whole: WorkBudget? = nil) {
    remaining = Mutex(budget)
    self.whole = whole
  }

  /// Whether nothing is left, here or in the whole: what comes of evaluations since then says nothing.
  var isExhausted: Bool { left <= 0 }

  /// Evaluates an expression within the budget; a failure when it is used up.
  func evaluate(_ program: Program, _ bindings: any Bindings) -> Program.Evaluation {
    let granted = max(0, min(Self.expression, left))
    let evaluation = program.evaluate(bindings, limits: EvaluationLimits(cost: CostBudget.expression, work: granted))
    charge(evaluation.work)
    return evaluation
  }

  private var left: Int { min(remaining.withLock { $0 }, whole?.left ?? .max) }

  private func charge(_ work: Int) {
    remaining.withLock { $0 -= work }
    whole?.charge(work)
  }
}
