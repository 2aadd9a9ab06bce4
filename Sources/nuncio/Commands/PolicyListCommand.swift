import ArgumentParser
import Foundation
import Manifests
import Policy
import SourceYAML

/// `nuncio policy list`: which policies there are, and what they do.
struct PolicyListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List policies: what they are for, what they do, where they stand.",
    discussion: "Example: nuncio policy list policies/")

  @OptionGroup var input: PolicyInput
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    let folders = try input.folders()
    let findings = folders.flatMap(\.policies.findings)
    for finding in findings { Diagnostics.print(FindingReport.line(finding).printable) }
    let policies = folders.flatMap(PolicyListDocument.Policy.all)
    switch format {
    case .text: print(PolicyListReport(policies: policies).text)
    case .json: print(try JSONReport.text(PolicyListDocument(policies: policies)))
    }
    if findings.contains(where: { $0.severity == .error }) { throw ExitStatus.findings }
  }
}

/// The list as a document.
struct PolicyListDocument: Encodable {
  let policies: [Policy]

  /// One policy.
  struct Policy: Encodable {
    let name: String
    /// `ValidatingAdmissionPolicy` or `ChangePolicy`.
    let kind: String
    /// What its bindings do, in order: `Deny`, `Warn`, `Audit`; none when nothing binds it.
    let actions: [String]
    let validations: Int
    let cases: Int
    let summary: String?
    let file: String
    let line: Int

    /// The policies of a folder.
    static func all(_ folder: PolicyTestFolder) -> [Policy] {
      let set = folder.policies
      let admission = set.admission.map { policy in
        var actions: [String] = []
        for action in set.bindings(of: policy).flatMap(\.actions) where !actions.contains(action.rawValue) {
          actions.append(action.rawValue)
        }
        return Policy(
          name: policy.name, kind: "ValidatingAdmissionPolicy", actions: actions, validations: policy.validations.count,
          cases: folder.cases.count, summary: folder.summary, file: policy.position.file, line: policy.position.line)
      }
      let change = set.change.map { policy in
        Policy(
          name: policy.name, kind: "ChangePolicy", actions: [policy.denies ? "Deny" : "Warn"], validations: policy.validations.count,
          cases: folder.cases.count, summary: folder.summary, file: policy.position.file, line: policy.position.line)
      }
      return admission + change
    }
  }
}

/// The list for a person: one line a policy.
struct PolicyListReport {
  let policies: [PolicyListDocument.Policy]

  /// Names and actions in columns.
  var text: String {
    let width = policies.map(\.name.count).max() ?? 0
    let lines = policies.map { policy in
      let actions = policy.actions.isEmpty ? "unbound" : policy.actions.joined(separator: "+")
      let about = policy.kind == "ChangePolicy" ? "change " : "objects"
      let columns = [
        policy.name.padded(to: width), actions.padded(to: 10), about, policy.summary ?? "\(policy.file):\(policy.line)",
      ]
      return columns.joined(separator: "  ").printable
    }
    return (lines + ["\(policies.count) \(policies.count == 1 ? "policy" : "policies")"]).joined(separator: "\n")
  }
}

extension String {
  /// Filled with spaces on the right.
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
