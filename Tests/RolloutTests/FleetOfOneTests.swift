import Identity
import Testing

@testable import Rollout

/// A fleet of one has no yardstick but what it counted before.
struct FleetOfOneTests {
  private let plan = FleetPlan(
    proxies: 1, stages: [.init(share: .count(1), hold: .seconds(10)), .init(share: .percent(100), hold: .seconds(20))])

  /// So many seconds after its first release went live.
  private func live(for seconds: Int) -> SimulatedFleet {
    var fleet = SimulatedFleet(proxies: 1, plan: plan)
    fleet.offer("a")
    fleet.pass(seconds)
    return fleet
  }

  @Test("a bad release is taken back, however long it has been good before", arguments: [0, 15], [12, 400])
  func bad(_ good: Int, history: Int) {
    var fleet = live(for: history)
    fleet.offer("b")
    fleet.pass(good)
    fleet.bad = ["b"]
    fleet.pass(5)
    #expect(fleet.on(1) == 1 && fleet.machine.memory.held["tree-b"] != nil)
  }

  @Test("a bad release is taken back after a restart too: what was counted before is in the log")
  func restarted() {
    var fleet = live(for: 60)
    fleet.offer("b")
    fleet.restart()
    fleet.bad = ["b"]
    fleet.pass(5)
    #expect(fleet.on(1) == 1 && fleet.machine.memory.held["tree-b"] != nil)
  }

  @Test("a good release goes live")
  func good() {
    var fleet = live(for: 60)
    fleet.offer("b")
    fleet.pass(40)
    #expect(fleet.machine.memory.stable?.number.value == 2 && fleet.machine.memory.held.isEmpty)
  }

  @Test("a release goes live though the only proxy was exchanged for another while it was tried")
  func replaced() {
    var fleet = live(for: 60)
    fleet.offer("b")
    fleet.pass(3)
    fleet.send(.disconnected(ProxyID("edge-0")))
    fleet.held = [:]
    fleet.send(.membership([ProxyID("edge-x")]))
    fleet.send(.connected(ProxyID("edge-x"), process: "1", holds: nil))
    fleet.pass(120)
    #expect(fleet.machine.memory.stable?.number.value == 2 && fleet.machine.memory.held.isEmpty && fleet.on(2) == 1)
  }
}
