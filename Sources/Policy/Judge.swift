package import Manifests
import SourceYAML

/// Judges a revision: every object that it creates, changes or deletes by the admission policies, the whole of it by the change
/// policies.
///
/// - Parameters:
///   - before: What the revision is compared with; nil makes every object a creation.
///   - environment: Who asks; the change in the gateway, without which change policies are not asked.
/// - Returns: What the policies say, in the order of the objects. Audits say nothing. What is wrong with the policies
///   themselves is in `policies.findings`.
package func judge(
  _ policies: PolicySet, before: ManifestSet?, after: ManifestSet, environment: PolicyEnvironment = PolicyEnvironment()
) -> [PolicyFinding] {
  let requests = RequestList(before: before, after: after, catalog: policies.catalog)
  let work = WorkBudget(environment.work)
  var verdict = Verdict(policies)
  eachEvaluation(policies, requests, before: before, after: after, environment, work) { request, compiled, binding, evaluation in
    for decision in evaluation.decisions { verdict.take(decision, request, compiled, binding) }
  }
  for (compiled, evaluation) in changeEvaluations(policies, before: before, after: after, environment, work) {
    for decision in evaluation.decisions { verdict.take(decision, compiled) }
  }
  return verdict.findings(undeclared: requests.undeclared) + (work.isExhausted ? [policies.tooMuchWork] : [])
}

/// One evaluation of one policy, for what wants to see all of them: tests of policies, benchmarks.
package struct PolicyVisit: Sendable {
  /// What is judged; nil for a change policy.
  package let object: ObjectKey?
  /// What is done to it; nil for a change policy.
  package let operation: Operation?
  /// What came of it.
  package let evaluation: PolicyEvaluation
}

/// Evaluates everything that `judge` does, and shows each evaluation.
package func visit(
  _ policies: PolicySet, before: ManifestSet?, after: ManifestSet, environment: PolicyEnvironment = PolicyEnvironment(),
  _ take: (PolicyVisit) -> Void
) {
  let requests = RequestList(before: before, after: after, catalog: policies.catalog)
  let work = WorkBudget(environment.work)
  eachEvaluation(policies, requests, before: before, after: after, environment, work) { request, _, _, evaluation in
    take(PolicyVisit(object: request.subject?.key, operation: request.operation, evaluation: evaluation))
  }
  for (_, evaluation) in changeEvaluations(policies, before: before, after: after, environment, work) {
    take(PolicyVisit(object: nil, operation: nil, evaluation: evaluation))
  }
}

private func eachEvaluation(
  _ policies: PolicySet, _ requests: RequestList, before: ManifestSet?, after: ManifestSet, _ environment: PolicyEnvironment,
  _ work: WorkBudget, _ take: (AdmissionRequest, CompiledPolicy, PolicyBinding, PolicyEvaluation) -> Void
) {
  var judge = AdmissionJudge(
    policies: policies.compiled.filter { !$0.bindings.isEmpty }, environment: environment,
    namespaces: NamespaceView(policies.others, before: before, after: after, cluster: environment.namespaces),
    parameters: ParameterStore(policies.others, after: after, catalog: policies.catalog), catalog: policies.catalog,
    work: work)
  for request in requests.requests where !work.isExhausted {
    judge.judge(request) { compiled, binding, evaluation in take(request, compiled, binding, evaluation) }
  }
}

/// Nothing where there is no change to look at.
private func changeEvaluations(
  _ policies: PolicySet, before: ManifestSet?, after: ManifestSet, _ environment: PolicyEnvironment, _ work: WorkBudget
) -> [(CompiledChangePolicy, PolicyEvaluation)] {
  guard let change = environment.change, !policies.compiledChange.isEmpty, !work.isExhausted else { return [] }
  let values = ChangeValues(change, before: before, after: after)
  return policies.compiledChange.map { ($0, $0.evaluate(values, work: WorkBudget(environment.policyWork, within: work))) }
}

/// Decisions to findings.
private struct Verdict {
  private let policies: PolicySet
  private var found: [PolicyFinding] = []
  /// What is the binding's fault is said once, however many objects it hits.
  private var bindingFaults: [PolicyFinding: Int] = [:]
  private var bindingFaultOrder: [PolicyFinding] = []

