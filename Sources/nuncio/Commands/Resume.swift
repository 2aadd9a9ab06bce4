import ArgumentParser
import Operator

/// `nuncio resume`: follows the source again after a rollback by hand, goes on after a pause.
struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow the source again after a rollback, or go on after a pause.",
    discussion: """
      Lifts the pin of a rollback and takes the source's head with all stages, unless evidence took that very head back:
      then see `nuncio retry`.

      Example: nuncio resume
      """)

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send(.resume)
  }
}
