import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// What the daemon's control API says, as far as the demo tells of it.
struct Status: Decodable {
  struct Release: Decodable { let number: Int }
  struct Counts: Decodable {
    let requests: Int
    let errors: Int
  }
  struct Evidence: Decodable {
    let canary: Counts
    let baseline: Counts
    let oddsFor: Double
  }
  struct Candidate: Decodable {
    let number: Int
    let stage: Int
    let canaries: [String]
    let evidence: Evidence
  }
  struct Proxy: Decodable {
    let name: String
    let release: Int?
    let connected: Bool
  }
  struct Finding: Decodable {
    let file: String?
    let line: Int?
    let column: Int?
    let message: String
  }
  struct Rejection: Decodable {
    let commit: String
    let findings: [Finding]
  }
  let state: String
  let story: String
  let stable: Release?
  let candidate: Candidate?
  let proxies: [Proxy]
  let rejected: Rejection?

  /// Whether every proxy holds a release.
  func isEverywhere(_ number: Int) -> Bool { proxies.allSatisfy { $0.release == number } }
}

/// The newest lines of the daemon's history.
struct History: Decodable {
  struct Entry: Decodable {
    let kind: String
    let reason: String?
  }
  let entries: [Entry]
}

/// `nuncio run`, as a process of its own, and its control API.
struct Daemon {
  let address: String
  let state: String
  private let process = Process()

  init(program: String, arguments: [String], admin: Int, state: String, log: String) throws {
    address = "http://127.0.0.1:\(admin)"
    self.state = state
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["run", "--state", state, "--admin", "127.0.0.1:\(admin)"] + arguments
    process.standardError = FileHandle(forWritingAtPath: log)
    process.standardInput = FileHandle.nullDevice
  }

  func start() throws { try process.run() }

  var isRunning: Bool { process.isRunning }

  /// Asks it to stop and waits until its proxies are gone.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  func status() async throws -> Status { try await get("/api/v1/status") }
  func history() async throws -> History { try await get("/api/v1/history?limit=5") }

  private func get<Answer: Decodable>(_ path: String) async throws -> Answer {
    var request = HTTPClientRequest(url: address + path)
    let token = try String(contentsOfFile: state + "/token", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
    return try JSONDecoder().decode(Answer.self, from: Data(buffer: try await response.body.collect(upTo: 1 << 20)))
  }

  /// Waits until the status is as wanted.
  ///
  /// - Throws: `DemoFailure` when it is not within so many seconds, or the daemon has ended.
  @discardableResult
  func wait(_ what: String, seconds: Int, until isDone: (Status) -> Bool) async throws -> Status {
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
