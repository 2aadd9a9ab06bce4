import ArgumentParser
import Foundation
import Git
import Manifests
import Operator

/// `nuncio validate`: everything that is wrong with a folder or a pull request, at once.
struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check gateway configuration before it is merged.",
    discussion: """
      Without a repository, every object is judged as newly created. With --base, the head is compared with the merge base of \
      base and head, as a pull request is, and what traffic changes is printed too. Both revisions are read from the repository's \
      objects; nothing is checked out, and PATH is a folder in it.

      Exit status: 0 clean; 1 there are errors (with --strict warnings too; with --only-new those that the base has too do not \
      count); 2 the input cannot be read.

      A warning is silenced by a comment on its line, or above it or its object, with a reason and a last day:
        # nuncio:allow shadowed-route until 2026-12-31: the old API goes in January
      or by an item of .nuncio/suppressions.yaml (code, until, reason, and object or file). Errors cannot be silenced.

      Example: nuncio validate gateway/
      Example: nuncio validate gateway --base origin/main --only-new --format github
      """)

  @OptionGroup var input: GatewayInput
  @OptionGroup var revision: RevisionInput
  @Option(help: ArgumentHelp("A folder of policies that judge beside the repository's own; may be repeated.", valueName: "DIR"))
  var policies: [String] = []
  @Option(help: "text, json, sarif, github (annotations, and a summary for $GITHUB_STEP_SUMMARY) or junit.")
  var format = ValidateFormat.text
  @Flag(help: "Warnings fail too.") var strict = false
  @Flag(help: "Findings that the base has too are counted, not shown, and do not fail.") var onlyNew = false

  func validate() throws {
    if onlyNew, revision.base == nil { throw ValidationError("--only-new needs --base: new since when?") }
  }

  func run() async throws {
    let begun = ContinuousClock.now
    let report: ValidationReport
    do {
      report = try await self.report()
    } catch {
      Diagnostics.print("error: \("\(error)".printable)")
      throw ExitStatus.unusable
    }
    switch format {
    case .text: print(TextReport(report: report, duration: begun.duration(to: .now)).text)
    case .json: print(try JSONReport.text(ValidationDocument(report)))
    case .sarif: print(try JSONReport.text(SARIFReport(report)))
    case .junit: print(JUnitReport(report: report).text)
    case .github:
      print(GitHubReport(report: report).text)
      try appendSummary(report)
    }
    if report.fails { throw ExitStatus.findings }
  }

  private func report() async throws -> ValidationReport {
    let notice = Diagnostics.notice("reading and judging \(input.path) ...", after: .seconds(1))
    defer { notice?.cancel() }
    let rules = try policies.map { folder in
      guard GatewayInput.isFolder(folder) else { throw RevisionInputFault("\(folder): no such folder (--policies)") }
      return NamedTree(FolderTree(root: folder), in: folder)
    }
    let read = revision.isRepository ? try revision.revisions(at: input.path) : Revisions(head: try input.files())
    let revisions = try await read.rendered()
    let judge = try RevisionJudge(
      pipeline: try input.pipeline(), operatorPolicies: rules, engine: policyEngine, now: Int(Date().timeIntervalSince1970))
    let judgement = try judge.judge(
      revisions.head, comparedWith: revisions.base, underRulesOf: revisions.ruling, commit: revisions.facts)
    let trees = try (rules + [revisions.head.tree]).map { try IndexedTree($0) }
    return ValidationReport(
      judgement: judgement, baseName: revisions.baseName, showsOnlyNew: onlyNew, isStrict: strict,
      source: SourceText { file in trees.first { $0.holds(file) }.flatMap { try? $0.read(file) } })
  }

  private func appendSummary(_ report: ValidationReport) throws {
    guard let path = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
    guard let file = FileHandle(forWritingAtPath: path) ?? Self.create(path) else {
      Diagnostics.print("warning: \(path) cannot be written: the summary is left out")
      return
    }
    try file.seekToEnd()
    try file.write(contentsOf: Data((MarkdownSummary(report: report).text + "\n").utf8))
    try file.close()
  }

  private static func create(_ path: String) -> FileHandle? {
    FileManager.default.createFile(atPath: path, contents: nil) ? FileHandle(forWritingAtPath: path) : nil
  }
}
