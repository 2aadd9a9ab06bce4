import ArgumentParser
import Git

/// `nuncio fetch-child`: the process that talks to Git servers, started by the daemon and ended by it when it hangs.
struct FetchChild: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "fetch-child", abstract: "Used by the daemon itself.", shouldDisplay: false)

  func run() throws {
    throw ExitCode(runFetchChild())
  }
}
