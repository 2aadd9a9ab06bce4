import ArgumentParser
import Operator

/// `nuncio promote`: the candidate's next stage now.
struct Promote: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give the release on trial its next stage now; in the last stage, make it live.",
    discussion: """
      What fails is taken back all the same.

      Example: nuncio promote
      """)

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send(.promote)
  }
}
