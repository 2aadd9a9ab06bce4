import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization

/// What the daemon's control API says, as far as the demo tells of it.
package struct Status: Decodable {
  package struct Release: Decodable {
    package let number: Int
    package let summary: String
  }
  package struct Counts: Decodable {
    package let requests: Int
    package let errors: Int
  }
  package struct Evidence: Decodable {
    package let canary: Counts
    package let baseline: Counts
    package let oddsFor: Double
  }
  package struct Candidate: Decodable {
    package let number: Int
    package let stage: Int
    package let canaries: [String]
    package let evidence: Evidence
  }
  package struct Proxy: Decodable {
    package let name: String
    package let release: Int?
    package let connected: Bool
  }
  package struct Finding: Decodable {
    package let code: String
    package let severity: String
    package let file: String?
    package let line: Int?
    package let column: Int?
    package let message: String
  }
  package struct Rejection: Decodable {
    package let commit: String
    package let findings: [Finding]
  }
  package struct Source: Decodable {
    package let held: [String]
    package let error: String?
    package let pinned: Int?
  }
  package let state: String
  package let story: String
  package let paused: Bool
  package let source: Source
  package let stable: Release?
  package let candidate: Candidate?
  package let proxies: [Proxy]
  package let rejected: Rejection?

  /// Whether every proxy holds a release.
  package func isEverywhere(_ number: Int) -> Bool { proxies.allSatisfy { $0.release == number } }
}

/// The newest lines of the daemon's history.
package struct History: Decodable {
  package struct Entry: Decodable {
    package let kind: String
    package let reason: String?
  }
  package let entries: [Entry]
}

/// `nuncio run`, as a process of its own, and its control API.
package final class Daemon: Sendable {
  package let address: String
  package let state: String
  private let program: String
  private let arguments: [String]
  private let log: String
  private let process = Mutex<Process?>(nil)

  /// - Parameter command: `run`, or `operator` in a cluster.
  package init(_ command: String = "run", program: String, arguments: [String], admin: Int, state: String, log: String) {
    address = "http://127.0.0.1:\(admin)"
    self.state = state
    self.program = program
    self.arguments = [command, "--state", state, "--admin", "127.0.0.1:\(admin)"] + arguments
    self.log = log
  }

  /// Starts it, or starts it again; its log goes on.
  package func start() throws {
    let process = Process()
    if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
    let handle = FileHandle(forWritingAtPath: log)
    try handle?.seekToEnd()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process.withLock { $0 = process }
  }

  /// Starts it and waits for its end, which is to come by itself.
  ///
  /// - Returns: Its exit status, and what it said.
  package func runToEnd() throws -> (status: Int32, said: String) {
    try start()
    process.withLock { $0?.waitUntilExit() }
    return (process.withLock { $0?.terminationStatus ?? -1 }, (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
  }

  package var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

  /// Asks it to stop and waits until its proxies are gone.
  package func stop() { end(SIGTERM) }

  /// Ends it without warning; its proxies stay.
  package func crash() { end(SIGKILL) }

  private func end(_ signal: Int32) {
    process.withLock { process in
      guard let running = process, running.isRunning else { return }
      kill(running.processIdentifier, signal)
      running.waitUntilExit()
    }
  }

  package func status() async throws -> Status { try await get("/api/v1/status") }
  package func history() async throws -> History { try await get("/api/v1/history?limit=5") }

  /// Gives a command, such as `rollback`; whether it was done.
  @discardableResult
  package func command(_ name: String) async throws -> Bool {
    struct Answer: Decodable { let done: Bool }
    let answer: Answer = try await get("/api/v1/\(name)", method: .POST)
    return answer.done
  }

  private func get<Answer: Decodable>(_ path: String, method: HTTPMethod = .GET) async throws -> Answer {
    var request = HTTPClientRequest(url: address + path)
    request.method = method
    if method == .POST {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(string: "{}"))
    }
    let token = try String(contentsOfFile: state + "/token", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(15))
    return try JSONDecoder().decode(Answer.self, from: Data(buffer: try await response.body.collect(upTo: 1 << 20)))
  }

  /// Waits until the status is as wanted.
  ///
  /// - Throws: `DemoFailure` when it is not within so many seconds, or the daemon has ended.
  @discardableResult
  package func wait(_ what: String, seconds: Int, until isDone: (Status) -> Bool) async throws -> Status {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      guard isRunning else { throw DemoFailure("the daemon ended; its log is demo/nuncio.log") }
      // Until it listens it does not answer.
      if let status = try? await status(), isDone(status) { return status }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw DemoFailure("\(what): not within \(seconds) s; the daemon's log is demo/nuncio.log")
  }
}
