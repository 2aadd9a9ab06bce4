import ArgumentParser
import EnvoyConfig
import Foundation
import Gateway
import Manifests
import Operator
import Policy

/// `nuncio policy test`: runs the cases of policies.
struct PolicyTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the passing and failing cases of policies, and show what they cover.",
    discussion: """
      A policy's folder holds policy.yaml, cases/pass/NAME.yaml and cases/fail/NAME.yaml: the objects of a revision. Beside a
      case, NAME.old.yaml holds the revision before, NAME.message.txt a part of the message that is expected, and
      NAME.variables.yaml the commit and the time that change policies see.

      Exit status: 0 every case is as expected, 1 one is not or a policy is wrong, 2 there are no policies.

      Example: nuncio policy test policies/
      """)

  @OptionGroup var input: PolicyInput
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    // Objects of every ambassador_id are the case's own choice; the default is what most have.
    let changes = CaseChanges(pipeline: RevisionPipeline(options: CompileOptions(ambassadorIDs: ["default"], facts: Facts())))
    let results = try input.folders().map { PolicyTestResult($0) { try changes.input(before: $0, after: $1) } }
    switch format {
    case .text: print(PolicyTestReport(results: results).text)
    case .json: print(try JSONReport.text(PolicyTestDocument(results)))
    }
    guard results.allSatisfy(\.isGood) else { throw ExitStatus.findings }
  }
}
