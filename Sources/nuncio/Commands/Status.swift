import ArgumentParser
import Operator

/// `nuncio status`: what serves, what is being tried, and why.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what serves, what is being tried, and why.",
    discussion: """
      With --wait, follows one commit until it is live: exit status 1 when it was rejected or rolled back, or is not live in
      time; 2 when the daemon does not know it. A commit that a newer one supersedes is followed to that one.

      Example: nuncio status --format json
      Example: nuncio status --wait $CI_COMMIT --timeout 10m
      """)

  @Option(help: ArgumentHelp("Wait until this commit is live.", valueName: "COMMIT")) var wait: String?
  @Option(help: ArgumentHelp("How long --wait waits.", valueName: "T")) var timeout = "10m"
  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func validate() throws {
    guard Duration(go: timeout) != nil else {
      throw ValidationError("--timeout \(timeout): write a duration of at most 365 days, such as 10m")
    }
    guard let wait else { return }
    guard (7...40).contains(wait.count), wait.allSatisfy(\.isHexDigit) else {
      throw ValidationError("--wait \(wait): write a commit with 7 to 40 digits")
    }
  }

  func run() async throws {
    if let wait { return try await CommitWait(commit: wait, daemon: daemon, format: format).run(for: Duration(go: timeout) ?? .zero) }
    let status = try await daemon.ask(.get, "/api/v1/status", as: StatusDocument.self)
    switch format {
    case .json: print(try JSONReport.text(status))
    case .text: print(StatusReport(status).text)
    }
  }
}
