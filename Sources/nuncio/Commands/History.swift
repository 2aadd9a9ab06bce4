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
    case .text: for entry in history.entries { print(line(entry)) }
    }
  }

  private func line(_ entry: HistoryDocument.Entry) -> String {
    let number = entry.number.map(String.init) ?? "--"
    var text = "\(String(repeating: " ", count: max(0, 4 - number.count)))\(number)  \(entry.kind)  \(entry.at)"
    if let commit = entry.commit { text += "  \(commit.prefix(7))" }
    if let summary = entry.summary { text += "  \"\(summary)\"" }
    if let reason = entry.reason { text += "  \(reason)" }
    if let requests = entry.requests, requests > 0 { text += "  \(requests) requests" }
    return text
  }
}
