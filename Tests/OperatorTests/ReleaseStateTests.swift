import Identity

import Testing

@testable import Operator
@testable import Rollout

@Suite("What the cluster is told of releases")
struct ReleaseStateTests {
  private func release(_ number: Int) -> ReleaseRecord {
    ReleaseRecord(
      number: ReleaseNumber(number),
      revision: Revision(
        commit: "c\(number)", tree: "t\(number)", author: "", summary: "", inputs: "", resources: "r\(number)", compiler: "", cause: .commit
      ),
      plan: PlanStatement())
  }

  private func memory(_ changes: Transition.Change...) -> RolloutMemory {
    var memory = RolloutMemory()
    for change in changes { memory.fold(Transition(at: 1, change: change)) }
    return memory
  }

  private func rolling(_ number: Int) -> Transition.Change { .rolling(release(number), canaries: [], unfinishedSince: 0, past: nil) }

  @Test("one is live, one on trial, and every other one says how it ended")
  func all() {
    let states = memory(
      rolling(1), .live(release(1), requests: 0), rolling(2), .rolledBack(ReleaseNumber(2), reason: "errors", requests: 9), rolling(3),
      .superseded(ReleaseNumber(3), by: "c4"), rolling(4), .live(release(4), requests: 5), rolling(5)
    ).states.mapValues(\.state)
    #expect(
      states == [
        ReleaseNumber(1): "Retired", ReleaseNumber(2): "RolledBack", ReleaseNumber(3): "Superseded", ReleaseNumber(4): "Live",
        ReleaseNumber(5): "Rolling",
      ])
  }

  @Test("by hand the trial ends, and the release that was gone back to is the one that is live")
  func byHand() {
    let states = memory(
      rolling(1), .live(release(1), requests: 0), rolling(2), .live(release(2), requests: 0), rolling(3),
      .byHand(to: release(1), reason: nil)
    ).states
    #expect(states[ReleaseNumber(1)]?.state == "Live" && states[ReleaseNumber(2)]?.state == "Retired")
    #expect(states[ReleaseNumber(3)] == ReleaseState(state: "RolledBack", reason: "by hand"))
  }

  @Test("a first release that a proxy refused was rejected")
  func first() {
    let states = memory(rolling(1), .rejected(commit: "c1", summary: "", reason: "port", tree: "t1")).states
    #expect(states[ReleaseNumber(1)]?.state == "Rejected")
  }
}
