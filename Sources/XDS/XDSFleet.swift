package import EnvoyConfig
package import Identity

/// Who is on what: releases, facts, and the target of every proxy. Streams ask it, the rollout tells it.
package actor XDSFleet {
  /// What wakes a stream.
  enum Wake: Sendable {
    case request(Box)
    case retarget
    case facts(Set<ResourceKey>)
    case resend
    case warming(Int)

    /// A request, boxed so that the queue's elements stay small.
    final class Box: Sendable {
      let request: DeltaRequest
      init(_ request: DeltaRequest) { self.request = request }
    }
  }

  private struct Stream {
    var id: Int
    var wake: @Sendable (Wake) -> Void
  }

  /// A proxy that is there.
  private struct Presence {
    var holds: ReleaseNumber?
    /// What it refused last, and has not confirmed since.
    var refusal: XDSEvent?
  }

  /// Where what streams say goes.
  private var sink: AsyncStream<XDSEvent>.Continuation?
  private var present: [ProxyID: Presence] = [:]
  private(set) var releases: [ReleaseNumber: ResourceSet] = [:]
  /// Of releases that another replica was told of.
  var digests: [ReleaseNumber: String] = [:]
  private(set) var assignments: [ProxyID: (release: ReleaseNumber, alongside: ReleaseNumber?, isUrgent: Bool)] = [:]
  /// What proxies get that nobody assigned anything to; none by default.
  private var standby: ReleaseNumber?
  private var standbyCanaries: [ProxyID: ReleaseNumber] = [:]
  private(set) var facts = LiveFacts()
  private var streams: [ProxyID: [Stream]] = [:]
  private var orphans: [ProxyID: Set<ResourceKey>] = [:]
  /// Proxies that are dismissed and still there.
  private var leaving: Set<ProxyID> = []
  private var nextStream = 0
  nonisolated let names = SharedNames()
  private var firstPushes = FirstPushes()
  /// Bytes sent to each proxy since the daemon began.
  package private(set) var bytesSent: [ProxyID: Int] = [:]

  /// Nobody is on anything.
  package init() {}

  /// Everything that streams say from now on, in order; before that, who is there, holds what, and refuses what. Whoever listened before hears
  /// no more.
  package func listen() -> AsyncStream<XDSEvent> {
    sink?.finish()
    let (events, sink) = AsyncStream.makeStream(of: XDSEvent.self)
    for (proxy, presence) in present {
      sink.yield(.connected(proxy, holds: presence.holds))
      if let refusal = presence.refusal { sink.yield(refusal) }
    }
    self.sink = sink
    return events
  }

  /// Makes a release known; proxies may be assigned to it.
  package func add(_ release: ReleaseNumber, _ resources: ResourceSet) {
    releases[release] = resources
    digests[release] = nil
  }

  /// Whether a release is known.
  package func has(_ release: ReleaseNumber) -> Bool { releases[release] != nil }

  /// Forgets every release but these and what proxies are to hold now.
  package func keep(only numbers: Set<ReleaseNumber>) {
    var kept = numbers.union(standbyCanaries.values)
    if let standby { kept.insert(standby) }
    for assignment in assignments.values { kept.formUnion([assignment.release, assignment.alongside].compactMap { $0 }) }
    releases = releases.filter { kept.contains($0.key) }
    digests = digests.filter { kept.contains($0.key) }
  }

  /// The resources of a release.
  package func resources(of release: ReleaseNumber) -> ResourceSet? { releases[release] }

  /// Sets what a proxy is to hold, and tells it if it is there.
  package func assign(_ proxy: ProxyID, release: ReleaseNumber, alongside: ReleaseNumber?, isUrgent: Bool) {
    leaving.remove(proxy)
    assignments[proxy] = (release, alongside, isUrgent)
    wake(proxy, .retarget)
  }

  /// These proxies are none any more: of each everything is forgotten, as soon as its last stream has ended.
  package func dismiss(_ gone: Set<ProxyID>) {
    for proxy in gone { if streams[proxy] == nil { forget(proxy) } else { leaving.insert(proxy) } }
  }

  private func forget(_ proxy: ProxyID) {
    (assignments[proxy], orphans[proxy], bytesSent[proxy]) = (nil, nil, nil)
    leaving.remove(proxy)
  }

  /// Forgets what proxies were assigned: what they get is the standby's matter again.
  package func unassign() {
    let proxies = assignments.keys
    assignments = [:]
    for proxy in proxies { wake(proxy, .retarget) }
  }

  /// Sets what proxies get that nobody assigned anything to: what another replica, who leads or led, wanted them to have.
  package func setStandby(_ release: ReleaseNumber?, canaries: [ProxyID: ReleaseNumber]) {
    standby = release
    standbyCanaries = canaries
    for proxy in streams.keys where assignments[proxy] == nil { wake(proxy, .retarget) }
  }

  /// Facts of the world go to every proxy at once.
  package func setFacts(_ facts: LiveFacts) {
    let changed = facts.changes(since: self.facts)
    setFacts(facts, changed: changed)
  }

  /// The same where it is known what changed: nothing else is looked at.
  package func setFacts(_ facts: LiveFacts, changed: Set<ResourceKey>) {
    self.facts = facts
    guard !changed.isEmpty else { return }
    for proxy in streams.keys { wake(proxy, .facts(changed)) }
  }

  /// Sends again what a proxy refused.
  package func resend(_ proxy: ProxyID) { wake(proxy, .resend) }

  /// What a proxy's counts say about upstreams that are not ready.
  package func reported(_ proxy: ProxyID, warming: Int) { wake(proxy, .warming(warming)) }

  private func wake(_ proxy: ProxyID, _ wake: Wake) {
    for stream in streams[proxy] ?? [] { stream.wake(wake) }
  }

  // MARK: For streams

  func open(_ proxy: ProxyID, wake: @escaping @Sendable (Wake) -> Void) -> (id: Int, orphans: Set<ResourceKey>) {
    nextStream += 1
    streams[proxy, default: []].append(Stream(id: nextStream, wake: wake))
    return (nextStream, orphans[proxy] ?? [])
  }

  func close(_ proxy: ProxyID, id: Int, refused: Set<ResourceKey>) {
    endFirstPush(id)
    orphans[proxy, default: []].formUnion(refused)
    streams[proxy]?.removeAll { $0.id == id }
    // In a hot restart parent and child are both there: the proxy is gone with the last of them.
    if streams[proxy]?.isEmpty ?? true {
      (streams[proxy], present[proxy]) = (nil, nil)
      if leaving.contains(proxy) { forget(proxy) }
      // Whoever leads says anew what it is to hold when it comes back, be it to another replica meanwhile.
      if standby != nil { assignments[proxy] = nil }
      sink?.yield(.disconnected(proxy))
    }
  }

  /// What a stream is to bring to its proxy; none while there is nothing, or others have their turn.
  func firstTarget(_ proxy: ProxyID, stream: Int) -> Target? {
    guard let target = target(proxy) else {
      // Its turn may have come while there was nothing for it any more.
      endFirstPush(stream)
      return nil
    }
    return firstPushes.begin(stream) ? target : nil
  }

  /// The stream's proxy has its first configuration, or has had its time.
  func endFirstPush(_ stream: Int) {
    guard let next = firstPushes.end(stream) else { return }
    for found in streams.values.joined() where found.id == next { found.wake(.retarget) }
  }

  func target(_ proxy: ProxyID) -> Target? {
    let spare = standbyCanaries[proxy] ?? standby
    guard let assignment = assignments[proxy] ?? spare.map({ ($0, nil, false) }), let own = releases[assignment.release] else {
      return nil
    }
    return Target(
      release: assignment.release, own: own, alongside: assignment.alongside.flatMap { releases[$0] }, facts: facts,
      isUrgent: assignment.isUrgent)
  }

  func tell(_ news: [StreamMachine.News], _ proxy: ProxyID, sent: Int) {
    bytesSent[proxy, default: 0] += sent
    for item in news {
      switch item {
      case .connected(let holds): heard(.connected(proxy, holds: holds))
      case .acked(let release): heard(.acked(proxy, release))
      case .nacked(let release, let keys, let message): heard(.nacked(proxy, release, resources: keys, message: message))
      }
    }
  }

  /// Takes in what a stream says, be it here or at another replica.
  package func heard(_ event: XDSEvent) {
    switch event {
    case .connected(let proxy, let holds): present[proxy] = Presence(holds: holds)
    case .acked(let proxy, let release): present[proxy] = Presence(holds: release)
    case .nacked(let proxy, _, _, _): present[proxy]?.refusal = event
    case .disconnected: break
    }
    sink?.yield(event)
  }
}
