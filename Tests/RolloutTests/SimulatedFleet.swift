import Identity
import Testing

@testable import Rollout

/// A fleet that does what it is told, and whose traffic fails on the releases that are said to be bad.
struct SimulatedFleet {
  var machine: RolloutMachine
  let plan: OperatorPlan
  var now = Moment(sinceStart: .zero, wall: 1_000_000)
  var held: [ProxyID: ReleaseNumber] = [:]
  var log: [Transition] = []
  var bad: Set<String> = []
  var exposed: [Set<String>] = []

  /// Requests a second on each proxy.
  var requests = 100

  init(proxies: Int = 3, plan: FleetPlan, operatorSaysProxies: Bool = true, statement: PlanStatement? = nil) {
    self.plan = OperatorPlan(stated: statement ?? plan.statement(proxies: operatorSaysProxies ? proxies : nil))
    machine = RolloutMachine(fleet: "edge", proxies: Self.names(proxies), plan: self.plan, memory: RolloutMemory(), at: now)
    for proxy in Self.names(proxies) { send(.connected(proxy, process: "1", holds: nil)) }
  }

  static func names(_ count: Int) -> [ProxyID] { (0..<count).map { ProxyID("edge-\($0)") } }

  static func revision(_ name: String) -> Revision {
    Revision(
      commit: String(repeating: name, count: 7), tree: "tree-\(name)", author: "a", summary: name, inputs: "i",
      resources: "resources-\(name)",
      compiler: "1", cause: .commit)
  }

  mutating func send(_ event: RolloutEvent) { carryOut(machine.receive(event, at: now)) }

  private mutating func carryOut(_ actions: [RolloutAction]) {
    var confirmed: [(ProxyID, ReleaseNumber)] = []
    for action in actions {
      switch action {
      case .record(let transition): log.append(transition)
      case .assign(let assignments):
        for (proxy, assignment) in assignments where machine.proxies[proxy] != nil && held[proxy] != assignment.release {
          held[proxy] = assignment.release
          confirmed.append((proxy, assignment.release))
        }
      case .resize(let count):
        send(.membership(Self.names(count)))
        held = held.filter { machine.proxies[$0.key] != nil }
      case .dismiss, .resend, .takeHead, .announce, .answer: break
      }
    }
    for (proxy, release) in confirmed { send(.acked(proxy, process: "1", release)) }
  }

  mutating func offer(_ name: String) { send(.accepted(Self.revision(name), plan: PlanStatement())) }

  /// A proxy's process is ended from outside or by itself.
  mutating func end(_ proxy: ProxyID, signal: Int?) {
    send(.ended(proxy, process: machine.proxies[proxy]?.process ?? "", signal: signal, wasAsked: false))
    send(.disconnected(proxy))
  }

  /// Lets so many seconds pass, each with traffic.
  mutating func pass(_ seconds: Int) {
    for _ in 0..<seconds {
      now = Moment(sinceStart: now.sinceStart + .seconds(1), wall: now.wall + 1)
      var block: BlockCounts = [:]
      for (proxy, release) in held {
        let isBad = machine.memory.kept.last { $0.number == release }.map { bad.contains($0.revision.summary) } ?? false
        block[proxy] = [RouteID("shop/x"): RouteCount(requests: requests, errors: isBad ? requests * 9 / 10 : 0)]
      }
      send(.counted(block))
      send(.tick)
    }
  }

  /// The daemon is killed and comes back: what is in the log is all that it knows.
  mutating func restart(counted block: BlockCounts = [:]) {
    var memory = RolloutMemory()
    for transition in log { memory.fold(transition) }
    #expect(memory == machine.memory)
    let proxies = machine.proxies.keys.sorted()
    machine = RolloutMachine(fleet: "edge", proxies: proxies, plan: plan, memory: memory, at: now)
    carryOut(machine.begin(at: now))
    if !block.isEmpty { send(.counted(block)) }
    for proxy in proxies { send(.connected(proxy, process: "1", holds: held[proxy])) }
  }

  func on(_ number: Int) -> Int { held.values.count { $0.value == number } }
}
