import ArgumentParser
import Operator

/// `nuncio status`: what serves, what is being tried, and why.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what serves, what is being tried, and why.",
    discussion: "Example: nuncio status --format json")

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    let status = try await daemon.ask(.get, "/api/v1/status", as: StatusDocument.self)
    switch format {
    case .json: print(try JSONReport.text(status))
    case .text: print(StatusReport(status).text)
    }
  }
}
