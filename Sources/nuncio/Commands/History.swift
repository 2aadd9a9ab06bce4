import ArgumentParser
import Operator

/// `nuncio history`: what happened to the fleet, newest first.
struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what happened to the fleet, newest first.",
    discussion: "Example: nuncio history --limit 4")

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "How many entries.") var limit = 20
  @Option(help: "text or json.") var format = OutputFormat.text

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is 1 or more") }
  }

  func run() async throws {
    let history = try await daemon.ask(.get, "/api/v1/history?limit=\(limit)", as: HistoryDocument.self)
    switch format {
    case .json: print(try JSONReport.text(history))
    case .text: print(HistoryReport(history: history).text)
    }
  }
}
