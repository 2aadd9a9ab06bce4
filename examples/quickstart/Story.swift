import Foundation
import NIOCore
import Testbed

/// The demo's steps, told as they happen, with what was measured; each claim is checked.
struct Story {
  let daemon: Daemon
  let repository: SampleRepository
  let traffic: Traffic
  let nuncio: String
  private let begun = ContinuousClock.now
  private(set) var broken: [String] = []

  init(daemon: Daemon, repository: SampleRepository, traffic: Traffic, nuncio: String) {
    self.daemon = daemon
    self.repository = repository
    self.traffic = traffic
    self.nuncio = nuncio
  }

  /// All steps.
  mutating func tell() async throws -> RepeatedTask {
    try await firstRelease()
    let running = traffic.start()
    do {
      try await pause(5)
      try await goodCommit()
      try await badCommit()
      try await pause(3)
      try await refusedCommit()
      try await pause(2)
      try await rollbackByHand()
      check(begun.duration(to: .now) < .seconds(90), "the demo took \(seconds(begun.duration(to: .now))) s")
    } catch {
      running.cancel()
      throw error
    }
    return running
  }

  private mutating func firstRelease() async throws {
    let start = ContinuousClock.now
    let commit = try repository.commit("1-first-routes", "First routes")
    say("commit \(commit) \"First routes\"", "4 routes on 2 hosts")
    try daemon.start()
    try await daemon.wait("the first release", seconds: 30) { $0.stable?.number == 1 && $0.isEverywhere(1) }
    say("  release 1 live on 3 of 3 proxies", "commit to traffic \(seconds(start.duration(to: .now))) s")
  }

  private mutating func goodCommit() async throws {
    let before = traffic.seen
    check(before.failed == 0, "release 1 failed \(before.failed) of \(before.requests) requests")
    let commit = try repository.commit("2-cart-v2", "Cart moves to v2")
    say("commit \(commit) \"Cart moves to v2\"")
    let first = try await daemon.wait("the canary", seconds: 15) { holds($0, release: 2, stage: 1) }
    say("  release 2 on \(canaries(first)) (canary)", "1 of 3")
    var evidence = first.candidate?.evidence
    let second = try await daemon.wait("the second stage", seconds: 40) { status in
      if let candidate = status.candidate, candidate.stage == 1 { evidence = candidate.evidence }
      return holds(status, release: 2, stage: 2)
    }
    if let evidence {
      say(
        "  no worse than release 1: \(evidence.canary.requests) canary requests, \(evidence.canary.errors) errors, good by \(odds(evidence.oddsFor)) : 1"
      )
    }
    let others = second.proxies.map(\.name).filter { !(second.candidate?.canaries.contains($0) ?? false) }
    say("  release 2 on \(canaries(second))", "\(others.joined(separator: ", ")) stays on release 1 as the yardstick")
    try await daemon.wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
    let after = traffic.seen
    say("  release 2 live on 3 of 3 proxies", tally(from: before, to: after))
    check(after.failed == before.failed, "the good rollout failed \(after.failed - before.failed) requests")
  }

  private mutating func badCommit() async throws {
    let before = traffic.seen
    traffic.forgetFailureTimes()
    let commit = try repository.commit("3-broken-checkout", "Checkout to the new backend")
    say("commit \(commit) \"Checkout to the new backend\"")
    var canary = "the canary"
    try await daemon.wait("the rollback", seconds: 30) { status in
      if let name = status.candidate?.canaries.first, canary == "the canary" { canary = name }
      return status.state == "rolledBack"
    }
    let reason = try await daemon.history().entries.first { $0.kind == "rolledBack" }?.reason ?? ""
    say("  release 3 was on \(canary) (canary)", "1 of 3")
    say("  ROLLED BACK: \(reason)")
    try await daemon.wait("release 2 again", seconds: 10) { $0.isEverywhere(2) }
    let clear = ContinuousClock.now
    try await pause(1)
    let after = traffic.seen
    let outage = after.firstFailure.map { $0.duration(to: max(clear, after.lastFailure ?? clear)) } ?? .zero
    say("  release 2 on all proxies again", "first bad answer to all clear \(seconds(outage)) s")
    say("  meanwhile, all clients together", tally(from: before, to: after))
    say("  held: \(commit) is not tried again until its tree changes or `nuncio retry`")
    check(after.failed > before.failed, "the bad commit was never felt")
    check(outage < .seconds(5), "taking the bad commit back took \(seconds(outage)) s")
    check(reason.contains("others 0 of"), "the failing backend was reached by others than the canary: \(reason)")
  }

  private mutating func refusedCommit() async throws {
    let before = traffic.seen
    let commit = try repository.commit("4-bad-regex", "Regex for reports")
    say("commit \(commit) \"Regex for reports\"")
    let status = try await daemon.wait("the rejection", seconds: 15) { $0.rejected?.commit.hasPrefix(commit) ?? false }
    if let finding = status.rejected?.findings.first(where: { $0.line != nil }) {
      say("  REJECTED  \(finding.file ?? ""):\(finding.line ?? 0):\(finding.column ?? 0)  \(finding.message)")
    }
    say("  no proxy has seen it", tally(from: before, to: traffic.seen))
    check(status.isEverywhere(2) && status.candidate == nil, "a proxy saw the rejected commit")
    check(traffic.seen.failed == before.failed, "the rejected commit failed requests")
  }

  private mutating func rollbackByHand() async throws {
    let before = traffic.seen
    say("$ nuncio rollback 1")
    let start = ContinuousClock.now
    let process = Process()
    process.executableURL = URL(fileURLWithPath: nuncio)
    process.arguments = ["rollback", "1", "--server", daemon.address, "--token-file", daemon.state + "/token"]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let took = start.duration(to: .now)
    let status = try await daemon.status()
    try await pause(1)
    let after = traffic.seen
    let failed = after.failed - before.failed
    say("  release 1 on all proxies", "\(seconds(took)) s, \(tally(from: before, to: after))")
    check(process.terminationStatus == 0 && status.isEverywhere(1), "the rollback by hand did not reach every proxy")
    check(failed == 0, "the rollback by hand failed \(failed) requests")
  }

  private func holds(_ status: Status, release: Int, stage: Int) -> Bool {
    guard let candidate = status.candidate, candidate.number == release, candidate.stage == stage else { return false }
    return status.proxies.filter { candidate.canaries.contains($0.name) }.allSatisfy { $0.release == release }
  }

  private func canaries(_ status: Status) -> String { (status.candidate?.canaries ?? []).joined(separator: " and ") }

  private func odds(_ value: Double) -> String { value > 1000 ? "more than 1,000" : String(Int(value)) }

  private func tally(from before: Traffic.Counts, to after: Traffic.Counts) -> String {
    "requests \(after.requests - before.requests), failed \(after.failed - before.failed)"
  }

  private func pause(_ seconds: Int) async throws { try await Task.sleep(for: .seconds(seconds)) }

  private mutating func check(_ isTrue: Bool, _ otherwise: String) {
    if !isTrue { broken.append(otherwise) }
  }

  private func seconds(_ duration: Duration) -> String {
    let milliseconds = Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    return "\(milliseconds / 1000).\(milliseconds % 1000 / 100)"
  }

  private func say(_ text: String, _ figures: String = "") {
    let time = seconds(begun.duration(to: .now))
    let padding = String(repeating: " ", count: max(0, 4 - time.count))
    let gap = figures.isEmpty ? "" : String(repeating: " ", count: max(2, 52 - text.count))
    print("[\(padding)\(time)s] \(text)\(gap)\(figures)")
    fflush(nil)
  }
}
