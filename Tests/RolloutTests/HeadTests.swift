import Identity
import Testing

@testable import Rollout

/// What the source's newest commit has to do with what waits and what is held.
struct HeadTests {
  /// A candidate in its second stage, and another revision that waits.
  private func waiting() -> SimulatedFleet {
    var fleet = SimulatedFleet(
      plan: FleetPlan(
        proxies: 3, stages: [.init(share: .count(1), hold: .seconds(10)), .init(share: .percent(100), hold: .seconds(20))]))
    fleet.offer("a")
    fleet.pass(2)
    fleet.offer("b")
    fleet.pass(14)
    fleet.offer("c")
    return fleet
  }

  @Test("a revision that waits is rolled out when its time has come")
  func stillWanted() {
    var fleet = waiting()
    fleet.send(.head(tree: "tree-c"))
    #expect(fleet.machine.waiting?.revision.summary == "c")
    fleet.pass(30)
    #expect(fleet.on(3) >= 1)
  }

  @Test("a revision that waits and was reverted is not rolled out")
  func reverted() {
    var fleet = waiting()
    var offered = fleet
    fleet.send(.head(tree: "tree-b"))
    offered.offer("b")
    for var fleet in [fleet, offered] {
      #expect(fleet.machine.waiting == nil)
      fleet.pass(60)
      #expect(fleet.on(2) == 3 && fleet.machine.memory.lastNumber == 2)
    }
  }

  @Test("what is held is the head's; the others go when another tree is live, and are few before")
  func held() {
    var fleet = SimulatedFleet(plan: FleetPlan(stages: [.init(share: .count(1), hold: .seconds(10))]))
    fleet.offer("a")
    fleet.pass(2)
    for index in 0..<30 {
      fleet.bad = ["x\(index)"]
      fleet.offer("x\(index)")
      fleet.pass(5)
    }
    #expect(fleet.machine.memory.held.count == 20 && fleet.machine.memory.held["tree-x29"] != nil)
    #expect(fleet.machine.status.held.count == 20)
    fleet.send(.head(tree: "tree-x29"))
    #expect(fleet.machine.status.held == [SimulatedFleet.revision("x29").commit])
    fleet.send(.rollback(to: nil, reason: nil))
    fleet.send(.head(tree: "tree-b"))
    #expect(fleet.machine.status.held.isEmpty && !fleet.machine.memory.held.isEmpty)
    fleet.offer("b")
    fleet.pass(20)
    #expect(fleet.machine.memory.stable?.revision.summary == "b" && fleet.machine.memory.held.isEmpty)
  }
}