  init(_ policies: PolicySet) { self.policies = policies }

  /// What an admission policy says about an object.
  mutating func take(_ decision: Decision, _ request: AdmissionRequest, _ compiled: CompiledPolicy, _ binding: PolicyBinding) {
    guard let severity = decision.severity, let subject = request.subject else { return }
    let code = FindingCode.policy(compiled.policy.name)
    switch decision.cause {
    case .validation(let index):
      let rule = compiled.rules[index]
      let place = rule.reads.place(in: subject.root) ?? subject.position
      let finding = Finding(code, severity, decision.message, at: place, object: subject.key)
      found.append(PolicyFinding(finding, rule: rule.validation.expression.position, expression: rule.validation.expression.text))
    case .evaluation:
      let finding = Finding(code, severity, decision.message, at: subject.position, object: subject.key)
      found.append(PolicyFinding(finding, rule: compiled.policy.position, expression: nil))
    case .parameters:
      let place = binding.paramRef?.position ?? binding.position
      let fault = PolicyFinding(
        Finding(code, severity, decision.message, at: place, object: binding.key), rule: compiled.policy.position, expression: nil)
      if bindingFaults.updateValue(bindingFaults[fault, default: 0] + 1, forKey: fault) == nil { bindingFaultOrder.append(fault) }
    }
  }

  /// What a change policy says about the whole.
  mutating func take(_ decision: Decision, _ compiled: CompiledChangePolicy) {
    guard let severity = decision.severity, case .validation(let index) = decision.cause else { return }
    let expression = compiled.policy.validations[index].expression
    let finding = Finding(.policy(compiled.policy.name), severity, decision.message, at: expression.position)
    found.append(PolicyFinding(finding, rule: expression.position, expression: expression.text))
  }

  consuming func findings(undeclared: [(object: Manifest, kind: ResourceKind)]) -> [PolicyFinding] {
    let rules = policies.compiled.flatMap { policy in policy.policy.match.rules.map { (policy: policy.policy, rule: $0) } }
    return found + bindingFaultOrder.map { counted($0) }
      + undeclared.compactMap { object, kind in
        rules.first { $0.rule.mayMean(kind) }.map { assumption(object, kind, $0.policy) }
      }
  }

  private func counted(_ fault: PolicyFinding) -> PolicyFinding {
    let count = bindingFaults[fault] ?? 1
    let finding = fault.finding
    let message = "\(finding.message) (denies \(count) \(count == 1 ? "object" : "objects") here)"
    return PolicyFinding(
      Finding(finding.code, finding.severity, message, at: finding.position, object: finding.object), rule: fault.rule, expression: nil)
  }

  /// A kind that nobody declares, when a policy's rules may be about it.
  private func assumption(_ object: Manifest, _ kind: ResourceKind, _ policy: AdmissionPolicy) -> PolicyFinding {
    let message =
      "no CustomResourceDefinition of \(kind.kind) (\(object.apiVersion)) is here: policies take it for the namespaced resource '\(kind.plural)'"
    return PolicyFinding(
      .warning(.unknownKind, message, at: object.root["kind"]?.position ?? object.position, object: object.key), rule: policy.position,
      expression: nil)
  }
}

extension PolicySet {
  /// That judging came to no end.
  fileprivate var tooMuchWork: PolicyFinding {
    let position = admission.first?.position ?? change.first?.position ?? .start
    return PolicyFinding(
      .error(.policyUnavailable, "judging this revision takes too much work: not everything was judged", at: position),
      rule: position, expression: nil)
  }
}

extension Decision {
  /// Deny is an error, Warn a warning; what only goes to an audit log is nothing.
  var severity: Finding.Severity? { actions.contains(.deny) ? .error : actions.contains(.warn) ? .warning : nil }
}

extension ResourceRule {
  /// Whether the rule names the kind's group, and resources by name or by scope, so that a wrong guess would matter.
  fileprivate func mayMean(_ kind: ResourceKind) -> Bool {
    groups.contains(kind.group) && (!resources.contains { $0 == "*" || $0 == "*/*" } || scope != .all)
  }
}
