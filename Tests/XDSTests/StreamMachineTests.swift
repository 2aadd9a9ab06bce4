import EnvoyAPI
import EnvoyConfig
import Gateway
import Identity
import Manifests
import SwiftProtobuf
import Testing

@testable import XDS

/// One proxy's stream, played by hand.
struct StreamMachineTests {
  /// A release with one listener, one route table, and clusters.
  private func release(_ clusters: [String], routes: String, byName: Bool = false) -> ResourceSet {
    var set = ResourceSet()
    for name in clusters {
      var cluster = EnvoyCluster()
      cluster.name = name
      if byName { cluster.type = .strictDns }
      set.add(EncodedResource(name: name, type: .cluster, message: cluster), .cluster, origin: nil)
    }
    var listener = EnvoyListener()
    listener.name = "l"
    set.add(EncodedResource(name: "l", type: .listener, message: listener), .listener, origin: nil)
    var table = EnvoyRouteConfiguration()
    table.name = "rc"
    table.internalOnlyHeaders = [routes]
    set.add(EncodedResource(name: "rc", type: .routes, message: table), .routes, origin: nil)
    return set
  }

  /// Plays Envoy: subscribes, and confirms or refuses.
  private struct Player {
    var machine = StreamMachine()
    var releases: [ReleaseNumber: ResourceSet] = [:]
    var news: [StreamMachine.News] = []
    var waiting: [(type: String, nonce: String, removed: [String], count: Int)] = []

    mutating func take(_ output: StreamMachine.Output) {
      news += output.news
      for response in output.responses {
        let head = (try? DeltaDiscoveryResponse(serializedBytes: response.head)) ?? DeltaDiscoveryResponse()
        waiting.append((head.typeURL, head.nonce, head.removedResources, response.resources.count))
      }
    }

    mutating func ask(_ type: ResourceType, _ names: [String] = [], known: [String: String] = [:]) {
      var request = DeltaDiscoveryRequest()
      request.typeURL = type.typeURL
      request.resourceNamesSubscribe = names
      request.initialResourceVersions = known
      take(machine.receive(request, releases: releases))
    }

    /// Answers the oldest response.
    mutating func answer(refusing message: String? = nil) {
      guard !waiting.isEmpty else { return }
      let first = waiting.removeFirst()
      var request = DeltaDiscoveryRequest()
      request.typeURL = first.type
      request.responseNonce = first.nonce
      if let message { request.errorDetail.message = message }
      take(machine.receive(request, releases: releases))
    }

    var acked: [Int] { news.compactMap { if case .acked(let release) = $0 { release.value } else { nil } } }
  }

  private func connected() -> Player {
    var player = Player()
    let first = release(["a"], routes: "one")
    player.releases = [ReleaseNumber(1): first]
    player.take(player.machine.retarget(Target(release: ReleaseNumber(1), own: first)))
    player.ask(.cluster)
    player.ask(.listener)
    player.answer()
    player.ask(.routes, ["rc"])
    while !player.waiting.isEmpty { player.answer() }
    return player
  }

