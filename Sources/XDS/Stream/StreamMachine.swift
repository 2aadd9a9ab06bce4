import EnvoyAPI
import EnvoyConfig
import Identity
import SwiftProtobuf

/// The delta state of one proxy's stream. Pure: requests and targets in, responses and news out.
///
/// Make before break, gated on confirmations: first what the new release adds in upstreams, endpoints and secrets; when
/// the proxy confirmed them, listeners and routes; when it confirmed those, the upstreams that nobody needs go.
struct StreamMachine {
  /// A response that the proxy has not answered yet.
  private struct Pending {
    var type: ResourceType
    var names: [String]
    var release: ReleaseNumber
    /// Whether it brings facts alone: its confirmation opens nothing else.
    var isFacts: Bool
  }

  /// What a proxy asked for of one type.
  private struct Subscription {
    var isWildcard = false
    var names: Set<String> = []
    /// What was sent or reported, by name.
    var known = HeldVersions()
    /// For which release it was written down anew last, and how much was left to write.
    var settled: (release: ReleaseNumber, count: Int)?
    /// A first wildcard request is answered even with nothing: the proxy waits for it.
    var mustAnswer = false
  }

  /// What came of an input.
  struct Output {
    var responses: [EncodedDelta] = []
    var news: [News] = []
  }

  /// What the rest of the house should know.
  enum News {
    case connected(holds: ReleaseNumber?)
    case acked(ReleaseNumber)
    case nacked(ReleaseNumber, [ResourceKey], String)

    /// Whether the proxy has what it asked for, or will not take it.
    var endsFirstPush: Bool {
      switch self {
      case .connected: false
      case .acked, .nacked: true
      }
    }
  }

  /// What the proxy's reports, one a second, must say before new upstreams by DNS count as ready.
  private struct Warming {
    /// The first report after the confirmation may have been made before it.
    var ignored = 1
    /// The way back does not wait for a name that nobody answers for.
    var patience: Int?
  }

  /// What may be written out for a proxy alone.
  private static let settling = 64

  /// The reports that the way back to an older release waits for, at most.
  private static let urgentPatience = 5

  /// The largest response, in bytes, but for a single larger resource.
  static let cut = 64 << 10

  private(set) var target: Target?
  private var subscriptions: [ResourceType: Subscription] = [:]
  private var pending: [String: Pending] = [:]
  private var nonce = 0
  private var refused: [ResourceKey: String] = [:]
  private var confirmed: ReleaseNumber?
  private var isAnnounced = false
  /// Whether a step of the target waits for an answer.
  private var isHeldBack = false
  /// Facts that changed while an answer of their type was awaited.
  private var owed: Set<ResourceKey> = []
  /// New upstreams by DNS whose first answer is awaited.
  private var warming: Warming?
  /// Names that were sent on an earlier stream and refused: the proxy may hold them and not say so.
  private let orphans: Set<ResourceKey>

  init(orphans: Set<ResourceKey> = []) { self.orphans = orphans }

  /// Everything that was refused, for the next stream of this proxy.
  var refusedKeys: Set<ResourceKey> { Set(refused.keys) }

  /// Another target, or the same with other facts.
  mutating func retarget(_ target: Target) -> Output {
    if target.release != self.target?.release { confirmed = nil }
    self.target = target
    // Whatever else is on its way: what this target needs is there.
    if target.isUrgent, hasBackends(target), !awaitsBackends(of: target) { warming = nil }
    return proceed()
  }

  /// Facts changed: those that the proxy asked for go out, and nothing else is looked at.
  mutating func learn(_ facts: LiveFacts, changed: Set<ResourceKey>) -> Output {
    target?.facts = facts
    owed.formUnion(changed)
    return Output(responses: payOwed())
  }

  /// What is owed and need not wait.
  private mutating func payOwed() -> [EncodedDelta] {
    guard let target, !owed.isEmpty else { return [] }
    var responses: [EncodedDelta] = []
    for type in [ResourceType.endpoints, .secret] where !isBusy(type) {
      let names = owed.filter { $0.type == type }.map(\.name)
      owed = owed.filter { $0.type != type }
      guard let subscription = subscriptions[type] else { continue }
      let wanted = names.filter { subscription.isWildcard || subscription.names.contains($0) }.sorted()
      // A secret that is gone goes on serving; nobody is behind a port that is gone.
      let resources = wanted.compactMap { target.resource(type, $0) ?? (type == .endpoints ? .noEndpoints($0) : nil) }
      responses += send(type, resources.filter { needs($0, type, subscription) }, removing: [], isFacts: true)
    }
    return responses
  }

