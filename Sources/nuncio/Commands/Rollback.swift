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
    try await CommandCall(daemon: daemon, format: format).send("rollback", CommandRequest(to: release, reason: reason))
  }
}

/// `nuncio resume`: takes the branch's head again after a rollback by hand.
struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lift the pin of a rollback, and take the source's head with all stages.",
    discussion: "Example: nuncio resume")

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send("resume", CommandRequest())
  }
}

/// `nuncio retry`: tries a held revision once more.
struct Retry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try the held revision once more, as a new release with all stages.",
    discussion: "Example: nuncio retry")

  @OptionGroup var daemon: DaemonAddress
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    try await CommandCall(daemon: daemon, format: format).send("retry", CommandRequest())
  }
}

/// What the commands that change something share: ask, say what came of it, leave with the right status.
struct CommandCall {
  let daemon: DaemonAddress
  let format: OutputFormat

  /// - Throws: `ExitCode` 1 when the daemon refused or a proxy lags.
  func send(_ name: String, _ request: CommandRequest) async throws {
    let answer = try await daemon.ask(.post, "/api/v1/\(name)", body: request, as: CommandAnswer.self)
    switch format {
    case .json: print(try JSONReport.text(answer))
    case .text:
      if answer.done { print(answer.message) } else { Diagnostics.print("error: \(answer.message)") }
    }
    guard answer.done, answer.laggards.isEmpty else { throw ExitStatus.findings }
  }
}
