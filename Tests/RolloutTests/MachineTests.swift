import Identity
import Testing

@testable import Rollout

extension [String: ArmCounts] {
  func mapKeys() -> [RouteID: ArmCounts] { .init(uniqueKeysWithValues: map { (RouteID($0.key), $0.value) }) }
}

extension FleetPlan {
  /// The plan as a document would say it.
  func statement(proxies: Int?) -> PlanStatement {
    var statement = PlanStatement()
    (statement.proxies, statement.stages) = (proxies, stages)
    return statement
  }
}

/// What a fleet lives through.
struct MachineTests {
  private let plan = FleetPlan(
    proxies: 3, stages: [.init(share: .count(1), hold: .seconds(10)), .init(share: .percent(100), hold: .seconds(20))])

  private func live() -> SimulatedFleet {
    var fleet = SimulatedFleet(plan: plan)
    fleet.offer("a")
    fleet.pass(2)
    return fleet
  }

  @Test("the first release goes to all at once")
  func first() {
    let fleet = live()
    #expect(fleet.on(1) == 3)
    #expect(fleet.machine.memory.stable?.number.value == 1)
  }

  @Test("a good release goes one, all but one, all")
  func good() {
    var fleet = live()
    fleet.offer("b")
    #expect(fleet.on(2) == 1)
    fleet.pass(9)
    #expect(fleet.on(2) == 1)
    fleet.pass(3)
    #expect(fleet.on(2) == 2)
    fleet.pass(16)
    #expect(fleet.on(2) == 2)
    fleet.pass(8)
    #expect(fleet.on(2) == 3)
    #expect(fleet.machine.memory.stable?.number.value == 2)
  }

  @Test("a bad release is taken back, held, and not tried again without retry")
  func bad() {
    var fleet = live()
    fleet.bad = ["b"]
    fleet.offer("b")
    fleet.pass(4)
    #expect(fleet.on(1) == 3)
    #expect(fleet.machine.memory.held["tree-b"] != nil)
    fleet.offer("b")
    #expect(fleet.on(1) == 3)
    fleet.send(.retry(head: "tree-b"))
    fleet.offer("b")
    #expect(fleet.on(3) == 1)
  }

  @Test("a newer revision supersedes in stage 1 and waits in stage 2")
  func superseding() {
    var fleet = live()
    fleet.offer("b")
    fleet.pass(3)
    fleet.offer("c")
    #expect(fleet.on(2) == 0 && fleet.on(3) == 1)
    fleet.pass(12)
    #expect(fleet.on(3) == 2)
    fleet.offer("d")
    #expect(fleet.on(3) == 2)
    fleet.pass(30)
    #expect(fleet.machine.memory.live.contains { $0.revision.summary == "c" })
    #expect(fleet.on(4) >= 1)
  }

  @Test("rollback by hand pins, resume lifts the pin")
  func byHand() {
    var fleet = live()
    fleet.offer("b")
    fleet.pass(40)
    #expect(fleet.on(2) == 3)
    fleet.send(.rollback(to: nil, reason: nil))
    #expect(fleet.on(1) == 3)
    fleet.offer("c")
    #expect(fleet.on(1) == 3)
    fleet.send(.resume(head: "tree-c"))
    fleet.offer("c")
    #expect(fleet.on(3) == 1)
  }

  @Test("a first release that a proxy refuses is rejected, and the next is first again")
  func refusedFirst() {
    var fleet = SimulatedFleet(plan: plan)
    fleet.offer("a")
    let refusal = Refusal(resource: "listener l", place: nil, message: "no", isPortInUse: false, differsFromStable: true)
    var second = SimulatedFleet(plan: plan)
    _ = second.machine.receive(.accepted(SimulatedFleet.revision("a"), plan: PlanStatement()), at: second.now)
    second.send(.nacked(ProxyID("edge-0"), ReleaseNumber(1), refusal))
    #expect(second.machine.memory.stable == nil && second.machine.memory.trial == nil)
    second.offer("b")
    second.pass(2)
    #expect(second.machine.memory.stable?.revision.summary == "b")
  }

  @Test("a refusal of what differs from stable takes back at once, a port in use waits")
  func refusals() {
    var fleet = live()
    fleet.offer("b")
    let canary = fleet.held.first { $0.value.value == 2 }?.key ?? ProxyID("none")
    fleet.send(
      .nacked(canary, ReleaseNumber(2), Refusal(resource: "l", place: nil, message: "in use", isPortInUse: true, differsFromStable: true)))
    fleet.pass(60)
    #expect(fleet.machine.status.state == "waiting")
    fleet.send(
      .nacked(canary, ReleaseNumber(2), Refusal(resource: "l", place: nil, message: "bad", isPortInUse: false, differsFromStable: true)))
    #expect(fleet.on(1) == 3)
  }

