import ArgumentParser

/// `nuncio plan`: what a push would do in a cluster.
struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a push would make, change, take over and remove in a cluster.",
    discussion: """
      The objects of PATH, or of --head in a repository, are compared with those that the cluster has of the Source, and the API \
      server is asked what it would say to each; nothing is written. Exit status 1 when it would refuse something. It is the same as \
      `nuncio diff --cluster`.

      Example: nuncio plan gateway --namespace edge
      Example: nuncio plan gateway --repo . --head origin/main --namespace edge --format json
      """)

  @OptionGroup var input: GatewayInput
  @OptionGroup var revision: RevisionInput
  @OptionGroup var comparison: ClusterComparison
  @Option(help: "text or json.") var format = OutputFormat.text

  func validate() throws {
    if revision.base != nil { throw ValidationError("plan compares with a cluster: --base is for diff") }
  }

  func run() async throws { try await comparison.run(input, revision, format) }
}