  /// Forgets refusals, so that they are tried again: what was in the way may be gone.
  mutating func forgetRefusals() -> Output {
    for key in refused.keys { subscriptions[key.type]?.known[key.name] = nil }
    refused = [:]
    return proceed()
  }

  /// How many upstreams the proxy says are not ready.
  mutating func reported(warming count: Int) -> Output {
    guard var waiting = warming, !isBusy(.cluster) else { return Output() }
    waiting.patience = waiting.patience.map { $0 - 1 }
    let isReady = waiting.ignored == 0 && count == 0
    waiting.ignored = max(0, waiting.ignored - 1)
    warming = isReady || waiting.patience == 0 ? nil : waiting
    return warming == nil ? proceed() : Output()
  }

  /// The proxy's request: a subscription, a confirmation or a refusal, or several at once.
  mutating func receive(_ request: DeltaDiscoveryRequest, releases: [ReleaseNumber: ResourceSet]) -> Output {
    var output = Output()
    guard let type = ResourceType(typeURL: request.typeURL) else { return output }
    let answered = pending.removeValue(forKey: request.responseNonce)
    if let answered, request.hasErrorDetail {
      let keys = answered.names.map { ResourceKey(type, $0) }
      for key in keys { refused[key] = subscriptions[type]?.known[key.name] ?? "" }
      output.news.append(.nacked(answered.release, keys, request.errorDetail.message))
    }
    if let answered, answered.isFacts, !request.hasErrorDetail, request.resourceNamesSubscribe.isEmpty,
      request.resourceNamesUnsubscribe.isEmpty
    {
      output.responses += payOwed()
      // What waits for the confirmation of another kind of answer is looked at when that comes.
      if !isHeldBack { return output }
    }
    output.responses += subscribe(request, type)
    announce(releases, &output)
    let more = proceed()
    return Output(responses: output.responses + more.responses, news: output.news + more.news)
  }

  private mutating func subscribe(_ request: DeltaDiscoveryRequest, _ type: ResourceType) -> [EncodedDelta] {
    let isFirst = subscriptions[type] == nil
    guard isFirst || !request.resourceNamesSubscribe.isEmpty || !request.resourceNamesUnsubscribe.isEmpty else { return [] }
    var subscription = subscriptions[type] ?? Subscription()
    if isFirst {
      subscription.known = HeldVersions(request.initialResourceVersions)
      for orphan in orphans where orphan.type == type && subscription.known[orphan.name] == nil { subscription.known[orphan.name] = "" }
      subscription.isWildcard = request.resourceNamesSubscribe.isEmpty
      subscription.mustAnswer = request.initialResourceVersions.isEmpty
    }
    var asked: [String] = []
    for name in request.resourceNamesSubscribe {
      if name == "*" {
        subscription.isWildcard = true
      } else {
        // The spelling that all proxies share: a request brings its own copy of each name.
        subscription.names.insert(target?.resource(type, name)?.name ?? name)
        // Whoever asks again may have dropped it, unless it says that it has it.
        if request.initialResourceVersions[name] == nil { subscription.known[name] = nil }
        asked.append(name)
      }
    }
    for name in request.resourceNamesUnsubscribe {
      if name == "*" { subscription.isWildcard = false }
      subscription.names.remove(name)
      subscription.known[name] = nil
    }
    subscriptions[type] = subscription
    return answer(asked, type)
  }

  /// Names that were asked for are answered at once, also that there is no such thing.
  private mutating func answer(_ names: [String], _ type: ResourceType) -> [EncodedDelta] {
    guard let target, !names.isEmpty else { return [] }
    var found: [EncodedResource] = []
    var missing: [String] = []
    for name in names {
      if let resource = target.resource(type, name) {
        if subscriptions[type]?.known[name] != resource.version { found.append(resource) }
      } else if type == .endpoints {
        found.append(.noEndpoints(name))
      } else {
        missing.append(name)
      }
    }
    return send(type, found, removing: missing)
  }

