import ArgumentParser
import Operator

/// `nuncio rollback`: an earlier release back on every proxy, at once.
struct Rollback: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put an earlier release back on every proxy, at once.",
    discussion: """
      Without a number: ends the release that is being tried, or else goes to the newest earlier one that was live. The
      source is pinned there until `nuncio resume`.

      Example: nuncio rollback 40 --reason "cart errors, see incident 812"
      """)

  @Argument(help: "The release to go to.") var release: Int?
  @Option(help: "Why, for the history.") var reason: String?
  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send(.rollback, CommandRequest(to: release, reason: reason))
  }
}
