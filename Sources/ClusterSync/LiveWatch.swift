package import Kubernetes
import Logging
package import Manifests

/// Follows what a source has put into a cluster, by watch: what somebody changes there is known at once, and what nobody changes
/// costs nothing.
package actor LiveWatch {
  /// Objects that are watched together.
  package struct Place: Sendable, Hashable {
    package var type: ResourceType
    /// None for all of them.
    package var namespace: String?
  }

  private let client: KubernetesClient
  private let source: String
  private let logger: Logger
  private var live: [Place: [ObjectKey: (object: LiveObject, health: Health)]] = [:]
  /// Places whose watch is cut: what is known of them may be old.
  private var troubled: Set<Place> = []
  private var followed: Set<Place> = []
  private let places: AsyncStream<Place>
  private let add: AsyncStream<Place>.Continuation

  /// - Parameter source: `<namespace>/<name>`, as objects carry it.
  init(_ client: KubernetesClient, source: String, logger: Logger) {
    self.client = client
    self.source = source
    self.logger = logger
    (places, add) = AsyncStream.makeStream()
  }

  /// Follows these places too.
  func follow(_ places: Set<Place>) {
    for place in places where followed.insert(place).inserted { add.yield(place) }
  }

  /// Runs until it is cancelled.
  ///
  /// - Parameter changed: Called after every change.
  package func run(_ changed: @escaping @Sendable () -> Void) async {
    await withDiscardingTaskGroup { group in
      for await place in places { group.addTask { await self.watch(place, changed) } }
      group.cancelAll()
    }
  }

  private nonisolated func watch(_ place: Place, _ changed: @escaping @Sendable () -> Void) async {
    // Kinds whose status says nothing, or that are ours to write, need not come whole.
    let isPlain = place.type.group == "getambassador.io" || (place.type.group.isEmpty && ["ConfigMap", "Secret"].contains(place.type.kind))
    let reflector = Reflector(
      client, place.type, namespace: place.namespace, contents: isPlain ? .metadata : .all, logger: logger
    ) { [source] object in
      object.annotations[SyncNames.source] == source ? (object: LiveObject(object), health: Health(object)) : nil
    }
    await reflector.run { event in
      await self.take(event, place)
      changed()
    }
  }

  private func take(_ event: ReflectorEvent<(object: LiveObject, health: Health)>, _ place: Place) {
    switch event {
    case .synced(let all): live[place] = all
    case .changed(let key, let value): live[place]?[key] = value
    case .removed(let key): live[place]?[key] = nil
    case .trouble(let error):
      // What is not watched is compared by lists.
      troubled.insert(place)
      logger.warning("\(place.type) cannot be watched: \(error)")
    case .recovered: troubled.remove(place)
    }
  }

  private func isKnown(_ place: Place) -> Bool { live[place] != nil && !troubled.contains(place) }

  /// The objects that are not as they were applied; nil where that is not known.
  package func differences(from inventory: Inventory) -> [ObjectKey]? {
    let kinds = Set(inventory.entries.keys.map { "\($0.group)/\($0.kind)" })
    guard followed.allSatisfy({ isKnown($0) || !kinds.contains("\($0.type.group)/\($0.type.kind)") }) else { return nil }
    return inventory.entries.values.filter { entry in
      guard let there = find(entry.key) else { return true }
      return entry.uid != there.object.uid || entry.fields != there.object.fields
    }.map(\.key).sorted()
  }

  /// What is not as its controller would have it, of the objects that were applied.
  package func unhealthy(of inventory: Inventory) -> [(key: ObjectKey, health: Health)] {
    inventory.entries.keys.compactMap { key in
      find(key).flatMap { $0.health == .current ? nil : (key, $0.health) }
    }.sorted { $0.key < $1.key }
  }

  private func find(_ key: ObjectKey) -> (object: LiveObject, health: Health)? {
    for place in live.values { if let found = place[key] { return found } }
    return nil
  }
}
