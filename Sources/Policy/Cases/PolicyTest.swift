package import Manifests
package import SourceYAML

/// Makes the change in the compiled gateway that a case's objects are, for what this target does not know: routes and hosts.
package typealias ChangeReader = (_ before: ManifestSet, _ after: ManifestSet) throws -> ChangeInput

/// What came of the cases of one folder.
package struct PolicyTestResult: Sendable {
  /// What came of one case.
  package struct Case: Sendable {
    /// As `PolicyCase.name`.
    package let name: String
    /// What was expected.
    package let expectation: PolicyCase.Expectation
    /// Why it is not as expected; nil when it is.
    package let problem: String?
  }

  /// How often a validation held and failed in the cases.
  package struct Rule: Sendable {
    /// The policy's name.
    package let policy: String
    /// Where the expression begins.
    package let position: SourcePosition
    /// The expression as it is written.
    package let expression: String
    /// Evaluations in which it was true.
    package fileprivate(set) var held = 0
    /// Evaluations in which it was not, or could not be evaluated.
    package fileprivate(set) var failed = 0

    /// What no case shows; nil when both are seen.
    package var gap: String? {
      switch (held, failed) {
      case (0, 0): "is never reached"
      case (0, _): "never holds"
      case (_, 0): "never fails"
      default: nil
      }
    }
  }

  /// How often a match condition kept a case from a policy.
  package struct Condition: Sendable {
    /// The policy's name.
    package let policy: String
    /// The condition's name.
    package let name: String
    /// Where its expression begins.
    package let position: SourcePosition
    /// Evaluations that it was the first to end.
    package fileprivate(set) var excluded = 0
  }

  /// As `PolicyTestFolder.path`.
  package let path: String
  /// What is wrong with the policies.
  package let findings: [Finding]
  /// In the order of their names.
  package let cases: [Case]
  /// The validations of all policies of the folder.
  package let rules: [Rule]
  /// Their match conditions.
  package let conditions: [Condition]

  /// Whether every case is as expected, and the policies are without errors.
  package var isGood: Bool { cases.allSatisfy { $0.problem == nil } && !findings.contains { $0.severity == .error } }

  /// Runs all cases of a folder.
  ///
  /// - Parameter changes: What makes routes and hosts of objects.
  package init(_ folder: PolicyTestFolder, changes: ChangeReader) {
    var coverage = Coverage(folder.policies)
    cases = folder.cases.map { Case(name: $0.name, expectation: $0.expectation, problem: coverage.problem(with: $0, changes)) }
    path = folder.path
    findings = folder.policies.findings
    rules = coverage.rules
    conditions = coverage.conditions
  }

  /// Runs cases, and counts what their evaluations show.
  private struct Coverage {
    let policies: PolicySet
    var rules: [Rule] = []
    var conditions: [Condition] = []
    private var firstRule: [String: Int] = [:]

    init(_ policies: PolicySet) {
      self.policies = policies
      let all = policies.admission.map { ($0.name, $0.validations) } + policies.change.map { ("change/\($0.name)", $0.validations) }
      for (name, validations) in all {
        firstRule[name] = rules.count
        let policy = name.hasPrefix("change/") ? String(name.dropFirst("change/".count)) : name
        rules += validations.map { Rule(policy: policy, position: $0.expression.position, expression: $0.expression.text) }
      }
      conditions = policies.admission.flatMap { policy in
        policy.matchConditions.map { Condition(policy: policy.name, name: $0.name, position: $0.expression.position) }
      }
    }

    /// Nil when the case is as expected.
    mutating func problem(with item: PolicyCase, _ changes: ChangeReader) -> String? {
      if let fault = item.findings.first { return "\(fault.position.map { "\($0): " } ?? "")\(fault.message)" }
      if item.after.manifests.isEmpty, item.before == nil { return "the case has no objects" }
      var environment = PolicyEnvironment()
      if !policies.change.isEmpty {
        do {
          var change = try changes(item.before ?? ManifestSet([]), item.after)
          change.commit = item.variables.commit
          if let now = item.variables.now { change.now = now }
          environment.change = change
        } catch {
          return "\(error)"
        }
      }
      var messages: [String] = []
      visit(policies, before: item.before, after: item.after, environment: environment) { visit in
        count(visit)
        messages += visit.evaluation.decisions.map(\.message)
      }
      return Self.problem(item, messages)
    }

    private static func problem(_ item: PolicyCase, _ messages: [String]) -> String? {
      switch item.expectation {
      case .pass: return messages.first.map { "refused: \($0)" }
      case .fail:
        guard let first = messages.first else { return "admitted" }
        guard let wanted = item.message, !messages.contains(where: { $0.contains(wanted) }) else { return nil }
        return "refused with \"\(first)\", which does not contain \"\(wanted)\""
      }
    }

    private mutating func count(_ visit: PolicyVisit) {
      let isChange = visit.object == nil
      guard let first = firstRule[isChange ? "change/\(visit.evaluation.policy)" : visit.evaluation.policy] else { return }
      for (index, result) in visit.evaluation.rules.enumerated() {
        if result == .held { rules[first + index].held += 1 } else { rules[first + index].failed += 1 }
      }
      for index in conditions.indices
      where conditions[index].policy == visit.evaluation.policy && conditions[index].name == visit.evaluation.excludedBy {
        conditions[index].excluded += 1
      }
    }
  }
}