  @Test("a canary that is there and does not confirm is not waited for longer than half a minute")
  func late() {
    var fleet = live()
    _ = fleet.machine.receive(.accepted(SimulatedFleet.revision("b"), plan: PlanStatement()), at: fleet.now)
    fleet.pass(29)
    #expect(fleet.machine.memory.trial != nil)
    fleet.pass(3)
    #expect(fleet.machine.memory.trial == nil && fleet.on(1) == 3)
  }

  @Test("a crash of a canary takes back, a kill from outside only replaces it")
  func ends() {
    var fleet = live()
    fleet.offer("b")
    let canary = fleet.held.first { $0.value.value == 2 }?.key ?? ProxyID("none")
    var other = fleet
    fleet.end(canary, signal: 11)
    #expect(fleet.on(2) == 0)
    other.end(canary, signal: 9)
    #expect(other.machine.memory.trial?.canaries.contains(canary) == false)
    #expect(other.on(2) == 1)
  }

  @Test("a crash takes back whichever is heard first: the end of the process, or that the next one is there")
  func crashHeardLate() {
    var fleet = live()
    fleet.offer("b")
    let canary = fleet.held.first { $0.value.value == 2 }?.key ?? ProxyID("none")
    fleet.send(.disconnected(canary))
    fleet.send(.connected(canary, process: "2", holds: nil))
    fleet.send(.ended(canary, process: "1", signal: 11, wasAsked: false))
    #expect(fleet.on(2) == 0 && fleet.machine.memory.trial == nil)
    #expect(fleet.machine.proxies[canary]?.isConnected == true)
  }

  @Test("a canary that crashes over the candidate before it confirms it takes it back")
  func crashUnconfirmed() {
    var fleet = live()
    _ = fleet.machine.receive(.accepted(SimulatedFleet.revision("b"), plan: PlanStatement()), at: fleet.now)
    let canary = fleet.machine.memory.trial?.canaries.first ?? ProxyID("none")
    fleet.end(canary, signal: 11)
    #expect(fleet.machine.memory.trial == nil && fleet.machine.memory.held["tree-b"] != nil)
  }

  @Test(
    "shares are rounded down, at least one, all but one at most",
    arguments: [
      (FleetShare.count(1), 3, 0, 1), (.percent(50), 8, 1, 4), (.percent(34), 2, 0, 1), (.percent(100), 8, 4, 7), (.percent(100), 1, 0, 1),
      (.percent(10), 8, 3, 3), (.count(20), 4, 1, 3),
    ])
  func shares(_ row: (share: FleetShare, fleet: Int, before: Int, expected: Int)) {
    #expect(row.share.proxies(of: row.fleet, notFewerThan: row.before) == row.expected)
  }

  @Test("a repository may not loosen what the operator set")
  func limits() {
    var loose = PlanStatement()
    loose.stages = [.init(share: .percent(100), hold: .seconds(1))]
    (loose.falseAlarm, loose.maxIncrease, loose.floor) = (1e-9, 50, 0.5)
    let plan = OperatorPlan().settled(with: loose)
    #expect(plan.stages[0].proxies(of: 16, notFewerThan: 0) == 5 && plan.stages[0].hold == .seconds(10))
    #expect(plan.analysis.floor == 0.01 && plan.analysis.maxIncrease == 2 && plan.analysis.falseAlarm == 0.0001)
  }

  @Test("the operator's word holds over the repository's, and is not bound by the limits; what neither says is the default")
  func layers() {
    var (own, repository) = (PlanStatement(), PlanStatement())
    own.stages = [.init(share: .percent(100), hold: .seconds(1))]
    repository.stages = [.init(share: .count(1), hold: .seconds(60))]
    repository.deadline = .seconds(5)
    let plan = OperatorPlan(stated: own).settled(with: repository)
    #expect(plan.stages == own.stages)
    #expect(plan.analysis.deadline == .seconds(5) && plan.proxies == 3 && plan.analysis.falseAlarm == 0.001)
  }

  @Test("a plan with another number of proxies takes effect when its release is live; new proxies hold stable")
  func resizing() {
    var fleet = SimulatedFleet(plan: plan, operatorSaysProxies: false)
    fleet.offer("a")
    fleet.pass(2)
    var grown = PlanStatement()
    grown.proxies = 5
    fleet.send(.accepted(SimulatedFleet.revision("b"), plan: grown))
    fleet.pass(12)
    #expect(fleet.machine.proxies.count == 3)
    fleet.pass(30)
    #expect(fleet.machine.proxies.count == 5 && fleet.on(2) == 5)
    fleet.send(.rollback(to: nil, reason: nil))
    #expect(fleet.machine.proxies.count == 3 && fleet.on(1) == 3)
  }

