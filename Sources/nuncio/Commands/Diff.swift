import ArgumentParser
import Foundation
import Gateway
import Manifests
import Operator

/// `nuncio diff`: what traffic changes between two revisions, or what a push would change in a cluster.
struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what traffic changes between two revisions, or what a push would change in a cluster.",
    discussion: """
      Changes are classes of requests, not lines of YAML: an object that is renamed, moved or written otherwise changes nothing. \
      As in a pull request, the head is compared with the merge base of base and head. PATH is a folder in the repository. Exit \
      status 1 when the head has errors: what they leave out is left out here too.

      With --cluster the objects of PATH, or of --head, are compared with those that the cluster has, and the API server is asked \
      what it would say to each; nothing is written: `nuncio plan`.

      Example: nuncio diff gateway --repo . --base origin/main --head HEAD
      Example: nuncio diff gateway --cluster --namespace edge
      """)

  @OptionGroup var input: GatewayInput
  @OptionGroup var revision: RevisionInput
  @Option(help: "text or json.") var format = OutputFormat.text

  @Flag(name: .customLong("cluster"), help: "Compare with a cluster rather than with another revision.") var isCluster = false
  @OptionGroup var comparison: ClusterComparison

  func validate() throws {
    if isCluster, revision.base != nil { throw ValidationError("--cluster and --base: which of both is it compared with?") }
    if !isCluster, revision.base == nil { throw ValidationError("diff needs --base REV: what is the head compared with?") }
  }

  func run() async throws {
    if isCluster { try await comparison.run(input, revision, format) } else { try await compareRevisions() }
  }

  private func compareRevisions() async throws {
    let judgement: Judgement
    do {
      let revisions = try await revision.revisions(at: input.path).rendered()
      let judge = try RevisionJudge(pipeline: try input.pipeline(), engine: { _ in [] }, now: Int(Date().timeIntervalSince1970))
      judgement = try judge.judge(revisions.head, comparedWith: revisions.base, commit: revisions.facts)
    } catch {
      Diagnostics.print("error: \("\(error)".printable)")
      throw ExitStatus.unusable
    }
    let errors = judgement.findings.map(\.finding).filter { $0.severity == .error }
    for finding in errors { Diagnostics.print(FindingReport.line(finding).printable) }
    guard let changes = judgement.changes, let objects = judgement.objects else { return }
    switch format {
    case .text: print(([ChangesText(changes, limit: .max).text] + unstaged(objects)).joined(separator: "\n"))
    case .json: print(try JSONReport.text(ChangesDocument(changes, objects)))
    }
    if !errors.isEmpty { throw ExitStatus.findings }
  }

  /// Kinds that are not the gateway's are applied to the cluster as they come, in no stages.
  private func unstaged(_ objects: ObjectChanges) -> [String] {
    let others = objects.unstaged
    guard !others.isEmpty else { return [] }
    let lists = [("+", others.added), ("~", others.changed), ("-", others.removed)]
    return ["Applied, not staged:"] + lists.flatMap { sign, keys in keys.map { "  \(sign) \($0)".printable } }
  }
}
