import ArgumentParser
import Operator

/// `nuncio abort`: ends the release on trial.
struct Abort: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "End the release on trial: stable is back on every proxy, the revision is held.",
    discussion: """
      Example: nuncio abort --reason "wrong backend"
      """)

  @Option(help: "Why, for the history.") var reason: String?
  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send(.abort, CommandRequest(reason: reason))
  }
}
