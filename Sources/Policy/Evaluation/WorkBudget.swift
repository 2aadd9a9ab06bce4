import CEL
import Synchronization

/// What evaluations may do together, in steps, and bytes and elements that are looked at. The cost, which an API server counts, is too
/// coarse a measure of time: lists of lists are compared at the cost of one.
///
/// An evaluation does not say what it did, only that a limit was too low. So it is tried with a low limit first, then with four times
/// as much, and so on; each try is charged with its limit, together less than six times what was done.
final class WorkBudget: Sendable {
  /// For one policy and one object.
  static let policy = 400_000_000
  /// For all policies and objects of a revision.
  static let judgement = 100_000_000_000
  /// What an evaluation is tried with first: enough for most.
  private static let first = 4_000
  /// For one expression.
  private static let expression = 100_000_000

  private struct State {
    var left: Int
    var isExhausted = false
  }

  private let state: Mutex<State>
  private let whole: WorkBudget?

  /// - Parameter whole: Another budget that is charged, too.
  init(_ budget: Int, within whole: WorkBudget? = nil) {
    state = Mutex(State(left: budget))
    self.whole = whole
  }

  /// Whether an evaluation wanted more than was left, here or in the whole: what comes of evaluations since then says nothing.
  var isExhausted: Bool { state.withLock(\.isExhausted) || whole?.isExhausted == true }

  /// Evaluates an expression within the budget; a failure when it is used up.
  func evaluate(_ program: Program, _ bindings: any Bindings) -> Program.Evaluation {
    var limit = Self.first
    while true {
      let granted = take(limit) ? limit : 0
      let evaluation = program.evaluate(bindings, limits: EvaluationLimits(cost: CostBudget.expression, work: granted))
      guard granted > 0, limit < Self.expression, case .failure(let fault) = evaluation.result, fault.kind == .workLimit else {
        return evaluation
      }
      limit = min(4 * limit, Self.expression)
    }
  }

  private func take(_ amount: Int) -> Bool {
    let isThere = state.withLock { state in
      if amount <= state.left { state.left -= amount } else { state.isExhausted = true }
      return !state.isExhausted
    }
    return isThere && whole?.take(amount) != false
  }
}
