import CEL

/// Evaluates a policy for one request under one binding with one parameter: the rules of k8s.io/apiserver's validator, with
/// its order, messages and budgets.
struct PolicyEvaluator {
  let compiled: CompiledPolicy
  let binding: PolicyBinding
  let values: RequestBindings
  let work: WorkBudget

  func evaluate() -> PolicyEvaluation {
    var evaluation = PolicyEvaluation(policy: compiled.policy.name, binding: binding.name)
    do throws(Refusal) {
      if let excluded = try excludingCondition() {
        evaluation.excludedBy = excluded
        return evaluation
      }
      try validate(&evaluation)
      try annotate(&evaluation)
    } catch {
      // What was decided before is not heard of any more.
      evaluation.decisions = compiled.policy.failurePolicy == .fail ? [decision(error.message, .evaluation, actions: binding.actions)] : []
    }
    return evaluation
  }

  /// The evaluation as a whole fails.
  private struct Refusal: Error {
    let message: String
  }

  private func scope() -> VariableScope { VariableScope(compiled.variables, in: values, work: work) }

  private func decision(_ message: String, _ cause: Decision.Cause, reason: String? = nil, actions: [ValidationAction]) -> Decision {
    Decision(
      policy: compiled.policy.name, binding: binding.name, message: message, reason: reason ?? "Invalid", actions: actions, cause: cause)
  }

  private func evaluated(_ program: Program, in scope: VariableScope, _ budget: inout CostBudget) throws(Refusal) -> Program.Evaluation {
    do throws(CostBudget.Exhausted) {
      return try budget.evaluate(program, in: scope)
    } catch {
      throw Refusal(message: error.message)
    }
  }

  // MARK: Match conditions

  /// The name of the first condition that is false. Errors count only when no condition is.
  private func excludingCondition() throws(Refusal) -> String? {
    guard !compiled.conditions.isEmpty else { return nil }
    let scope = scope()
    var budget = CostBudget(CostBudget.matchConditions)
    var results: [(condition: CompiledPolicy.Condition, result: Result<Value, EvaluationFault>)] = []
    for condition in compiled.conditions {
      do throws(Refusal) {
        results.append((condition, try evaluated(condition.program, in: scope, &budget).result))
      } catch {
        return try unmatched(because: error.message)
      }
    }
    var errors: [String] = []
    for (condition, result) in results {
      switch result {
      case .success(.bool(false)): return condition.name
      case .success: break
      case .failure(let fault): errors.append(condition.expression.failure(fault))
      }
    }
    guard let first = errors.first else { return nil }
    let distinct = errors.reduce(into: [String]()) { list, text in if !list.contains(text) { list.append(text) } }
    return try unmatched(because: distinct.count == 1 ? first : "[\(distinct.joined(separator: ", "))]")
  }

  /// A match that cannot be decided: with failurePolicy Ignore the policy does not match.
  private func unmatched(because message: String) throws(Refusal) -> String {
    guard compiled.policy.failurePolicy == .ignore else { throw Refusal(message: message) }
    return ""
  }

  // MARK: Validations

  private func validate(_ evaluation: inout PolicyEvaluation) throws(Refusal) {
    let scope = scope()
    var budget = CostBudget(CostBudget.policy)
    var results: [Result<Value, EvaluationFault>] = []
    evaluation.costs.reserveCapacity(compiled.rules.count)
    for rule in compiled.rules {
      let result = try evaluated(rule.program, in: scope, &budget)
      results.append(result.result)
      evaluation.costs.append(result.cost)
    }
    if results.allSatisfy(\.isTrue), !compiled.canExhaustBudget {
      evaluation.rules = results.map { _ in .held }
      return
    }
    let messages = messages(for: results, budget)
    for (index, rule) in compiled.rules.enumerated() {
      let cause = Decision.Cause.validation(index)
      switch results[index] {
      case .failure(let fault):
        evaluation.rules.append(.error)
        guard compiled.policy.failurePolicy == .fail else { continue }
        evaluation.decisions.append(decision(rule.validation.expression.failure(fault), cause, actions: binding.actions))
      case .success:
        let holds = results[index].isTrue
        evaluation.rules.append(holds ? .held : .failed)
        switch messages {
        case .failure(let refusal):
          guard compiled.policy.failurePolicy == .fail else { continue }
          evaluation.decisions.append(decision("failed messageExpression: \(refusal.message)", cause, actions: binding.actions))
        case .success(let messages) where !holds:
          let message = messages[index] ?? rule.validation.fixedMessage
          evaluation.decisions.append(decision(message, cause, reason: rule.validation.reason, actions: binding.actions))
        case .success: break
        }
      }
    }
  }

  /// What the message expressions of failed validations give, nil where the fixed message is to be taken.
  ///
  /// An API server evaluates all of them. That can be told from evaluating only what is needed only where together they may
  /// use up the budget, so only there it is done.
  private func messages(for results: [Result<Value, EvaluationFault>], _ budget: CostBudget) -> Result<[String?], Refusal> {
    var budget = budget
    let scope = scope()
    var messages: [String?] = []
    for (rule, result) in zip(compiled.rules, results) {
      guard !result.isTrue || compiled.canExhaustBudget, let program = rule.message else {
        messages.append(nil)
        continue
      }
      do throws(Refusal) {
        messages.append(try evaluated(program, in: scope, &budget).result.usableMessage)
      } catch {
        return .failure(error)
      }
    }
    return .success(messages)
  }

  // MARK: Audit annotations

  /// Annotations go to an audit log, which there is none of; one that cannot be made denies all the same.
  private func annotate(_ evaluation: inout PolicyEvaluation) throws(Refusal) {
    guard !compiled.annotations.isEmpty, compiled.policy.failurePolicy == .fail else { return }
    let scope = scope()
    var budget = CostBudget(CostBudget.policy)
    for annotation in compiled.annotations {
      if case .failure(let fault) = try evaluated(annotation.program, in: scope, &budget).result {
        evaluation.decisions.append(decision(annotation.expression.failure(fault), .evaluation, actions: [.deny]))
      }
    }
  }
}

extension Result where Success == Value, Failure == EvaluationFault {
  /// Whether a rule holds.
  fileprivate var isTrue: Bool { if case .success(.bool(true)) = self { true } else { false } }

  /// What a message expression may say: one line of text, at most 5 KiB; nil for everything else.
  var usableMessage: String? {
    guard case .success(.string(let text)) = self else { return nil }
    let message = text.trimmingBlanks()
    guard !message.isEmpty, message.utf8.count <= 5 * 1024, !message.utf8.contains(UInt8(ascii: "\n")) else { return nil }
    return message
  }
}

extension PolicyExpression {
  /// That the expression could not be evaluated, in an API server's words.
  func failure(_ fault: EvaluationFault) -> String { "expression '\(text)' resulted in error: \(fault.message)" }
}

extension Validation {
  /// The message without a message expression: the one that is written, or else the expression itself.
  var fixedMessage: String {
    let written = message?.trimmingBlanks() ?? ""
    return written.isEmpty ? "failed expression: \(expression.text.trimmingBlanks())" : written
  }
}

extension String {
  /// Without white space at both ends, as Go's strings.TrimSpace sees it.
  func trimmingBlanks() -> String {
    let scalars = unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[start...end])
  }
}
