import CProcess
import Dispatch
import Foundation
import Glibc

/// A program that is ended at a deadline, with all that it started.
///
/// Not Foundation's `Process`: one that closes what it inherits stops the only thread that waits for all of them.
package struct BoundedProcess: Sendable {
  /// What came of it.
  package struct Outcome: Sendable {
    /// Standard output; no more than 16 MiB of it.
    package var output: [UInt8]
    /// Standard error, where it was collected; no more than 64 KiB of it.
    package var complaints: [UInt8]
    /// The exit status; nil when a signal ended it.
    package var status: Int32?
    package var signal: Int32?
    package var isTimedOut: Bool
  }

  /// What becomes of standard error.
  package enum Errors: Sendable {
    case discarded, collected
    /// It goes where ours goes.
    case inherited
  }

  /// The program could not be started, in the system's words.
  package struct StartFailure: Error {
    package let reason: String
  }

  /// The most that is read of a program's output, in bytes.
  package static let outputLimit = 16 << 20
  private static let complaintsLimit = 64 << 10

  /// The program's path or name, and its arguments.
  package var command: [String]
  /// All of it.
  package var environment: [String: String]
  /// Its standard input.
  package var input: [UInt8]
  package var errors: Errors
  package var deadline: Duration

  /// Describes a run.
  ///
  /// - Parameter command: A program without `/` in its name is looked for in the `PATH` of this process, not of `environment`.
  package init(command: [String], environment: [String: String], input: [UInt8] = [], errors: Errors = .discarded, deadline: Duration) {
    self.command = command
    self.environment = environment
    self.input = input
    self.errors = errors
    self.deadline = deadline
  }

  /// Runs the program to its end, or to the deadline.
  ///
  /// - Throws: `StartFailure`.
  package func run() async throws(StartFailure) -> Outcome {
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Outcome, StartFailure>, Never>) in
      // A thread that may wait: the pool of Swift's tasks has no more of them than the machine has cores.
      DispatchQueue.global().async {
        do throws(StartFailure) { continuation.resume(returning: .success(try wait())) } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  private func wait() throws(StartFailure) -> Outcome {
    let end = ContinuousClock.now + deadline
    // Files in memory: a pipe would fill up, stay open in others, or break with a signal when the program does not read.
    let stdin = try MemoryFile(input)
    let stdout = try MemoryFile([])
    let stderr = try MemoryFile([])
    let (word, isTimedOut) = Self.reap(try start(stdin, stdout, stderr), until: end)
    let signal = word & 0x7f
    return Outcome(
      output: stdout.contents(atMost: Self.outputLimit), complaints: stderr.contents(atMost: Self.complaintsLimit),
      status: signal == 0 ? (word >> 8) & 0xff : nil,
      signal: signal == 0 ? nil : signal, isTimedOut: isTimedOut)
  }

  private func start(
    _ stdin: borrowing MemoryFile, _ stdout: borrowing MemoryFile, _ stderr: borrowing MemoryFile
  ) throws(StartFailure) -> pid_t {
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, stdin.descriptor, 0)
    posix_spawn_file_actions_adddup2(&actions, stdout.descriptor, 1)
    switch errors {
    case .discarded: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    case .collected: posix_spawn_file_actions_adddup2(&actions, stderr.descriptor, 2)
    case .inherited: break
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // A group of its own: what it starts is ended with it.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    guard let program = command.first else { throw StartFailure(reason: "there is no program to run") }
    var pid: pid_t = 0
    let code = Self.withArguments(command) { arguments in
      Self.withArguments(environment.map { "\($0)=\($1)" }) { posix_spawnp(&pid, program, &actions, &attributes, arguments, $0) }
    }
    guard code == 0 else { throw Self.failure(code) }
    return pid
  }

  /// Waits for the end, and brings it about at the deadline.
  private static func reap(_ pid: pid_t, until end: ContinuousClock.Instant) -> (status: Int32, isTimedOut: Bool) {
    var status: Int32 = 0
    var isTimedOut = false
    while waitpid(pid, &status, isTimedOut ? 0 : WNOHANG) != pid {
      guard !isTimedOut else { continue }
      if ContinuousClock.now >= end {
        isTimedOut = true
        kill(-pid, SIGKILL)
      } else {
        usleep(2000)
      }
    }
    return (status, isTimedOut)
  }

  private static func failure(_ code: Int32) -> StartFailure { StartFailure(reason: String(cString: strerror(code))) }

  private static func withArguments<Result>(_ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
    let copies = words.map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

/// A file without a name, gone with its last user.
private struct MemoryFile: ~Copyable {
  let descriptor: Int32

  init(_ contents: [UInt8]) throws(BoundedProcess.StartFailure) {
    descriptor = cprocess_memory_file()
    guard descriptor >= 0 else { throw .init(reason: String(cString: strerror(errno))) }
    var written = 0
    while written < contents.count {
      let count = contents.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + written }, contents.count - written, off_t(written))
      }
      guard count > 0 else { throw .init(reason: String(cString: strerror(errno))) }
      written += count
    }
  }

  deinit { close(descriptor) }

  func contents(atMost limit: Int) -> [UInt8] {
    let size = max(0, min(Int(lseek(descriptor, 0, SEEK_END)), limit))
    return [UInt8](unsafeUninitializedCapacity: size) { $1 = max(0, pread(descriptor, $0.baseAddress, size, 0)) }
  }
}
