package import Kubernetes
package import Logging
package import Manifests
import SourceYAML

/// Brings a cluster to what a commit says, and keeps it there. It decides nothing: plans are `Planner`'s.
package actor ClusterSync {
  private let client: KubernetesClient
  private let discovery: Discovery
  private let store: InventoryStore
  private let planner: Planner
  /// What of it is in the cluster.
  package nonisolated let watch: LiveWatch
  /// Throws when somebody else may be writing.
  private let requireWriting: @Sendable () async throws -> Void
  private let logger: Logger
  private var known: Inventory?

  /// - Parameters:
  ///   - namespace: The Source's.
  ///   - source: The Source's name.
  ///   - requireWriting: Is asked before every write, and throws when somebody else may be writing.
  package init(
    _ client: KubernetesClient, namespace: String, source: String, requireWriting: @escaping @Sendable () async throws -> Void = {},
    logger: Logger
  ) {
    self.client = client
    self.requireWriting = requireWriting
    self.logger = logger
    discovery = Discovery(client)
    store = InventoryStore(client, namespace: namespace, source: source)
    planner = Planner(source: "\(namespace)/\(source)")
    watch = LiveWatch(client, source: planner.source, logger: logger)
  }

  /// What the source has put into the cluster.
  ///
  /// - Throws: `APIError`.
  package func inventory() async throws(APIError) -> Inventory {
    if let known { return known }
    let loaded = try await store.load()
    known = loaded
    try await follow()
    return loaded
  }

  /// Compares; writes nothing.
  ///
  /// - Throws: `APIError` when the cluster cannot be asked.
  package func plan(_ manifests: [Manifest], allowsMassDelete: Bool = false) async throws(APIError) -> SyncPlan {
    let inventory = try await inventory()
    let definitions = manifests.filter { ApplyOrder.phase(of: $0.key) == .definitions }
    let defined = Dictionary(definitions.flatMap { KubernetesObject($0).definedTypes }.map { ("\($0.apiVersion)/\($0.kind)", $0) }) { $1 }
    var wanted: [Planner.Wanted] = []
    var types: [String: ResourceType] = [:]
    for manifest in manifests {
      let name = "\(manifest.apiVersion)/\(manifest.key.kind)"
      if types[name] == nil {
        types[name] = try await discovery.type(group: manifest.key.group, kind: manifest.key.kind, version: manifest.version)
      }
      let type = types[name] ?? defined[name]
      let placed = type?.scope == .cluster ? manifest.ofCluster : manifest
      wanted.append(Planner.Wanted(manifest: placed, type: type, isServed: types[name] != nil))
    }
    return planner.plan(
      wanted, inventory: inventory, live: try await live(wanted.filter(\.isServed).map { ($0.manifest.key, $0.type) }, inventory),
      allowsMassDelete: allowsMassDelete)
  }

  /// What the cluster has of these and of the inventory: one list for each kind in each namespace, without contents.
  private func live(
    _ wanted: [(key: ObjectKey, type: ResourceType?)], _ inventory: Inventory
  ) async throws(APIError) -> [ObjectKey: LiveObject] {
    var places: [ResourceType: Set<String>] = [:]
    for (key, type) in wanted { if let type { places[type, default: []].insert(key.namespace) } }
    for entry in inventory.entries.values {
      guard let type = try await type(of: entry) else { continue }
      places[type, default: []].insert(entry.key.namespace)
    }
    var live: [ObjectKey: LiveObject] = [:]
    let interesting = Set(wanted.map(\.key)).union(inventory.entries.keys)
    for place in Self.lists(places) {
      _ = try await client.list(place.type, namespace: place.namespace, contents: .metadata) { page in
        for object in page where interesting.contains(object.key) { live[object.key] = LiveObject(object) }
      } restarted: {
      }
    }
    return live
  }

  /// What an object of the inventory is asked for as: also when the version that it was applied in is not served any more.
  private func type(of entry: Inventory.Entry) async throws(APIError) -> ResourceType? {
    let (group, kind) = (entry.key.group, entry.key.kind)
    if let type = try await discovery.type(group: group, kind: kind, version: entry.version) { return type }
    return try await discovery.type(group: group, kind: kind)
  }

  /// Many small lists cost more than one large one.
  private static func lists(_ places: [ResourceType: Set<String>]) -> Set<LiveWatch.Place> {
    var lists: Set<LiveWatch.Place> = []
    for (type, namespaces) in places {
      let isWide = namespaces.count > 8 || type.scope == .cluster
      lists.formUnion((isWide ? [nil] : namespaces.map(Optional.some)).map { LiveWatch.Place(type: type, namespace: $0) })
    }
    return lists
  }

  /// The objects of the inventory that are not in the cluster as they were applied; nil where that must be found out by a plan.
  ///
  /// - Throws: `APIError` when the inventory cannot be read.
  package func differences() async throws(APIError) -> [ObjectKey]? { await watch.differences(from: try await inventory()) }

  /// Those whose controllers have not done yet what they say, with what is wrong.
  ///
  /// - Throws: `APIError` when the inventory cannot be read.
  package func unhealthy() async throws(APIError) -> [(key: ObjectKey, health: Health)] {
    await watch.unhealthy(of: try await inventory())
  }

  /// Has what is in the inventory watched from now on.
  private func follow() async throws(APIError) {
    var places: [ResourceType: Set<String>] = [:]
    for entry in known?.entries.values ?? [:].values {
      guard let type = try await type(of: entry) else { continue }
      places[type, default: []].insert(entry.key.namespace)
    }
    await watch.follow(Self.lists(places))
  }

  /// Asks the API server what it would say to every write, and writes nothing.
  ///
  /// What lies in a namespace or is of a kind that the plan itself makes cannot be asked about yet.
  /// - Returns: What it would refuse.
  package func validate(_ plan: SyncPlan) async -> [SyncFailure] {
    let created = Set(plan.items.filter { $0.change == .create && ApplyOrder.phase(of: $0.object.key) == .namespaces }.map(\.object.name))
    let askable = plan.writes.filter { $0.isServed && !created.contains($0.object.namespace) }
    return await concurrently(askable) { item in await self.write(item, dryRun: .all).failure }.compactMap { $0 } + plan.failures
  }

  /// Makes and changes what the plan says, phase by phase; removes nothing.
  ///
  /// - Returns: What failed; everything else is there. A phase that failed is the last.
  /// - Throws: `APIError` when the inventory cannot be written. What is there by then says itself whose it is, and is found again.
  package func apply(_ plan: SyncPlan) async throws(APIError) -> [SyncFailure] {
    guard !plan.writes.isEmpty else { return [] }
    let before = try await inventory()
    var intended = before
    for item in plan.writes where intended.entries[item.object.key] == nil {
      intended.entries[item.object.key] = Inventory.Entry(
        key: item.object.key, version: item.type.version, uid: "", applied: "", fields: "")
    }
    // What a crash leaves behind must be known before it is there.
    try await remember(intended, replacing: before)
    var failures: [SyncFailure] = []
    for phase in ApplyOrder.Phase.allCases where failures.isEmpty {
      let items = plan.writes.filter { ApplyOrder.phase(of: $0.object.key) == phase }
      let results = await concurrently(items) { item in await self.write(item, dryRun: .no) }
      failures += results.compactMap(\.failure)
      for entry in results.compactMap(\.entry) { known?.entries[entry.key] = entry }
      if phase == .definitions, failures.isEmpty, !items.isEmpty {
        failures += await established(items)
        try await discovery.refresh()
      }
    }
    let after = known ?? intended
    try await remember(after, replacing: intended)
    try await follow()
    return failures
  }

  /// Removes what the plan says, each only as long as it is the very object that was applied.
  ///
  /// - Returns: What could not be removed; it stays in the inventory.
  /// - Throws: `APIError` when the inventory cannot be written.
  package func prune(_ plan: SyncPlan) async throws(APIError) -> [SyncFailure] {
    if let brake = plan.brake { return [brake] }
    let before = try await inventory()
    guard !plan.prunes.isEmpty || !plan.kept.isEmpty else { return [] }
    let results = await concurrently(plan.prunes) { entry in (entry, await self.remove(entry)) }
    var after = before
    for (entry, failure) in results where failure == nil { after.entries[entry.key] = nil }
    for key in plan.kept { after.entries[key] = nil }
    try await remember(after, replacing: before)
    return results.compactMap(\.1)
  }

  /// Stores the inventory where it changed. One that could not be stored as a whole is read anew.
  private func remember(_ inventory: Inventory, replacing before: Inventory) async throws(APIError) {
    known = nil
    if inventory != before {
      do { try await requireWriting() } catch { throw .outdated("the inventory of \(planner.source) (\(error))") }
      try await store.save(inventory, replacing: before)
    }
    known = inventory
  }

  private struct Written: Sendable {
    var entry: Inventory.Entry?
    var failure: SyncFailure?
  }

  private func write(_ item: SyncPlan.Item, dryRun: DryRun) async -> Written {
    let key = item.object.key
    if dryRun == .no, let failure = await refusal(key) { return Written(failure: failure) }
    do throws(APIError) {
      var written: KubernetesObject
      do {
        written = try await client.apply(item.object, as: item.type, manager: SyncNames.manager, dryRun: dryRun)
      } catch .fieldConflict(let fields) where fields.allSatisfy({ LiveObject.isOfPeople($0.manager) }) {
        // What a person set by hand is taken over; what another controller manages is not.
        written = try await client.apply(item.object, as: item.type, manager: SyncNames.manager, force: true, dryRun: dryRun)
      }
      let live = LiveObject(written)
      return Written(
        entry: Inventory.Entry(key: key, version: item.type.version, uid: live.uid, applied: item.applied, fields: live.fields ?? ""))
    } catch {
      return Written(failure: SyncFailure(error, item.object))
    }
  }

  /// Why nothing may be written now.
  private func refusal(_ key: ObjectKey) async -> SyncFailure? {
    do { try await requireWriting() } catch { return SyncFailure(.busy, key, "\(error)") }
    return nil
  }

  private func remove(_ entry: Inventory.Entry) async -> SyncFailure? {
    if let failure = await refusal(entry.key) { return failure }
    do throws(APIError) {
      guard let type = try await type(of: entry) else { return nil }
      guard let live = try await client.get(type, namespace: entry.key.namespace, name: entry.key.name) else { return nil }
      if live.isTerminating {
        let held = (live.metadata["finalizers"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        return SyncFailure(.deletionBlocked, entry.key, "it is being deleted and waits for its finalizers: \(held)")
      }
      // One that was only intended is ours if it says so; another object of the name is somebody else's.
      let isOurs = entry.uid.isEmpty ? live.annotations[SyncNames.source] == planner.source : live.uid == entry.uid
      guard isOurs else { return nil }
      try await client.delete(type, namespace: entry.key.namespace, name: entry.key.name, uid: live.uid)
      return nil
    } catch .outdated {
      return nil
    } catch {
      return SyncFailure(error, entry.key)
    }
  }

  /// Waits until definitions are served.
  private func established(_ items: [SyncPlan.Item]) async -> [SyncFailure] {
    let deadline = ContinuousClock.now + .seconds(30)
    var waiting = items
    var trouble: APIError?
    while !waiting.isEmpty, ContinuousClock.now < deadline {
      var open: [SyncPlan.Item] = []
      for item in waiting {
        do throws(APIError) {
          if try await client.get(item.type, name: item.object.name)?.isEstablished != true { open.append(item) }
        } catch {
          trouble = error
          open.append(item)
        }
      }
      waiting = open
      if !waiting.isEmpty, (try? await Task.sleep(for: .milliseconds(200))) == nil { break }
    }
    let words = "the API server did not take it into service within 30 s\(trouble.map { ": \($0)" } ?? "")"
    return waiting.map { SyncFailure(.notEstablished, $0.object.key, words) }
  }
}

extension Manifest {
  /// The same as an object of the cluster: one that was read without knowing its kind was given a namespace.
  fileprivate var ofCluster: Manifest {
    Manifest(key: ObjectKey(group: key.group, kind: key.kind, namespace: "", name: key.name), apiVersion: apiVersion, root: root)
  }
}

extension KubernetesObject {
  /// Whether a CustomResourceDefinition is in service.
  fileprivate var isEstablished: Bool {
    (json["status"]?["conditions"]?.array ?? []).contains { $0["type"] == "Established" && $0["status"] == "True" }
  }

  /// The types that a CustomResourceDefinition has served.
  fileprivate var definedTypes: [ResourceType] {
    guard self.group == "apiextensions.k8s.io", self.kind == "CustomResourceDefinition", let spec = json["spec"],
      let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string, let plural = spec["names"]?["plural"]?.string,
      let scope = spec["scope"]?.string.flatMap(ResourceKind.Scope.init)
    else { return [] }
    let served = (spec["versions"]?.array ?? []).filter { $0["served"] == true }
    return served.compactMap { $0["name"]?.string }.map {
      ResourceType(group: group, version: $0, plural: plural, kind: kind, scope: scope)
    }
  }
}
