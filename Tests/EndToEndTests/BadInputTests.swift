import Foundation
import Glibc
import NIOCore
import Testbed
import Testing

/// What goes wrong around the daemon: one message says what to do, what worked goes on working, nothing is lost.
@Suite(.serialized, .enabled(if: LocalGateway.program != nil, "needs the program and .tools/envoy: run `make tools`"))
struct BadInputTests {
  private func started(_ gateway: LocalGateway) async throws {
    try gateway.commit(cart: .good, "First")
    try gateway.daemon.start()
    try await gateway.daemon.wait("the first release", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }
  }

  private func gateway() async throws -> LocalGateway {
    let gateway = try await LocalGateway(program: try #require(LocalGateway.program))
    try await started(gateway)
    return gateway
  }

  @Test("a source that is gone: what serves goes on, also after everything was ended; when it is back, it is followed again")
  func sourceGone() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    let traffic = gateway.traffic.start()
    let away = gateway.repository.path + ".away"
    try FileManager.default.moveItem(atPath: gateway.repository.path, toPath: away)
    let status = try await gateway.daemon.wait("the trouble", seconds: 30) { $0.source.error != nil }
    #expect(status.source.error?.contains("cannot be reached") == true, "\(status.source.error ?? "")")
    traffic.cancel()
    #expect(gateway.traffic.seen.failed == 0)
    // Neither a proxy nor the repository is left: the stored bytes serve.
    gateway.daemon.crash()
    for pid in gateway.pids().compactMap({ $0 }) { kill(pid_t(pid), SIGKILL) }
    try gateway.daemon.start()
    try await gateway.daemon.wait("release 1 from the store", seconds: 60) { $0.isEverywhere(1) && $0.stable?.number == 1 }
    try FileManager.default.moveItem(atPath: away, toPath: gateway.repository.path)
    try gateway.commit(cart: .other, "Second")
    try await gateway.daemon.wait("release 2", seconds: 90) { $0.isEverywhere(2) && $0.source.error == nil }
  }

  @Test("a branch that was rewritten is not followed, and the message says what to do")
  func rewritten() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    try gateway.commit(cart: .other, "Second")
    try await gateway.daemon.wait("release 2", seconds: 60) { $0.isEverywhere(2) }
    try gateway.repository.git("reset", "--quiet", "--hard", "HEAD~1")
    try gateway.commit(cart: .bad, "Another second")
    let status = try await gateway.daemon.wait("the refusal", seconds: 30) { $0.source.error != nil }
    #expect(status.source.error?.contains("allowForcePush") == true && status.isEverywhere(2))
  }

  @Test("a port in use makes a rollout wait and says so; the port becomes free, and it goes on")
  func portInUse() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    let traffic = gateway.traffic.start()
    var blocker: SilentListener? = try SilentListener()
    let port = try #require(blocker?.port)
    try gateway.commit(
      cart: .good, "One more port",
      more: """
        ---
        apiVersion: getambassador.io/v3alpha1
        kind: Listener
        metadata: {name: more, namespace: edge}
        spec: {port: \(port), protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
        """)
    let status = try await gateway.daemon.wait("the wait", seconds: 30) { $0.state == "waiting" }
    #expect(status.story.contains("\(port)") && status.source.held.isEmpty, "\(status.story)")
    #expect(blocker != nil)
    blocker = nil
    try await gateway.daemon.wait("release 2", seconds: 60) { $0.isEverywhere(2) && $0.candidate == nil }
    traffic.cancel()
    #expect(gateway.traffic.seen.failed == 0, Comment(rawValue: gateway.log()))
  }

  @Test("a full disk stops advancing, never going back; with space again it is all written down")
  func fullDisk() async throws {
    let mounted = SmallDisk()
    defer { mounted.end() }
    let gateway = try await LocalGateway(program: try #require(LocalGateway.program), holds: "4s") { folder in
      try mounted.begin(folder + "/state")
    }
    defer { gateway.end() }
    guard mounted.isThere else {
      print("skipped: a small file system cannot be mounted here")
      return
    }
    try await started(gateway)
    try gateway.commit(cart: .other, "Second")
    try await gateway.daemon.wait("the canary", seconds: 30) { $0.candidate != nil && $0.proxies.contains { $0.release == 2 } }
    try mounted.fill()
    let stuck = try await gateway.daemon.wait("the message", seconds: 40) { $0.story.contains("nothing advances") }
    #expect(stuck.candidate?.stage == 1)
    #expect(try await gateway.daemon.command("rollback"))
    try await gateway.daemon.wait("release 1", seconds: 20) { $0.isEverywhere(1) }
    mounted.free()
    try await gateway.daemon.wait("the disk", seconds: 20) { !$0.story.contains("nothing advances") }
    gateway.daemon.crash()
    try gateway.daemon.start()
    try await gateway.daemon.wait("what was written", seconds: 30) { $0.source.pinned == 1 && $0.isEverywhere(1) }
  }

  /// The processes with a folder in their command line.
  private func processes(naming folder: String) -> [String] {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { Int($0) != nil } ?? []
    return pids.filter { pid in
      guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
      return String(decoding: line, as: UTF8.self).contains(folder + "/")
    }
  }

  @Test("what a daemon cannot begin with: the message names the setting, the exit status is 2")
  func refusedStarts() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    func attempt(_ arguments: [String], state: String, admin: Int? = nil, says words: String) throws {
      let log = gateway.folder + "/attempt.log"
      try? FileManager.default.removeItem(atPath: log)
      let daemon = Daemon(
        program: try #require(LocalGateway.program), arguments: arguments + ["--bind", "127.0.0.1"],
        admin: try admin ?? Ports.free(preferred: 0), state: state, log: log)
      let (status, said) = try daemon.runToEnd()
      #expect(status == 2 && said.contains(words), "\(said)")
      #expect(state == gateway.daemon.state || processes(naming: state).isEmpty, "what it began outlives it")
    }
    let repository = ["--repo", gateway.repository.path]
    try attempt(repository, state: gateway.daemon.state, says: "another nuncio uses the state directory")
    try attempt(repository, state: "/proc/nuncio", says: "--state")
    try attempt(repository + ["--envoy", "/nowhere/envoy"], state: gateway.folder + "/a", says: "--envoy")
    try attempt(repository + ["--envoy", "/bin/true"], state: gateway.folder + "/a", says: "--envoy")
    try attempt([], state: gateway.folder + "/a", says: "--repo")
    try attempt(["--repo", "ftp://x/y"], state: gateway.folder + "/a", says: "ftp is not supported")
    try attempt(repository + ["--config", "/nowhere.yaml"], state: gateway.folder + "/a", says: "--config")
    let admin = Int(gateway.daemon.address.split(separator: ":").last ?? "") ?? 0
    try attempt(repository + gateway.envoy, state: gateway.folder + "/b", admin: admin, says: "--admin")
  }
}
