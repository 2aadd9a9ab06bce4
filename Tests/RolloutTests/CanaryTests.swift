import Identity
import Testing

@testable import Rollout

/// Canaries that go, come back, or are others than before.
struct CanaryTests {
  private let plan = FleetPlan(
    proxies: 3, stages: [.init(share: .count(1), hold: .seconds(10)), .init(share: .percent(100), hold: .seconds(60))])

  /// A fleet with a candidate on so many of its three proxies.
  private func trying(on canaries: Int) -> SimulatedFleet {
    var fleet = SimulatedFleet(plan: plan)
    fleet.offer("a")
    fleet.pass(2)
    fleet.offer("b")
    while fleet.on(2) < canaries { fleet.pass(1) }
    return fleet
  }

  private func canary(_ fleet: SimulatedFleet) throws -> ProxyID { try #require(fleet.machine.memory.trial?.canaries.first) }

  @Test("in the last stage a canary that was killed is waited for: the yardstick stays")
  func lastStage() throws {
    var fleet = trying(on: 2)
    let canary = try canary(fleet)
    let yardstick = try #require(fleet.held.first { $0.value.value == 1 }?.key)
    fleet.end(canary, signal: 9)
    fleet.held[canary] = nil
    fleet.pass(10)
    #expect(fleet.held[yardstick]?.value == 1)
    fleet.held[canary] = ReleaseNumber(2)
    fleet.send(.connected(canary, process: "2", holds: nil))
    fleet.send(.acked(canary, process: "2", ReleaseNumber(2)))
    fleet.pass(70)
    #expect(fleet.machine.memory.stable?.number.value == 2 && fleet.on(2) == 3)
  }

  @Test("a canary that comes back late has its own half minute to confirm")
  func late() throws {
    var fleet = trying(on: 2)
    let canary = try canary(fleet)
    fleet.end(canary, signal: 9)
    fleet.pass(40)
    fleet.send(.connected(canary, process: "2", holds: nil))
    fleet.pass(29)
    #expect(fleet.on(2) > 0 && fleet.machine.memory.trial != nil)
    var confirming = fleet
    confirming.send(.acked(canary, process: "2", ReleaseNumber(2)))
    confirming.pass(70)
    #expect(confirming.machine.memory.stable?.number.value == 2)
    fleet.pass(3)
    #expect(fleet.on(2) == 0 && fleet.machine.memory.trial == nil)
  }

  @Test(
    "the limit of the first stage makes no share larger", arguments: [(2, 16, 2), (2, 3, 1), (9, 16, 5), (1, 2, 1)])
  func firstStage(_ row: (count: Int, fleet: Int, expected: Int)) {
    var repository = PlanStatement()
    repository.stages = [.init(share: .count(row.count), hold: .seconds(60)), .init(share: .count(9), hold: .seconds(60))]
    let plan = OperatorPlan().settled(with: repository)
    #expect(plan.stages[0].proxies(of: row.fleet, notFewerThan: 0) == row.expected)
    #expect(plan.stages[1].proxies(of: 16, notFewerThan: 0) == 9)
  }

  @Test(
    "a release that only fails is taken back whatever a repository's plan says",
    arguments: [0, 1e-300, .leastNonzeroMagnitude, 0.5, 1], [1, 100, 1e300])
  func onlyFails(_ floor: Double, maxIncrease: Double) {
    var statement = PlanStatement()
    (statement.floor, statement.maxIncrease, statement.falseAlarm) = (floor, maxIncrease, 1e-9)
    statement.stages = Array(repeating: .init(share: .percent(100), hold: .seconds(Int64.max)), count: 3)
    var fleet = SimulatedFleet(plan: FleetPlan(), statement: PlanStatement())
    fleet.send(.accepted(SimulatedFleet.revision("a"), plan: statement))
    fleet.pass(2)
    fleet.offer("b")
    // The patience is twice the plan's length: no number that overflows.
    fleet.offer("c")
    fleet.bad = ["c"]
    fleet.pass(20)
    #expect(fleet.on(1) == 3 && fleet.machine.memory.held["tree-c"] != nil)
  }

  @Test("the absolute guard counts with every floor", arguments: [-1, 0, 1e-300, 0.005, 0.9, 1, 2])
  func floors(_ floor: Double) throws {
    let counts = ArmCounts(canaryErrors: 50, canaryRequests: 100, baselineErrors: 0, baselineRequests: 100)
    let ratios = try #require(AbsoluteGuard.ratios(counts, floor: floor, dispersion: 1))
    let areFinite = ratios.allSatisfy(\.isFinite)
    #expect(areFinite)
  }

  @Test("superseding and replacing are durable before a proxy is told anything")
  func durableFirst() throws {
    let fleet = trying(on: 1)
    let canary = try canary(fleet)
    var superseding = fleet.machine
    var replacing = fleet.machine
    let events: [[RolloutAction]] = [
      superseding.receive(.accepted(SimulatedFleet.revision("c"), plan: PlanStatement()), at: fleet.now),
      replacing.receive(.ended(canary, process: "1", signal: 9, wasAsked: false), at: fleet.now),
    ]
    for actions in events {
      let firstAssign = try #require(actions.firstIndex { if case .assign = $0 { true } else { false } })
      let lastRecord = try #require(actions.lastIndex { if case .record = $0 { true } else { false } })
      #expect(lastRecord < firstAssign)
    }
  }

  @Test("a daemon that is killed while a release is superseded holds nothing back")
  func killedWhileSuperseding() throws {
    var fleet = trying(on: 1)
    let actions = fleet.machine.receive(.accepted(SimulatedFleet.revision("c"), plan: PlanStatement()), at: fleet.now)
    for case .record(let transition) in actions { fleet.log.append(transition) }
    fleet.restart()
    #expect(fleet.machine.memory.held.isEmpty)
    #expect(fleet.on(2) == 0 && fleet.on(3) == 1)
  }

  @Test("a canary whose stream is cut for a moment stays one; one that stays away is replaced")
  func cut() throws {
    var fleet = trying(on: 1)
    let canary = try canary(fleet)
    fleet.pass(6)
    fleet.send(.disconnected(canary))
    fleet.pass(4)
    #expect(fleet.machine.memory.trial?.canaries.contains(canary) == true)
    var back = fleet
    back.send(.connected(canary, process: "1", holds: ReleaseNumber(2)))
    back.pass(20)
    #expect(back.machine.memory.trial?.canaries.contains(canary) == true)
    fleet.pass(4)
    #expect(fleet.machine.memory.trial.map { !$0.canaries.contains(canary) } == true)
  }

  @Test("what was refused while nobody led makes the next one wait, as it did the one before")
  func refusedMeanwhile() throws {
    var fleet = trying(on: 1)
    let canary = try canary(fleet)
    var memory = RolloutMemory()
    for transition in fleet.log { memory.fold(transition) }
    let all = fleet.machine.proxies.keys.sorted()
    var next = RolloutMachine(fleet: "edge", proxies: all, plan: fleet.plan, memory: memory, at: fleet.now)
    _ = next.begin(at: fleet.now)
    for (index, proxy) in all.enumerated() {
      _ = next.receive(.connected(proxy, process: "9", holds: ReleaseNumber(1)), at: fleet.now)
      if index == 0 {
        let refusal = Refusal(resource: "listener", place: nil, message: "address in use", isPortInUse: true, differsFromStable: true)
        _ = next.receive(.nacked(canary, ReleaseNumber(2), refusal), at: fleet.now)
      }
    }
    #expect(next.recovery == nil && next.trial?.blocked.keys.contains(canary) == true)
    fleet.machine = next
    fleet.held = [:]
    fleet.pass(60)
    #expect(fleet.machine.memory.trial?.release.number == ReleaseNumber(2) && fleet.machine.memory.held.isEmpty)
  }

  @Test("a proxy that leaves the fleet is forgotten where streams are")
  func dismissed() throws {
    var fleet = trying(on: 1)
    let canary = try canary(fleet)
    let others = fleet.machine.proxies.keys.filter { $0 != canary }.sorted()
    let actions = fleet.machine.receive(.membership(others), at: fleet.now)
    #expect(actions.contains { if case .dismiss([canary]) = $0 { true } else { false } })
  }

  @Test("what another that led decided and could not write down is taken up; by hand too, and not when it is old")
  func decided() throws {
    let fleet = trying(on: 1)
    var machine = fleet.machine
    let back = Transition.Change.rolledBack(ReleaseNumber(2), reason: "errors", requests: 1)
    #expect(machine.receive(.decided(back, lastNumber: 1), at: fleet.now).isEmpty)
    _ = machine.receive(.decided(back, lastNumber: 2), at: fleet.now)
    #expect(machine.memory.trial == nil && machine.memory.held["tree-b"] != nil)
    #expect(machine.receive(.decided(back, lastNumber: 2), at: fleet.now).isEmpty)
    var byHand = fleet.machine
    let stable = try #require(byHand.memory.stable)
    let actions = byHand.receive(.decided(.byHand(to: stable, reason: "mine"), lastNumber: 2), at: fleet.now)
    #expect(byHand.memory.pinned == ReleaseNumber(1) && byHand.memory.trial == nil)
    #expect(!actions.contains { if case .answer = $0 { true } else { false } })
    #expect(byHand.receive(.decided(.byHand(to: stable, reason: "mine"), lastNumber: 2), at: fleet.now).isEmpty)
  }
}
