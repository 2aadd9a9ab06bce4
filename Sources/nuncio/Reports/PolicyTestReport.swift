import Manifests
import Policy
import SourceYAML

/// What came of the cases of policies, for a person: a line for each folder, and below it what is not as it should be.
struct PolicyTestReport {
  let results: [PolicyTestResult]

  /// Ends with the sums.
  var text: String { (results.flatMap(lines) + ["", sums]).joined(separator: "\n") }

  private func lines(_ result: PolicyTestResult) -> [String] {
    let failed = result.cases.filter { $0.problem != nil }
    let mark = result.isGood ? Colour.green.paint("ok    ") : Colour.red.paint("FAILED")
    let cases = failed.isEmpty ? "\(result.cases.count) cases" : "\(failed.count) of \(result.cases.count) cases"
    let head = "\(mark) \(name(result).printable)  \(cases), \(seen(result)) of \(result.rules.count) rules seen to hold and to fail"
    return [head] + result.findings.map { "  \(FindingReport.line($0).printable)" }
      + failed.map { "  \($0.name): \($0.problem ?? "")".printable } + gaps(result)
  }

  private func name(_ result: PolicyTestResult) -> String {
    result.path.isEmpty ? result.rules.first?.policy ?? "." : result.path
  }

  private func seen(_ result: PolicyTestResult) -> Int { result.rules.count { $0.gap == nil } }

  private func gaps(_ result: PolicyTestResult) -> [String] {
    let rules = result.rules.compactMap { rule in
      rule.gap.map { "  \(rule.position): \($0) in any case: \(rule.expression.firstLine)".printable }
    }
    let conditions = result.conditions.filter { $0.excluded == 0 }.map { condition in
      "  \(condition.position): the match condition '\(condition.name)' excludes nothing in any case".printable
    }
    return rules + conditions
  }

  private var sums: String {
    let cases = results.flatMap(\.cases)
    let failed = cases.count { $0.problem != nil }
    let rules = results.flatMap(\.rules)
    return "\(cases.count - failed) of \(cases.count) cases as expected, \(rules.count { $0.gap == nil }) of \(rules.count) rules covered"
      + " in \(results.count) \(results.count == 1 ? "policy" : "policies")"
  }
}

/// What came of the cases of policies, for a program.
struct PolicyTestDocument: Encodable {
  struct Case: Encodable {
    let name: String
    let expected: PolicyCase.Expectation
    let passed: Bool
    let problem: String?
  }

  struct Rule: Encodable {
    let policy: String
    let file: String
    let line: Int
    let column: Int
    let expression: String
    let held: Int
    let failed: Int
  }

  struct Condition: Encodable {
    let policy: String
    let name: String
    let file: String
    let line: Int
    let excluded: Int
  }

  struct Folder: Encodable {
    let folder: String
    let passed: Bool
    let findings: [Finding]
    let cases: [Case]
    let rules: [Rule]
    let conditions: [Condition]
  }

  let policies: [Folder]
  let passed: Int
  let failed: Int

  init(_ results: [PolicyTestResult]) {
    let cases = results.flatMap(\.cases)
    failed = cases.count { $0.problem != nil }
    passed = cases.count - failed
    policies = results.map { result in
      Folder(
        folder: result.path, passed: result.isGood, findings: result.findings,
        cases: result.cases.map { Case(name: $0.name, expected: $0.expectation, passed: $0.problem == nil, problem: $0.problem) },
        rules: result.rules.map {
          Rule(
            policy: $0.policy, file: $0.position.file, line: $0.position.line, column: $0.position.column, expression: $0.expression,
            held: $0.held, failed: $0.failed)
        },
        conditions: result.conditions.map {
          Condition(policy: $0.policy, name: $0.name, file: $0.position.file, line: $0.position.line, excluded: $0.excluded)
        })
    }
  }
}
