import ArgumentParser
import Kubernetes
import Logging
import Manifests
import Operator

/// A Source's objects in a cluster, to compare a push with: `nuncio plan`, and `nuncio diff --cluster`.
struct ClusterComparison: ParsableArguments {
  @OptionGroup var cluster: ClusterOption
  @Option(help: ArgumentHelp("The Source's namespace. Default: the context's.", valueName: "NS")) var namespace: String?
  @Option(help: "The Source's name.") var source = "edge"

  /// Prints what a push of these files would do there; nothing is written.
  ///
  /// - Throws: `ExitStatus`; `findings` when something would be refused.
  func run(_ input: GatewayInput, _ revision: RevisionInput, _ format: OutputFormat) async throws {
    try await cluster.withClient { client in
      let files = revision.isRepository ? try revision.revisions(at: input.path).head : try input.files()
      let loaded = try await files.rendered().load()
      let difference = try await ClusterDifference(
        loaded.manifests, in: client, namespace: namespace ?? client.namespace, source: source, logger: Logger(label: "nuncio"))
      let findings = loaded.findings.filter { $0.severity == .error } + difference.findings
      for finding in findings { Diagnostics.print(FindingReport.line(finding).printable) }
      switch format {
      case .json: print(try JSONReport.text(difference))
      case .text: print(Self.text(difference))
      }
      if findings.contains(where: { $0.severity == .error }) { throw ExitStatus.findings }
    }
  }

  private static func text(_ difference: ClusterDifference) -> String {
    let signs: [ClusterDifference.Change: String] = [.create: "+", .change: "~", .adopt: "~", .prune: "-", .keep: "="]
    let notes: [ClusterDifference.Change: String] = [
      .adopt: " (made by hand, and taken over)", .keep: " (no longer in the repository, and kept)",
    ]
    let lines = difference.items.map { "\(signs[$0.change] ?? "") \($0.object)\(notes[$0.change] ?? "")".printable }
    let count = lines.count == 1 ? "1 object differs" : "\(lines.count) objects differ"
    return (lines + ["\(count), \(difference.unchanged) as they should be"]).joined(separator: "\n")
  }
}
