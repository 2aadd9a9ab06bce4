import EnvoyConfig
import Gateway
import Kubernetes
import Logging
import Manifests
import Policy
import Rollout
import XDS

/// The world as the API server tells it: endpoints and TLS secrets go to the proxies at once, past every compile; objects of the
/// gateway that no source owns, and which Services there are, make releases of their own.
actor ClusterWorld: Outside {
  /// The kinds that the gateway is made from and that others may apply.
  private static let gatewayKinds = KnownKinds.all.filter { $0.group == "getambassador.io" }

  private let client: KubernetesClient
  private let xds: XDSFleet
  private let logger: Logger
  private var endpoints = ServiceEndpoints()
  private var secrets: [String: FactSecret] = [:]
  private var namespaces: [String: NamespaceFact] = [:]
  private var foreign: [ObjectKey: ForeignObjects.Entry] = [:]
  private var good: [ForeignObjects.Entry] = []
  private var quarantine: [ObjectKey: String] = [:]
  private let memory: GoodObjectsFile
  private let archive: ClusterArchive
  private let quarantines: QuarantineStore
  private let copy: String
  /// Whether the copy is older than what is known.
  private var isCopyOld = false
  private var live = LiveFacts()
  /// The parts that were heard of for the first time.
  private var known: Set<Part> = []
  private var waiters: [AsyncStream<Void>.Continuation] = []
  /// Where is told that objects which no source owns changed.
  private var change: AsyncStream<Void>.Continuation?

  /// What must be known before anything is compiled: a kind of objects that is not would be taken for routes that are gone.
  private enum Part: Hashable {
    case services, slices, secrets, namespaces
    case objects(kind: String)

    /// Without which nothing can be served.
    static let ofServing: Set<Part> = [.services, .slices, .secrets]
    static let all = ofServing.union([.namespaces]).union(gatewayKinds.map { .objects(kind: $0.kind) })
  }

  /// - Parameters:
  ///   - memory: Where the objects of the last good release are kept.
  ///   - archive: Where the objects of every release are, for whoever leads next.
  ///   - copy: The file in which the facts are kept.
  init(
    _ client: KubernetesClient, xds: XDSFleet, memory: GoodObjectsFile, archive: ClusterArchive, quarantines: QuarantineStore, copy: String,
    logger: Logger
  ) {
    self.memory = memory
    self.archive = archive
    self.quarantines = quarantines
    self.copy = copy
    good = memory.load()
    self.client = client
    self.xds = xds
    self.logger = logger
  }

  /// Takes what was known last: it is served with until the API server tells what is true now.
  func restore() async {
    guard let kept = WorldCopy.load(copy) else { return }
    for one in kept.services { await tell(endpoints.set(service: one.fact, namespace: one.namespace, name: one.name)) }
    for one in kept.slices { await tell(endpoints.set(slice: one.fact, namespace: one.namespace, name: one.name)) }
    for (path, secret) in kept.secrets { await take(secret, at: path) }
    isServable = true
    isCopyOld = false
  }

  /// Whether proxies may be told of endpoints: those that a restart has not heard of yet are no reason to take them away.
  private(set) var isServable = false

  /// Watches until it is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.keepCopy() }
      group.addTask { await self.watch(NuncioKinds.service, WorldReading.service) { await self.take(services: $0) } }
      group.addTask { await self.watch(NuncioKinds.slice, WorldReading.slice) { await self.take(slices: $0) } }
      group.addTask {
        await self.watch(NuncioKinds.secret, fields: WorldReading.secretFields, WorldReading.secret) { await self.take(secrets: $0) }
      }
      group.addTask {
        await self.watch(NuncioKinds.namespace, contents: .metadata, WorldReading.namespace) { await self.take(namespaces: $0) }
      }
      for kind in Self.gatewayKinds { group.addTask { await self.watchForeign(kind) } }
    }
  }

  private nonisolated func watch<Kept: Sendable>(
    _ type: Kubernetes.ResourceType, fields: String? = nil, contents: Contents = .all,
    _ keep: @escaping @Sendable (KubernetesObject) -> Kept?,
    _ take: @escaping @Sendable (ReflectorEvent<Kept>) async -> Void
  ) async {
    await Reflector(client, type, fields: fields, contents: contents, logger: logger, keep: keep).run { [logger] event in
      if case .trouble(let error) = event { logger.warning("\(type): \(error). What is known of them goes on serving") }
      await take(event)
    }
  }

  /// A kind whose definition is not there has no objects; it may come.
  private nonisolated func watchForeign(_ kind: ResourceKind) async {
    let discovery = Discovery(client)
    var backoff = Backoff(longest: .seconds(10))
    var told: APIError?
    while !Task.isCancelled {
      var rest = Duration.seconds(10)
      do throws(APIError) {
        if let type = try await discovery.type(group: kind.group, kind: kind.kind, version: "v3alpha1"),
          let definition = try await client.get(NuncioKinds.definition, name: "\(type.plural).\(type.group)")
        {
          let isConverted = definition.json["spec"]?["conversion"]?["strategy"] == "Webhook"
          await watch(type) {
            WorldReading.foreign($0, isConverted: isConverted)
          } _: {
            await self.take(foreign: $0, kind)
          }
        } else {
          await isKnown(.objects(kind: kind.kind))
        }
      } catch {
        if told != error { logger.warning("\(kind.kind): \(error). What is known of them goes on serving") }
        told = error
        rest = backoff.next(random: .random(in: 0...1))
      }
      guard (try? await Task.sleep(for: rest)) != nil else { return }
    }
  }

  /// Keeps what a start without the API server needs; at most ten seconds old.
  private func keepCopy() async {
    await seen()
    while true {
      if isCopyOld {
        isCopyOld = false
        let now = WorldCopy(
          services: endpoints.allServices.map { .init(namespace: $0.namespace, name: $0.name, fact: $0.fact) },
          slices: endpoints.allSlices.map { .init(namespace: $0.namespace, name: $0.name, fact: $0.fact) }, secrets: secrets)
        do { try now.save(copy) } catch { logger.warning("\(error). A start without the API server would know older endpoints") }
      }
      guard (try? await Task.sleep(for: .seconds(10))) != nil else { return }
    }
  }

  // MARK: What comes in

  private func take(services event: ReflectorEvent<ServiceFact>) async {
    switch event {
    case .synced(let all):
      for (key, service) in all { await tell(endpoints.set(service: service, namespace: key.namespace, name: key.name)) }
      for (namespace, name, _) in endpoints.allServices
      where all[ObjectKey(group: "", kind: "Service", namespace: namespace, name: name)] == nil {
        await tell(endpoints.set(service: nil, namespace: namespace, name: name))
      }
      isKnown(.services)
    case .changed(let key, let service): await tell(endpoints.set(service: service, namespace: key.namespace, name: key.name))
    case .removed(let key): await tell(endpoints.set(service: nil, namespace: key.namespace, name: key.name))
    case .trouble, .recovered: break
    }
  }

  private func take(slices event: ReflectorEvent<SliceFact>) async {
    switch event {
    case .synced(let all):
      for (key, slice) in all { await tell(endpoints.set(slice: slice, namespace: key.namespace, name: key.name)) }
      for (namespace, name, _) in endpoints.allSlices
      where all[ObjectKey(group: "discovery.k8s.io", kind: "EndpointSlice", namespace: namespace, name: name)] == nil {
        await tell(endpoints.set(slice: nil, namespace: namespace, name: name))
      }
      isKnown(.slices)
    case .changed(let key, let slice): await tell(endpoints.set(slice: slice, namespace: key.namespace, name: key.name))
    case .removed(let key): await tell(endpoints.set(slice: nil, namespace: key.namespace, name: key.name))
    case .trouble, .recovered: break
    }
  }

  private func take(secrets event: ReflectorEvent<FactSecret>) async {
    switch event {
    case .synced(let all):
      for (key, secret) in all { await take(secret, at: key.path) }
      for path in secrets.keys where !all.keys.contains(where: { $0.path == path }) { await take(nil, at: path) }
      isKnown(.secrets)
    case .changed(let key, let secret): await take(secret, at: key.path)
    case .removed(let key): await take(nil, at: key.path)
    // Whom the cluster does not let see Secrets serves without new ones.
    case .trouble(.forbidden): isKnown(.secrets)
    case .trouble, .recovered: break
    }
  }

  /// What policies see of them: a commit that was refused may be good now.
  private func take(namespaces event: ReflectorEvent<NamespaceFact>) {
    let before = namespaces
    switch event {
    case .synced(let all):
      namespaces = Dictionary(all.map { ($0.key.name, $0.value) }) { first, _ in first }
      isKnown(.namespaces)
    case .changed(let key, let namespace): namespaces[key.name] = namespace
    case .removed(let key): namespaces[key.name] = nil
    // Whom the cluster does not let see them judges by what the repository says.
    case .trouble(.forbidden): isKnown(.namespaces)
    case .trouble, .recovered: break
    }
    if namespaces != before { change?.yield() }
  }

  /// A pair that cannot serve leaves the one before in place, and so does one that is gone.
  private func take(_ secret: FactSecret?, at path: String) async {
    guard let secret else { return }
    if let problem = secret.problem {
      logger.error("Secret \(path): \(problem).\(secrets[path] == nil ? "" : " The secret before goes on serving")")
      return
    }
    let isNew = secrets[path] == nil
    if secrets[path] != secret { isCopyOld = true }
    secrets[path] = secret
    if let key = live.set(secret, of: path) { await xds.setFacts(live, changed: [key]) }
    if isNew { change?.yield() }
  }

  private func take(foreign event: ReflectorEvent<ForeignObjects.Entry>, _ kind: ResourceKind) {
    var isNews = false
    switch event {
    case .synced(let all):
      let before = foreign.filter { $0.key.kind == kind.kind }
      isNews = before.mapValues(\.digest) != all.mapValues(\.digest)
      foreign = foreign.filter { $0.key.kind != kind.kind }.merging(all) { $1 }
      isKnown(.objects(kind: kind.kind))
    case .changed(let key, let entry): isNews = foreign.updateValue(entry, forKey: key)?.digest != entry.digest
    case .removed(let key): isNews = foreign.removeValue(forKey: key) != nil
    case .trouble, .recovered: break
    }
    if isNews { change?.yield() }
  }

  /// Who is behind a port goes out at once; that there is such a port at all may change what is compiled.
  private func tell(_ changed: [ServicePort: [EndpointSet.Endpoint]?]) async {
    guard !changed.isEmpty else { return }
    isCopyOld = true
    var isNews = false
    var keys: Set<ResourceKey> = []
    for (port, set) in changed {
      if let key = live.set(set, of: port) { keys.insert(key) }
      let isOther = set == nil ? services.remove(port) != nil : services.insert(port).inserted
      isNews = isNews || isOther
    }
    await xds.setFacts(live, changed: keys)
    if isNews { change?.yield() }
  }

  private var services: Set<ServicePort> = []

  private func isKnown(_ part: Part) {
    guard known.insert(part).inserted else { return }
    if known.isSuperset(of: Part.ofServing) { isServable = true }
    for waiter in waiters { waiter.finish() }
    waiters = []
  }

  /// Returns when there are endpoints to serve with, be they those of before, or the task is cancelled.
  func servable() async { while !isServable, !Task.isCancelled { await news() } }

  /// Returns when the world was seen once, or the task is cancelled: what is compiled before would take upstreams for missing.
  func seen() async { while !known.isSuperset(of: Part.all), !Task.isCancelled { await news() } }

  /// Returns when one more part is known.
  private func news() async {
    let (news, waiter) = AsyncStream.makeStream(of: Void.self)
    waiters.append(waiter)
    for await _ in news {}
  }

  // MARK: What goes out

  func inputs() -> OutsideInputs {
    var facts = Facts()
    facts.secrets = secrets
    facts.services = services
    return OutsideInputs(
      facts: facts, objects: ForeignObjects(entries: Array(foreign.values), good: good, quarantine: quarantine), namespaces: namespaces)
  }

  func refresh() {}

  func follow(_ changed: @escaping @Sendable (Revision.Cause) -> Void) async {
    let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.change?.finish()
    self.change = change
    // What changed before anybody listened counts too.
    change.yield()
    for await _ in changes {
      // What is applied together comes together.
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
      changed(.object)
    }
  }

  /// Takes up what the leader before knew.
  ///
  /// - Throws: `APIError`.
  func takeUp(stable: Revision?) async throws {
    quarantine = try await quarantines.load()
    if let stable { await becameLive(stable) }
  }

  func offered(_ objects: [ForeignObjects.Entry]) async {
    guard !objects.isEmpty else { return }
    do { try await archive.save(objects) } catch {
      logger.warning("what a release is made from is not kept for whoever leads next: \(error)")
    }
    offers[ForeignObjects.digest(of: objects)] = objects
    if offers.count > 8 { offers = offers.filter { $0.value.map(\.digest) == objects.map(\.digest) } }
  }

  /// The objects of the newest offers, by their digest; the archive has them too, where it could be reached.
  private var offers: [String: [ForeignObjects.Entry]] = [:]

  /// What a release was made from; nil when nobody knows any more.
  private func objects(of revision: Revision) async -> [ForeignObjects.Entry]? {
    guard let digest = revision.objects else { return [] }
    if let found = offers[digest] { return found }
    return ForeignObjects.digest(of: good) == digest ? good : await archive.objects(digest)
  }

  /// A release is live: the objects that it was made from are what a bad one falls back to.
  func becameLive(_ revision: Revision) async {
    guard let objects = await objects(of: revision) else {
      logger.warning("what the live release was made from is not known any more: a bad object falls back to what it was before that")
      return
    }
    good = objects
    memory.save(good, logger)
  }

  /// A release was taken back: what others changed since the last good one is not tried again until it changes.
  func tookBack(_ revision: Revision) async {
    guard let objects = await objects(of: revision) else {
      logger.warning("what the release was made from is not known any more: whatever others changed is tried again with the next")
      return
    }
    let before = Dictionary(good.map { ($0.manifest.key, $0.digest) }) { first, _ in first }
    let after = Dictionary(objects.map { ($0.manifest.key, $0.digest) }) { first, _ in first }
    quarantine = quarantine.filter { (foreign[$0.key]?.digest ?? "") == $0.value }
    for key in Set(before.keys).union(after.keys) where before[key] != after[key] {
      quarantine[key] = after[key] ?? ""
      logger.warning("\(key) was changed in the cluster, and evidence took it back: it does not count as it is until it changes")
    }
  }

  /// Stores what evidence took back for whoever leads next.
  func keepQuarantine() async {
    do { try await quarantines.save(quarantine) } catch {
      logger.warning("whoever leads next may try again what evidence took back: \(error)")
    }
  }
}
