import ArgumentParser
import Operator

/// `nuncio retry`: tries a held revision once more.
struct Retry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try the held revision once more, as a new release with all stages.",
    discussion: """
      Example: nuncio retry
      """)

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send(.retry)
  }
}
