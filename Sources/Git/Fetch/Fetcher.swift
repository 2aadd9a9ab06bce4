import ChildProcess
import Foundation

/// Runs a fetch in a child process: with a deadline, a kill and a memory limit, for libgit2 itself cannot be stopped.
struct Fetcher {
  private let settings: MirrorSettings

  init(_ settings: MirrorSettings) { self.settings = settings }

  /// Looks at the remote, and fetches when it has something else than `known`.
  ///
  /// - Returns: The followed commit, and how the server was told who is there.
  /// - Throws: `GitError`.
  func fetch(known: CommitID?, scheme: HTTPScheme?) async throws(GitError) -> (commit: CommitID, scheme: HTTPScheme?) {
    let url = settings.url.description
    let seconds = settings.deadline.components.seconds
    let credentials = try settings.credentials.map { folder throws(GitError) in try Credentials(folder: folder) } ?? Credentials()
    let request = FetchRequest(
      url: settings.url, reference: settings.reference, directory: settings.directory, known: known, credentials: credentials,
      scheme: scheme, memoryLimit: settings.memoryLimit, patience: max(1000, Int(seconds) * 1000 / 2))
    let outcome: BoundedProcess.Outcome
    do {
      let input = [UInt8](try JSONEncoder().encode(request))
      outcome = try await BoundedProcess(
        command: settings.executable, environment: Self.environment, input: input, deadline: settings.deadline
      ).run()
    } catch {
      throw .childFailed(url: url, reason: (error as? BoundedProcess.StartFailure)?.reason ?? "\(error)")
    }
    if outcome.isTimedOut { throw .timedOut(url: url, seconds: Int(seconds)) }
    guard let answer = try? JSONDecoder().decode(FetchAnswer.self, from: Data(outcome.output)) else { throw failure(outcome) }
    switch answer {
    case .commit(let id, let scheme): return (id, scheme)
    case .failed(let error): throw error
    }
  }

  /// What a child that says nothing died of.
  private func failure(_ outcome: BoundedProcess.Outcome) -> GitError {
    let url = settings.url.description
    switch outcome.signal {
    case SIGKILL?: return .childFailed(url: url, reason: "the process was killed from outside, perhaps for want of memory on this machine")
    // What Swift and C do when there is no memory to be had.
    case SIGILL?, SIGTRAP?, SIGABRT?, SIGSEGV?, SIGBUS?: return .outOfMemory(url: url, limit: settings.memoryLimit)
    case let signal?: return .childFailed(url: url, reason: "the process was ended by signal \(signal)")
    case nil: return .childFailed(url: url, reason: "the process left with status \(outcome.status ?? -1)")
    }
  }

  /// Of the daemon's own environment only what finds programs, the user's keys and their agent.
  private static var environment: [String: String] {
    let own = ProcessInfo.processInfo.environment
    var passed = ["PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": own["HOME"] ?? "/", "SWIFT_BACKTRACE": "enable=no"]
    passed["SSH_AUTH_SOCK"] = own["SSH_AUTH_SOCK"]
    return passed
  }
}