  /// Says once that the proxy is there, as soon as it told what it holds.
  private mutating func announce(_ releases: [ReleaseNumber: ResourceSet], _ output: inout Output) {
    guard !isAnnounced, let clusters = subscriptions[.cluster] else { return }
    if clusters.known.isEmpty {
      isAnnounced = true
      output.news.append(.connected(holds: nil))
      return
    }
    guard let listeners = subscriptions[.listener]?.known else { return }
    var holds: ReleaseNumber?
    if !listeners.isEmpty {
      guard let routes = subscriptions[.routes]?.known else { return }
      let alike = releases.filter {
        listeners.equals($0.value.resources[.listener] ?? [:]) && routes.equals($0.value.resources[.routes] ?? [:])
      }
      let needsHosts = alike.values.contains { !($0.resources[.virtualHost] ?? [:]).isEmpty }
      if needsHosts, subscriptions[.virtualHost] == nil { return }
      let hosts = subscriptions[.virtualHost]?.known ?? HeldVersions()
      holds = alike.filter { hosts.equals($0.value.resources[.virtualHost] ?? [:]) }.keys.min()
    }
    isAnnounced = true
    output.news.append(.connected(holds: holds))
  }

  /// The next steps that nothing stands in the way of.
  private mutating func proceed() -> Output {
    var output = Output()
    guard let target else { return output }
    isHeldBack = true
    for type in [ResourceType.cluster, .endpoints, .secret] { output.responses += additions(type, target) }
    output.responses += payOwed()
    let awaits = target.isUrgent ? awaitsBackends(of: target) : pending.values.contains { $0.type.isBackend && !$0.isFacts }
    guard !awaits, warming == nil, hasBackends(target) else { return output }
    for type in [ResourceType.listener, .routes, .virtualHost] { output.responses += switching(type, target) }
    guard isAnnounced, holdsTraffic(target) else { return output }
    if confirmed != target.release {
      confirmed = target.release
      output.news.append(.acked(target.release))
    }
    output.responses += removals(target)
    isHeldBack = false
    return output
  }

  private mutating func additions(_ type: ResourceType, _ target: Target) -> [EncodedDelta] {
    guard let subscription = subscriptions[type], target.isUrgent || !isBusy(type) else { return [] }
    let names = subscription.isWildcard ? target.names(type).union(subscription.names) : subscription.names
    let changed = names.compactMap { target.resource(type, $0) }.filter { needs($0, type, subscription) }
    if changed.isEmpty && !(subscription.mustAnswer && subscription.isWildcard) { return [] }
    subscriptions[type]?.mustAnswer = false
    if type == .cluster, confirmedAnything,
      changed.contains(where: { target.own.resources[.cluster]?[$0.name] != nil && $0.resolvesByName })
    {
      warming = Warming(patience: target.isUrgent ? Self.urgentPatience : nil)
    }
    return send(type, changed.sorted { $0.name < $1.name }, removing: [], evenEmpty: changed.isEmpty)
  }

  /// A proxy that serves nothing yet waits for its upstreams by itself.
  private var confirmedAnything: Bool { !(subscriptions[.listener]?.known.isEmpty ?? true) }

  private mutating func switching(_ type: ResourceType, _ target: Target) -> [EncodedDelta] {
    guard let subscription = subscriptions[type], target.isUrgent || !isBusy(type) else { return [] }
    let wanted = target.names(type)
    let names = subscription.isWildcard ? wanted.union(subscription.names) : subscription.names
    let changed = names.compactMap { target.resource(type, $0) }.filter { needs($0, type, subscription) }
    let gone = type == .routes ? [] : subscription.known.names.filter { !wanted.contains($0) }.sorted()
    if changed.isEmpty && gone.isEmpty && !(subscription.mustAnswer && subscription.isWildcard) { return [] }
    subscriptions[type]?.mustAnswer = false
    return send(type, changed.sorted { $0.name < $1.name }, removing: gone, evenEmpty: changed.isEmpty)
  }

  private mutating func removals(_ target: Target) -> [EncodedDelta] {
    guard let subscription = subscriptions[.cluster], !isBusy(.cluster) else { return [] }
    let wanted = target.names(.cluster)
    let gone = subscription.known.names.filter { !wanted.contains($0) }.sorted()
    return gone.isEmpty ? [] : send(.cluster, [], removing: gone)
  }

  /// How much of what the proxy holds is written out for it alone.
  var heldAlone: Int { subscriptions.values.reduce(0) { $0 + $1.known.ownCount } }

