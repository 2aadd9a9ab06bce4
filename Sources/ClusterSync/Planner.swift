package import Kubernetes
package import Manifests

/// Compares what a commit says with what the cluster has. Pure.
package struct Planner: Sendable {
  /// `<namespace>/<name>` of the Source.
  package let source: String
  /// How much of the inventory may go at once, in per cent.
  package static let brake = 30
  /// etcd takes 1.5 MiB of an object.
  package static let largestObject = 1_500_000

  /// Makes a planner.
  package init(source: String) { self.source = source }

  /// An object as it is applied: with the name of its source, without what only a cluster sets.
  package func prepared(_ manifest: Manifest) -> KubernetesObject {
    var object = KubernetesObject(manifest)
    object.json["status"] = nil
    var annotations = object.annotations
    annotations[SyncNames.source] = source
    object.metadata["annotations"] = JSONValue(annotations)
    for field in ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"] { object.metadata[field] = nil }
    return object
  }

  /// Makes the plan.
  ///
  /// - Parameters:
  ///   - wanted: What the commit says, each with the type that serves it; nil for a kind that nobody serves.
  ///   - live: What the cluster has of it and of the inventory.
  ///   - definitions: The types, as `group/version/kind`, that the commit itself defines.
  ///   - allowsMassDelete: Whether somebody looked at it.
  package func plan(
    _ wanted: [(manifest: Manifest, type: ResourceType?)], inventory: Inventory, live: [ObjectKey: LiveObject],
    definitions: Set<String> = [], allowsMassDelete: Bool = false
  ) -> SyncPlan {
    var items: [SyncPlan.Item] = []
    var failures: [SyncFailure] = []
    for (manifest, served) in wanted {
      let key = manifest.key
      guard let type = served ?? assumed(manifest, definitions) else {
        failures.append(
          SyncFailure(
            .unknownKind, key,
            "the cluster does not serve \(key.kind) in \(manifest.apiVersion): install its CustomResourceDefinition, or correct the version"
          ))
        continue
      }
      let object = prepared(manifest)
      let bytes = object.json.encoded()
      if bytes.count > Self.largestObject {
        failures.append(
          SyncFailure(.tooLarge, key, "\(bytes.count >> 10) KiB: a cluster takes \(Self.largestObject >> 10) KiB of one object"))
        continue
      }
      if let owner = live[key]?.source, owner != source, inventory.entries[key] == nil {
        failures.append(
          SyncFailure(
            .foreignOwner, key, "it belongs to the Source \(owner): remove it there first, and its annotation \(SyncNames.source) here"))
        continue
      }
      let applied = SHA256Digest.hex(prefix: 8, of: bytes)
      items.append(
        SyncPlan.Item(
          change: change(key, applied, inventory.entries[key], live[key]), object: object, type: type, position: manifest.position,
          applied: applied))
    }
    items.sort { ApplyOrder.comesBefore($0.object.key, $1.object.key) }
    return withPrunes(items, failures, wanted: Set(wanted.map(\.manifest.key)), inventory, live, allowsMassDelete)
  }

  private func change(_ key: ObjectKey, _ applied: String, _ entry: Inventory.Entry?, _ live: LiveObject?) -> SyncPlan.Item.Change {
    guard let live else { return .create }
    guard let entry, !entry.uid.isEmpty else { return live.fields == nil ? .adopt : .change }
    return entry.uid == live.uid && entry.applied == applied && entry.fields == live.fields ? .unchanged : .change
  }

  /// A kind that the commit defines and that is not served yet.
  private func assumed(_ manifest: Manifest, _ definitions: Set<String>) -> ResourceType? {
    guard definitions.contains("\(manifest.apiVersion)/\(manifest.key.kind)") else { return nil }
    return ResourceType(
      group: manifest.key.group, version: manifest.version, plural: ResourceKind.usualPlural(of: manifest.key.kind),
      kind: manifest.key.kind, scope: manifest.key.namespace.isEmpty ? .cluster : .namespaced)
  }

  private func withPrunes(
    _ items: [SyncPlan.Item], _ failures: [SyncFailure], wanted: Set<ObjectKey>, _ inventory: Inventory,
    _ live: [ObjectKey: LiveObject], _ allowsMassDelete: Bool
  ) -> SyncPlan {
    var prunes: [Inventory.Entry] = []
    var kept: [ObjectKey] = []
    for entry in inventory.missing(from: wanted) {
      let mark = live[entry.key]?.prune
      if mark == "disabled" || (ApplyOrder.isProtected(entry.key) && mark != "enabled") {
        kept.append(entry.key)
      } else {
        prunes.append(entry)
      }
    }
    return SyncPlan(
      items: items, prunes: prunes, kept: kept, failures: failures,
      brake: allowsMassDelete ? nil : brake(prunes, items: items.count, of: inventory))
  }

  private func brake(_ prunes: [Inventory.Entry], items: Int, of inventory: Inventory) -> SyncFailure? {
    guard let first = prunes.first else { return nil }
    let count = inventory.entries.count
    let words: String
    if items == 0 {
      words = "the commit has no objects at all, and the cluster has \(count) of this source"
    } else if prunes.count > 1, prunes.count * 100 > count * Self.brake {
      words = "the commit removes \(prunes.count) of \(count) objects, more than \(Self.brake) %"
    } else {
      return nil
    }
    return SyncFailure(
      .massDelete, first.key,
      "\(words): nothing is removed until somebody says so with the annotation \(SyncNames.allowPrune): <commit> on the Source")
  }
}