  @Test("paused: nothing advances, what is bad is taken back all the same, a newer revision supersedes in any stage")
  func paused() {
    var fleet = live()
    fleet.offer("b")
    fleet.send(.pause)
    fleet.pass(60)
    #expect(fleet.on(2) == 1 && fleet.machine.status.state == "waiting")
    fleet.restart()
    fleet.pass(60)
    #expect(fleet.on(2) == 1)
    fleet.send(.resume(head: "tree-b"))
    fleet.pass(13)
    #expect(fleet.on(2) == 2)
    fleet.send(.pause)
    fleet.bad = ["c"]
    fleet.offer("c")
    #expect(fleet.on(3) == 1)
    fleet.pass(5)
    #expect(fleet.on(1) == 3 && fleet.machine.memory.held["tree-c"] != nil)
  }

  @Test("promote gives the next stage now, and in the last one makes it live; abort ends and holds")
  func promoting() {
    var fleet = live()
    fleet.offer("b")
    fleet.send(.promote)
    #expect(fleet.on(2) == 2)
    fleet.send(.promote)
    #expect(fleet.on(2) == 3 && fleet.machine.memory.stable?.number.value == 2)
    fleet.offer("c")
    fleet.send(.abort(reason: "no"))
    #expect(fleet.on(2) == 3 && fleet.machine.memory.held["tree-c"] != nil)
  }

  @Test("with little traffic and onLittleTraffic: wait, a stage waits for promote")
  func waiting() {
    var statement = plan.statement(proxies: 3)
    statement.onLittleTraffic = .wait
    var fleet = SimulatedFleet(plan: plan, statement: statement)
    fleet.requests = 1
    fleet.offer("a")
    fleet.pass(2)
    fleet.offer("b")
    fleet.pass(100)
    #expect(fleet.on(2) == 1 && fleet.machine.status.state == "waiting")
    fleet.send(.promote)
    #expect(fleet.on(2) == 2)
  }

  @Test("an upstream of the candidate that is not ready for 15 s takes it back; one that stable has too does not")
  func warming() {
    var fleet = live()
    fleet.offer("b")
    let canary = fleet.held.first { $0.value.value == 2 }?.key ?? ProxyID("none")
    let others = fleet.held.filter { $0.value.value == 1 }.keys
    var shared = fleet
    var spreading = fleet
    for second in 0..<17 {
      fleet.send(.warming(canary, 1))
      fleet.pass(1)
      shared.send(.warming(canary, 1))
      for other in others { shared.send(.warming(other, 1)) }
      shared.pass(1)
      // Warming already when the candidate comes in stage 2; by then the last baseline proxy is ready.
      for other in others {
        let isWarming = second < 12 || spreading.held[other]?.value == 2
        spreading.send(.warming(other, isWarming ? 1 : 0))
      }
      spreading.pass(1)
    }
    #expect(fleet.on(2) == 0 && fleet.machine.memory.held["tree-b"] != nil)
    #expect(shared.on(2) > 0)
    #expect(spreading.on(2) > 0)
  }

  @Test("what was counted while the daemon was away is one block of evidence")
  func meanwhile() {
    var fleet = live()
    fleet.bad = ["b"]
    fleet.offer("b")
    let canary = fleet.held.first { $0.value.value == 2 }?.key ?? ProxyID("none")
    var block: BlockCounts = [:]
    for proxy in fleet.held.keys { block[proxy] = [RouteID("shop/x"): RouteCount(requests: 900, errors: proxy == canary ? 800 : 0)] }
    fleet.restart(counted: block)
    #expect(fleet.machine.trial?.evidence.totals.canaryErrors == 800)
    fleet.pass(1)
    #expect(fleet.on(2) == 0)
  }

  @Test("whatever happens, bad releases end on stable, and a restart changes nothing", arguments: 0..<60)
  func random(_ seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    var fleet = live()
    fleet.bad = ["x", "y", "z"]
    let names = ["b", "c", "x", "d", "y", "e", "z", "f"]
    for _ in 0..<80 {
      switch random.next() % 8 {
      case 0, 1: fleet.offer(names[Int(random.next() % UInt64(names.count))])
      case 2: fleet.restart()
      case 3 where random.next() % 4 == 0: fleet.send(.rollback(to: nil, reason: nil))
      case 4: fleet.send(.resume(head: "tree-b"))
      default: fleet.pass(Int(random.next() % 12))
      }
      let trial = fleet.machine.memory.trial
      let allowed = trial?.canaries.count ?? 0
      let exposed = fleet.held.values.count { $0 == trial?.release.number }
      #expect(exposed <= max(allowed, 0), "seed \(seed)")
      if trial != nil { #expect(exposed < 3, "seed \(seed): the baseline is gone") }
    }
    fleet.send(.resume(head: "tree-q"))
    fleet.pass(120)
    let stable = fleet.machine.memory.stable?.revision.summary ?? ""
    #expect(!fleet.bad.contains(stable), "seed \(seed)")
    #expect(Set(fleet.held.values).count == 1, "seed \(seed)")
  }
}

/// A small random source whose sequence depends on the seed alone.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
