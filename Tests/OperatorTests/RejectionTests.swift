import Operator
import Rollout
import Testing

@Suite("Rejections in the release log")
struct RejectionTests {
  @Test("a commit's last rejection is known with its reason")
  func last() {
    let now = Moment(sinceStart: .zero, wall: 0)
    var machine = RolloutMachine(
      fleet: "edge", proxies: [], plan: OperatorPlan(stated: PlanStatement(), limits: PlanLimits()), memory: RolloutMemory(), at: now)
    for (commit, reason) in [("a1", "one"), ("b2", "two"), ("a1", "three")] {
      _ = machine.receive(.rejected(commit: commit, summary: "", reason: reason), at: now)
    }
    #expect(machine.memory.lastRejection(of: "a1") == "three")
    #expect(machine.memory.lastRejection(of: "b2") == "two")
    #expect(machine.memory.lastRejection(of: "c3") == nil)
  }
}
