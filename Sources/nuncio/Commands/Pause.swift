import ArgumentParser
import Operator

/// `nuncio pause`: nothing advances until `resume`.
struct Pause: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop advancing: the release on trial stays where it is.",
    discussion: """
      What fails is taken back all the same. Go on with `nuncio resume`.

      Example: nuncio pause
      """)

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send(.pause)
  }
}
