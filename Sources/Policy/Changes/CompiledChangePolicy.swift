import CEL
import Manifests
import SourceYAML

/// A change policy whose expressions are ready to be evaluated.
struct CompiledChangePolicy: Sendable {
  let policy: ChangePolicy
  private let variables: CompiledVariables
  private let rules: [CompiledRule]

  /// Nil, with findings, when an expression is wrong.
  static func compile(_ policy: ChangePolicy, findings: inout [Finding]) -> CompiledChangePolicy? {
    var pass = ExpressionPass(
      environment: ChangeDeclarations.environment, macros: .all, object: policy.key, laterVariables: policy.variables.map(\.name))
    let variables = pass.variables(policy.variables)
    let rules = pass.rules(policy.validations)
    findings += pass.findings
    return pass.isUsable ? CompiledChangePolicy(policy: policy, variables: variables, rules: rules) : nil
  }

  /// Evaluates all rules. What cannot be evaluated counts as failed: a change is not let through by a broken rule.
  func evaluate(_ values: ChangeValues, work: WorkBudget) -> PolicyEvaluation {
    var evaluation = PolicyEvaluation(policy: policy.name, binding: "")
    let scope = VariableScope(variables, in: values.bindings, work: work)
    var budget = CostBudget(CostBudget.policy)
    for (index, rule) in rules.enumerated() {
      do throws(CostBudget.Exhausted) {
        let result = try budget.evaluate(rule.program, in: scope)
        evaluation.costs.append(result.cost)
        switch result.result {
        case .success(.bool(true)): evaluation.rules.append(.held)
        case .success:
          evaluation.rules.append(.failed)
          let message = try rule.message.flatMap { program throws(CostBudget.Exhausted) in
            try budget.evaluate(program, in: scope).result.usableMessage
          }
          evaluation.decisions.append(decision(message ?? rule.validation.fixedMessage, index))
        case .failure(let fault):
          evaluation.rules.append(.error)
          evaluation.decisions.append(decision(rule.validation.expression.failure(fault), index))
        }
      } catch {
        evaluation.decisions.append(decision(error.message, index))
        return evaluation
      }
    }
    return evaluation
  }

  private func decision(_ message: String, _ index: Int) -> Decision {
    Decision(
      policy: policy.name, binding: "", message: message, reason: "Invalid", actions: [policy.action == .deny ? .deny : .warn],
      cause: .validation(index))
  }
}
