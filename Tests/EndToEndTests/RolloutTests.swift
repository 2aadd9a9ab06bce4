import Foundation
import NIOCore
import Testbed
import Testing

/// From a commit to traffic, and back: real Git, real Envoy, real processes.
@Suite(.serialized, .enabled(if: LocalGateway.program != nil, "needs the program and .tools/envoy: run `make tools`"))
struct LocalRolloutTests {
  private func gateway() async throws -> LocalGateway {
    let gateway = try await LocalGateway(program: try #require(LocalGateway.program))
    try gateway.commit(cart: .good, "First")
    try gateway.daemon.start()
    try await gateway.daemon.wait("the first release", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }
    return gateway
  }

  @Test("a good commit reaches every proxy and fails no request; a bad one is taken back; a refused one is never seen")
  func commits() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    let traffic = gateway.traffic.start()
    defer { traffic.cancel() }
    try gateway.commit(cart: .other, "Good")
    try await gateway.daemon.wait("release 2", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
    #expect(gateway.traffic.seen.failed == 0, Comment(rawValue: gateway.log()))
    let bad = try gateway.commit(cart: .bad, "Bad")
    try await gateway.daemon.wait("the rollback", seconds: 60) { $0.state == "rolledBack" && $0.isEverywhere(2) }
    #expect(try await gateway.daemon.history().entries.first?.reason?.contains("shop/cart") == true)
    let failed = gateway.traffic.seen.failed
    #expect(failed > 0)
    let refused = try gateway.repository.commit(files: ["broken.yaml": "a: [1\n"], "Refused")
    let status = try await gateway.daemon.wait("the rejection", seconds: 30) { $0.rejected?.commit.hasPrefix(refused) == true }
    #expect(status.isEverywhere(2) && status.rejected?.findings.first?.file == "broken.yaml")
    #expect(!bad.isEmpty)
  }

  @Test("a daemon that is killed at any point comes to the same end, and no request of a good commit fails")
  func kills() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    let before = gateway.pids()
    let traffic = gateway.traffic.start()
    defer { traffic.cancel() }
    var random = SystemRandomNumberGenerator()
    for round in 0..<6 {
      try gateway.commit(cart: round % 2 == 0 ? .other : .good, "Round \(round)")
      for _ in 0..<3 {
        try await Task.sleep(for: .milliseconds(Int.random(in: 100...2500, using: &random)))
        gateway.daemon.crash()
        try gateway.daemon.start()
      }
      let number = round + 2
      try await gateway.daemon.wait("release \(number)", seconds: 90) {
        ($0.stable?.number ?? 0) >= number && $0.candidate == nil && $0.isEverywhere($0.stable?.number ?? 0)
      }
    }
    #expect(gateway.traffic.seen.failed == 0, Comment(rawValue: gateway.log()))
    #expect(gateway.pids() == before)
    for round in 0..<3 {
      let commit = try gateway.commit(cart: .bad, "Bad \(round)")
      for _ in 0..<2 {
        try await Task.sleep(for: .milliseconds(Int.random(in: 300...1800, using: &random)))
        gateway.daemon.crash()
        try gateway.daemon.start()
      }
      let stable = try await gateway.daemon.wait("the rollback", seconds: 90) { status in
        status.candidate == nil && status.stable.map { status.isEverywhere($0.number) } == true
          && status.source.held.contains { $0.hasPrefix(commit) }
      }
      #expect(stable.stable != nil)
    }
  }

  @Test("a commit that comes while another one bakes waits for it, and goes live after it")
  func waiting() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    let traffic = gateway.traffic.start()
    defer { traffic.cancel() }
    try gateway.commit(cart: .other, "Second")
    try await gateway.daemon.wait("the last stage", seconds: 60) { $0.candidate?.stage == 2 }
    try gateway.commit(cart: .good, "Third")
    let end = try await gateway.daemon.wait("release 3", seconds: 60) { $0.stable?.number == 3 && $0.isEverywhere(3) }
    #expect(end.source.held.isEmpty, Comment(rawValue: gateway.log()))
    #expect(gateway.traffic.seen.failed == 0)
  }

  @Test("a canary that is killed in the last stage is waited for: the yardstick keeps stable, and the release goes live")
  func killedCanary() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    try gateway.commit(cart: .other, "Second")
    let bake = try await gateway.daemon.wait("the last stage", seconds: 60) {
      $0.candidate?.stage == 2 && $0.candidate?.canaries.count == 2
    }
    let canary = try #require(bake.candidate?.canaries.first)
    let index = try #require(Int(canary.suffix(1)))
    kill(pid_t(try #require(gateway.pid(index))), SIGKILL)
    try await gateway.daemon.wait("the end", seconds: 20) { $0.proxies.contains { !$0.connected } }
    try await gateway.daemon.wait("release 2", seconds: 60) { status in
      #expect(status.proxies.filter { $0.release == 2 }.count < 3 || status.stable?.number == 2)
      return status.stable?.number == 2 && status.isEverywhere(2)
    }
  }

  @Test("a proxy that is killed is started again and serves the same")
  func killedProxy() async throws {
    let gateway = try await gateway()
    defer { gateway.end() }
    let pid = try #require(gateway.pid(0))
    kill(pid_t(pid), SIGKILL)
    try await gateway.daemon.wait("the end", seconds: 20) { $0.proxies.contains { !$0.connected } }
    try await gateway.daemon.wait("the restart", seconds: 20) { $0.proxies.allSatisfy(\.connected) && $0.isEverywhere(1) }
  }
}