  /// Writes down what the proxy holds in the fewest words, when it holds all of its target: what it asks for until then is each
  /// time another part of it, which nobody else shares.
  mutating func settle(_ shared: SharedNames) {
    guard let target, confirmed == target.release, pending.isEmpty, owed.isEmpty else { return }
    for (type, subscription) in subscriptions {
      // Resources of a release that is gone must not stay for the sake of their versions.
      let isOld = subscription.known.hasBase && subscription.settled?.release != target.release
      let hasGrown = subscription.known.ownCount > max(Self.settling, 2 * (subscription.settled?.count ?? 0))
      guard isOld || hasGrown else { continue }
      var next = subscription
      if !next.isWildcard { next.names = shared.shared(next.names) }
      for case let resources? in [target.own.resources[type], target.facts.resources[type]] {
        next.known.settle(on: resources, limit: next.isWildcard ? nil : next.names)
      }
      next.settled = (target.release, next.known.ownCount)
      subscriptions[type] = next
    }
  }

  private func needs(_ resource: EncodedResource, _ type: ResourceType, _ subscription: Subscription) -> Bool {
    subscription.known[resource.name] != resource.version && refused[ResourceKey(type, resource.name)] != resource.version
  }

  private func isBusy(_ type: ResourceType) -> Bool { pending.values.contains { $0.type == type } }

  /// Whether every upstream of the target was sent and not refused, and the endpoints that it asks for by itself too.
  private func hasBackends(_ target: Target) -> Bool {
    guard subscriptions[.cluster] != nil else { return false }
    return [ResourceType.cluster, .endpoints].allSatisfy { type in
      let known = subscriptions[type]?.known ?? HeldVersions()
      return (target.own.resources[type] ?? [:]).allSatisfy {
        known[$0.key] == $0.value.version && refused[ResourceKey(type, $0.key)] == nil
      }
    }
  }

  /// Whether an upstream of the target was sent and is not confirmed yet.
  private func awaitsBackends(of target: Target) -> Bool {
    pending.values.contains { response in
      guard response.type.isBackend, let own = target.own.resources[response.type] else { return false }
      return response.names.contains { own[$0] != nil }
    }
  }

  /// Whether the proxy confirmed every listener, route table and virtual host.
  private func holdsTraffic(_ target: Target) -> Bool {
    guard subscriptions[.listener] != nil, !pending.values.contains(where: { !$0.type.isBackend }) else { return false }
    for type in [ResourceType.listener, .routes, .virtualHost] {
      let known = subscriptions[type]?.known ?? HeldVersions()
      for (name, resource) in target.own.resources[type] ?? [:] {
        if known[name] != resource.version || refused[ResourceKey(type, name)] == resource.version { return false }
      }
    }
    return true
  }

  private mutating func send(
    _ type: ResourceType, _ resources: [EncodedResource], removing: [String], evenEmpty: Bool = false, isFacts: Bool = false
  ) -> [EncodedDelta] {
    guard let target, !resources.isEmpty || !removing.isEmpty || evenEmpty else { return [] }
    var chunks: [[EncodedResource]] = [[]]
    var size = 0
    for resource in resources {
      if size > 0, size + resource.wire.count > Self.cut {
        chunks.append([])
        size = 0
      }
      chunks[chunks.count - 1].append(resource)
      size += resource.wire.count
      subscriptions[type]?.known[resource.name] = resource.version
      refused[ResourceKey(type, resource.name)] = nil
    }
    for name in removing {
      subscriptions[type]?.known[name] = nil
      refused[ResourceKey(type, name)] = nil
    }
    return chunks.enumerated().map { index, chunk in
      nonce += 1
      let gone = index == chunks.count - 1 ? removing : []
      pending[String(nonce)] = Pending(type: type, names: chunk.map(\.name), release: target.release, isFacts: isFacts)
      var head = DeltaDiscoveryResponse()
      head.systemVersionInfo = target.release.description
      head.typeURL = type.typeURL
      head.nonce = String(nonce)
      head.removedResources = gone
      return EncodedDelta(head: head.deterministicBytes, resources: chunk.map(\.wire))
    }
  }
}

extension EncodedResource {
  /// An upstream that nobody is behind.
  fileprivate static func noEndpoints(_ name: String) -> EncodedResource {
    var message = EnvoyLoadAssignment()
    message.clusterName = name
    return EncodedResource(name: name, type: .endpoints, message: message)
  }

  /// Whether an upstream is found by DNS: it cannot be used before the first answer.
  fileprivate var resolvesByName: Bool {
    guard let cluster = try? EnvoyCluster(serializedBytes: body) else { return false }
    return cluster.type == .strictDns || cluster.type == .logicalDns
  }
}
