import Dispatch
import Foundation
import Glibc

/// Runs a fetch in a child process: with a deadline, a kill and a memory limit, for libgit2 itself cannot be stopped.
struct Fetcher {
  private let settings: MirrorSettings

  init(_ settings: MirrorSettings) { self.settings = settings }

  func fetch(known: CommitID?) async throws(GitError) -> CommitID {
    let url = settings.url.description
    let seconds = Int(settings.deadline.components.seconds)
    let request = self.request(known: known)
    let input: Data
    do { input = try JSONEncoder().encode(request) } catch { throw .childFailed(url: url, reason: "\(error)") }
    let outcome = try await Self.run(settings.executable, input: input, deadline: settings.deadline, url: url)
    if outcome.isTimedOut { throw .timedOut(url: url, seconds: seconds) }
    guard let answer = try? JSONDecoder().decode(FetchAnswer.self, from: outcome.output) else {
      if outcome.status != 0 { throw .outOfMemory(url: url, limit: settings.memoryLimit) }
      throw .childFailed(url: url, reason: "the child's answer cannot be read")
    }
    switch answer {
    case .commit(let id): return id
    case .failed(let error): throw error
    }
  }

  private func request(known: CommitID?) -> FetchRequest {
    func path(_ name: String) -> String? {
      guard let folder = settings.credentials, FileManager.default.fileExists(atPath: "\(folder)/\(name)") else { return nil }
      return "\(folder)/\(name)"
    }
    func text(_ name: String) -> String? {
      path(name).flatMap { FileManager.default.contents(atPath: $0) }.map {
        String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
    let token = text("token")
    return FetchRequest(
      url: settings.url, reference: settings.reference, directory: settings.directory, known: known,
      username: text("username") ?? token.map { _ in "git" }, password: text("password") ?? token, identity: path("identity"),
      knownHosts: path("known_hosts"), authority: path("ca.crt"), memoryLimit: settings.memoryLimit,
      patience: max(1000, Int(settings.deadline.components.seconds) * 1000 / 2))
  }

  private struct Outcome {
    var output: Data
    var status: Int32
    var isTimedOut: Bool
  }

  private static func run(_ command: [String], input: Data, deadline: Duration, url: String) async throws(GitError) -> Outcome {
    guard let program = command.first else { throw .childFailed(url: url, reason: "no program to fetch with") }
    let process = Process()
    let (stdin, stdout) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = Array(command.dropFirst())
    let environment = ProcessInfo.processInfo.environment
    process.environment = ["PATH": environment["PATH"] ?? "/usr/bin:/bin", "HOME": environment["HOME"] ?? "/"]
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { ended in
      end.yield(ended.terminationReason == .uncaughtSignal ? 128 + ended.terminationStatus : ended.terminationStatus)
      end.finish()
    }
    do { try process.run() } catch { throw .childFailed(url: url, reason: error.localizedDescription) }
    let pid = process.processIdentifier
    // A child that ended early closes its end: the write fails, and its answer says why.
    try? stdin.fileHandleForWriting.write(contentsOf: input)
    try? stdin.fileHandleForWriting.close()
    let timer = DispatchSource.makeTimerSource()
    let timedOut = DispatchSemaphore(value: 0)
    let (seconds, attoseconds) = deadline.components
    timer.schedule(deadline: .now() + .milliseconds(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)))
    timer.setEventHandler {
      timedOut.signal()
      // The child made itself a group of its own, so that an ssh that it started goes along.
      kill(-pid, SIGKILL)
      kill(pid, SIGKILL)
    }
    timer.activate()
    let output = await withCheckedContinuation { (continuation: CheckedContinuation<Data, Never>) in
      DispatchQueue.global().async {
        continuation.resume(returning: (try? stdout.fileHandleForReading.readToEnd()) ?? Data())
      }
    }
    var status: Int32 = -1
    for await value in ends { status = value }
    timer.cancel()
    return Outcome(output: output, status: status, isTimedOut: timedOut.wait(timeout: .now()) == .success)
  }
}
