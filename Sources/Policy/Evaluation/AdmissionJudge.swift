import CEL
import Manifests

/// Puts the requests of a revision before the admission policies, in the order of an API server's dispatcher.
struct AdmissionJudge {
  let policies: [CompiledPolicy]
  let environment: PolicyEnvironment
  let namespaces: NamespaceView
  let parameters: ParameterStore
  let catalog: KindCatalog
  private let work: WorkBudget
  private let inputs: Set<String>
  private var candidates: [CandidateKey: [Candidate]] = [:]

  /// What decides which rules may take a request.
  private struct CandidateKey: Hashable {
    let group: String
    let kind: String
    let version: String
    let operation: Operation
  }

  private struct Candidate {
    let policy: Int
    /// The version that the rules match; nil when that depends on the object's name.
    let version: String?
  }

  init(
    policies: [CompiledPolicy], environment: PolicyEnvironment, namespaces: NamespaceView, parameters: ParameterStore,
    catalog: KindCatalog, work: WorkBudget
  ) {
    self.policies = policies
    self.environment = environment
    self.namespaces = namespaces
    self.parameters = parameters
    self.catalog = catalog
    self.work = work
    inputs = policies.reduce(into: []) { $0.formUnion($1.inputs) }
  }

  /// Evaluates every policy that takes the request, under each of its bindings, with each parameter, until the work is used up.
  mutating func judge(_ request: AdmissionRequest, visit: (CompiledPolicy, PolicyBinding, PolicyEvaluation) -> Void) {
    var values = RequestValues(request, inputs: inputs, environment: environment, namespaces: namespaces, catalog: catalog)
    for candidate in candidates(for: request) {
      let compiled = policies[candidate.policy]
      guard compiled.policy.match.selectorsMatch(request, namespaces: namespaces),
        let version = candidate.version ?? compiled.policy.match.ruleVersion(for: request)
      else { continue }
      for binding in compiled.bindings where binding.match?.takes(request, namespaces: namespaces) ?? true {
        do throws(ParameterStore.Problem) {
          for params in try parameters.parameters(of: compiled.policy, binding, namespace: request.namespace) {
            let bindings = values.bindings(version: version, params: params)
            let evaluator = PolicyEvaluator(
              compiled: compiled, binding: binding, values: bindings, work: WorkBudget(environment.policyWork, within: work))
            let evaluation = evaluator.evaluate()
            if work.isExhausted { return }
            visit(compiled, binding, evaluation)
          }
        } catch {
          if compiled.policy.failurePolicy == .fail { visit(compiled, binding, refusal(compiled, binding, error)) }
        }
      }
    }
  }

  private func refusal(_ compiled: CompiledPolicy, _ binding: PolicyBinding, _ problem: ParameterStore.Problem) -> PolicyEvaluation {
    var evaluation = PolicyEvaluation(policy: compiled.policy.name, binding: binding.name)
    evaluation.decisions = [
      Decision(
        policy: compiled.policy.name, binding: binding.name, message: "failed to configure binding: \(problem.message)", reason: "Invalid",
        actions: [.deny], cause: .parameters)
    ]
    return evaluation
  }

  private mutating func candidates(for request: AdmissionRequest) -> [Candidate] {
    let key = CandidateKey(
      group: request.kind.group, kind: request.kind.kind, version: request.version, operation: request.operation)
    if let known = candidates[key] { return known }
    let found = policies.indices.compactMap { index -> Candidate? in
      let match = policies[index].policy.match
      if match.dependsOnName { return Candidate(policy: index, version: nil) }
      return match.ruleVersion(for: request).map { Candidate(policy: index, version: $0) }
    }
    candidates[key] = found
    return found
  }
}