  @Test("a proxy that starts gets clusters, then listeners, then routes, and confirms the release")
  func start() { #expect(connected().acked == [1]) }

  @Test("what a proxy holds as all others do is not kept for it alone, endpoints that it asked for by name too")
  func shared() throws {
    var facts = LiveFacts()
    var names: [String] = []
    for number in 0..<300 {
      let port = ServicePort(namespace: "shop", service: "s\(number)", port: 80)
      let key = facts.set([], of: port)
      names.append(try #require(key).name)
    }
    let only = release((0..<300).map { "c\($0)" }, routes: "one")
    var player = Player()
    player.releases = [ReleaseNumber(1): only]
    player.take(player.machine.retarget(Target(release: ReleaseNumber(1), own: only, facts: facts)))
    player.ask(.cluster)
    player.ask(.listener)
    let shared = SharedNames()
    for part in [names.prefix(100), names.dropFirst(100)] {
      player.ask(.endpoints, Array(part))
      // The world changes while the proxy still asks.
      player.take(player.machine.learn(facts, changed: Set(names.map { ResourceKey(.endpoints, $0) })))
      player.answer()
      player.machine.settle(shared)
    }
    player.ask(.routes, ["rc"])
    while !player.waiting.isEmpty {
      player.answer()
      player.machine.settle(shared)
    }
    #expect(player.acked == [1])
    #expect(player.machine.heldAlone <= 64)
  }

  @Test("additions, then the switch when they are confirmed, then removals when that is")
  func makeBeforeBreak() {
    var player = connected()
    let second = release(["b"], routes: "two")
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second)))
    #expect(player.waiting.map(\.type) == [ResourceType.cluster.typeURL])
    #expect(player.waiting.first?.removed == [])
    player.answer()
    #expect(player.waiting.map(\.type) == [ResourceType.routes.typeURL])
    player.answer()
    #expect(player.acked == [1, 2])
    #expect(player.waiting.map(\.removed) == [["a"]])
  }

  @Test("a canary keeps stable's clusters; the way back is one push that waits for nothing")
  func wayBack() {
    var player = connected()
    let (first, second) = (release(["a"], routes: "one"), release(["b"], routes: "two"))
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second, alongside: first)))
    player.answer()
    player.answer()
    #expect(player.waiting.isEmpty)
    player.take(player.machine.retarget(Target(release: ReleaseNumber(1), own: first, isUrgent: true)))
    #expect(player.waiting.first?.type == ResourceType.routes.typeURL)
  }

  @Test("an urgent push does not wait for an outstanding answer")
  func urgent() {
    var player = connected()
    let (first, second) = (release(["a"], routes: "one"), release(["a"], routes: "two"))
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second, alongside: first)))
    #expect(player.waiting.count == 1)
    player.take(player.machine.retarget(Target(release: ReleaseNumber(1), own: first, isUrgent: true)))
    #expect(player.waiting.count == 2)
  }

  @Test("the way back to a release whose upstreams are gone brings them first, and switches when they are confirmed")
  func wayBackWithoutUpstreams() {
    var player = connected()
    let (first, second) = (release(["a"], routes: "one"), release(["b"], routes: "two"))
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second)))
    while !player.waiting.isEmpty { player.answer() }
    player.take(player.machine.retarget(Target(release: ReleaseNumber(1), own: first, isUrgent: true)))
    #expect(player.waiting.map(\.type) == [ResourceType.cluster.typeURL])
    player.answer()
    #expect(player.waiting.first?.type == ResourceType.routes.typeURL)
  }

  @Test("upstreams by DNS are waited for: neither a report from before they came nor the first after it opens the gate")
  func warming() {
    var player = connected()
    let second = release(["b"], routes: "two", byName: true)
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second)))
    player.take(player.machine.reported(warming: 0))
    player.answer()
    player.take(player.machine.reported(warming: 0))
    player.take(player.machine.reported(warming: 1))
    #expect(player.waiting.isEmpty)
    player.take(player.machine.reported(warming: 0))
    #expect(player.waiting.map(\.type) == [ResourceType.routes.typeURL])
  }

  @Test("the way back waits for five reports at most")
  func patience() {
    var player = connected()
    let second = release(["b"], routes: "two", byName: true)
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second, isUrgent: true)))
    player.answer()
    for _ in 0..<4 { player.take(player.machine.reported(warming: 1)) }
    #expect(player.waiting.isEmpty)
    player.take(player.machine.reported(warming: 1))
    #expect(player.waiting.map(\.type) == [ResourceType.routes.typeURL])
  }

  @Test("a refusal is told once and not sent again, until it is tried again on purpose")
  func refusal() {
    var player = connected()
    let second = release(["a"], routes: "two")
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second)))
    player.answer(refusing: "missing ): ((")
    let refusals = player.news.filter { if case .nacked = $0 { true } else { false } }
    #expect(refusals.count == 1)
    #expect(player.waiting.isEmpty && player.acked == [1])
    player.take(player.machine.forgetRefusals())
    #expect(player.waiting.count == 1)
    player.answer()
    #expect(player.acked == [1, 2])
  }

  @Test("a proxy that comes back with everything is sent nothing and says what it holds")
  func reconnect() {
    let first = release(["a"], routes: "one")
    var player = Player()
    player.releases = [ReleaseNumber(1): first, ReleaseNumber(2): release(["a"], routes: "two")]
    func versions(_ type: ResourceType) -> [String: String] { (first.resources[type] ?? [:]).mapValues(\.version) }
    player.take(player.machine.retarget(Target(release: ReleaseNumber(1), own: first)))
    player.ask(.cluster, known: versions(.cluster))
    player.ask(.listener, known: versions(.listener))
    player.ask(.routes, ["rc"], known: versions(.routes))
    #expect(player.waiting.isEmpty)
    let holds = player.news.compactMap { if case .connected(let holds) = $0 { holds?.value } else { nil } }
    #expect(holds == [1])
    #expect(player.acked == [1])
  }

  @Test("a name that is asked for and not there is answered at once")
  func missing() {
    var player = connected()
    player.ask(.secret, ["nobody"])
    #expect(player.waiting.last?.removed == ["nobody"])
    player.ask(.endpoints, ["nowhere"])
    #expect(player.waiting.last?.count == 1)
  }

  @Test("a changed fact goes to who asked for it, also while one before it is not confirmed, and the newest only")
  func facts() {
    let port = ServicePort(namespace: "shop", service: "cart", port: 80)
    func told(_ address: String, _ facts: inout LiveFacts) -> Set<ResourceKey> {
      Set([facts.set([EndpointSet.Endpoint(address: address, port: 9000)], of: port)].compactMap { $0 })
    }
    var player = connected()
    var facts = LiveFacts()
    player.ask(.endpoints, [port.factName])
    player.answer()
    let first = told("10.0.0.1", &facts)
    player.take(player.machine.learn(facts, changed: first))
    #expect(player.waiting.map(\.count) == [1])
    let second = told("10.0.0.2", &facts).union(told("10.0.0.3", &facts))
    player.take(player.machine.learn(facts, changed: second))
    #expect(player.waiting.count == 1, "one is under way")
    player.answer()
    #expect(player.waiting.map(\.count) == [1], "both changes are one answer")
    player.answer()
    player.take(player.machine.learn(facts, changed: told("10.0.0.3", &facts)))
    #expect(player.waiting.isEmpty, "nothing changed")
    let other = facts.set([], of: ServicePort(namespace: "shop", service: "other", port: 80))
    player.take(player.machine.learn(facts, changed: Set([other].compactMap { $0 })))
    #expect(player.waiting.isEmpty, "nobody asked")
  }

  @Test("endpoints that go while the proxy has not confirmed that they are there are taken away when it has")
  func factGone() {
    let port = ServicePort(namespace: "shop", service: "cart", port: 80)
    var player = connected()
    var facts = LiveFacts()
    let told = facts.set([EndpointSet.Endpoint(address: "10.0.0.1", port: 9000)], of: port)
    player.take(player.machine.learn(facts, changed: Set([told].compactMap { $0 })))
    player.ask(.endpoints, [port.factName])
    #expect(player.waiting.map(\.count) == [1])
    let gone = facts.set(nil, of: port)
    player.take(player.machine.learn(facts, changed: Set([gone].compactMap { $0 })))
    #expect(player.waiting.count == 1, "one is under way")
    player.answer()
    #expect(player.waiting.map(\.count) == [1], "nobody is behind it any more")
  }

  @Test("a release that waits for the confirmation of a fact goes on when it comes")
  func factsBeforeSwitch() {
    let port = ServicePort(namespace: "shop", service: "cart", port: 80)
    var player = connected()
    var facts = LiveFacts()
    player.ask(.endpoints, [port.factName])
    player.answer()
    let changed = facts.set([EndpointSet.Endpoint(address: "10.0.0.1", port: 9000)], of: port)
    player.take(player.machine.learn(facts, changed: Set([changed].compactMap { $0 })))
    let second = release(["b"], routes: "two")
    player.take(player.machine.retarget(Target(release: ReleaseNumber(2), own: second, facts: facts)))
    while !player.waiting.isEmpty { player.answer() }
    #expect(player.acked == [1, 2])
  }
}
