import ArgumentParser
import Operator

/// What the commands that change something share: ask, say what came of it, leave with the right status.
struct CommandCall {
  let daemon: DaemonAddress
  let format: OutputFormat

  /// - Throws: `ExitCode` 1 when the daemon refused or a proxy lags.
  func send(_ command: ControlCommand, _ request: CommandRequest = CommandRequest()) async throws {
    let answer = try await daemon.ask(.post, "/api/v1/\(command)", body: request, as: CommandAnswer.self)
    switch format {
    case .json: print(try JSONReport.text(answer))
    case .text:
      if answer.done { print(answer.message) } else { Diagnostics.print("error: \(answer.message)") }
    }
    guard answer.done, answer.laggards.isEmpty else { throw ExitStatus.findings }
  }
}
