import Foundation
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
    if manifest.key.group.isEmpty, manifest.key.kind == "Secret" { object.encodeTexts() }
    var annotations = object.annotations
    annotations[SyncNames.source] = source
    object.metadata["annotations"] = JSONValue(annotations)
    for field in ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"] { object.metadata[field] = nil }
    return object
  }

  /// An object of the commit, with the type that it is applied as.
  package struct Wanted: Sendable {
    package var manifest: Manifest
    package var type: ResourceType?
    /// Whether the API server serves the type already.
    package var isServed = true
  }

  /// Makes the plan.
  ///
  /// - Parameters:
  ///   - wanted: What the commit says, each with the type that serves it; nil for a kind that nobody serves and the commit does not
  ///     define.
  ///   - live: What the cluster has of it and of the inventory.
  ///   - allowsMassDelete: Whether somebody looked at it.
  package func plan(
    _ wanted: [Wanted], inventory: Inventory, live: [ObjectKey: LiveObject], allowsMassDelete: Bool = false
  ) -> SyncPlan {
    var items: [SyncPlan.Item] = []
    var failures: [SyncFailure] = []
    for one in wanted {
      do throws(SyncFailure) { items.append(try item(one, inventory, live)) } catch { failures.append(error) }
    }
    items.sort { ApplyOrder.comesBefore($0.object.key, $1.object.key) }
    return withPrunes(items, failures, wanted: Set(wanted.map(\.manifest.key)), inventory, live, allowsMassDelete)
  }

  /// What is done with one object; what stands in its way is thrown.
  private func item(
    _ wanted: Wanted, _ inventory: Inventory, _ live: [ObjectKey: LiveObject]
  ) throws(SyncFailure) -> SyncPlan.Item {
    let (manifest, key) = (wanted.manifest, wanted.manifest.key)
    guard let type = wanted.type else {
      throw SyncFailure(
        .unknownKind, key,
        "the cluster does not serve \(key.kind) in \(manifest.apiVersion): install its CustomResourceDefinition, or correct the version")
    }
    let object = prepared(manifest)
    let bytes = object.json.encoded()
    if bytes.count > Self.largestObject {
      throw SyncFailure(.tooLarge, key, "\(bytes.count >> 10) KiB: a cluster takes \(Self.largestObject >> 10) KiB of one object")
    }
    let entry = inventory.entries[key]
    if entry == nil, let found = live[key] { try requireFree(found, key) }
    let applied = SHA256Digest.hex(prefix: 8, of: bytes)
    let change = change(applied, entry, live[key])
    return SyncPlan.Item(
      change: change, object: object, type: type, isServed: wanted.isServed,
      isDrift: change != .unchanged && entry?.uid.isEmpty == false && entry?.applied == applied, position: manifest.position,
      applied: applied)
  }

  /// An object that this source did not apply is taken over if a person made it.
  private func requireFree(_ live: LiveObject, _ key: ObjectKey) throws(SyncFailure) {
    if let owner = live.source, owner != source {
      throw SyncFailure(
        .foreignOwner, key, "it belongs to the Source \(owner): remove it there first, and its annotation \(SyncNames.source) here")
    }
    guard live.controllers.isEmpty else {
      throw SyncFailure(
        .foreignOwner, key,
        "it is there already, and \(live.controllers.joined(separator: ", ")) manages it: take it out of the commit, or out of there and"
          + " make it a person's with kubectl apply --server-side --force-conflicts")
    }
  }

  private func change(_ applied: String, _ entry: Inventory.Entry?, _ live: LiveObject?) -> SyncPlan.Item.Change {
    guard let live else { return .create }
    guard let entry, !entry.uid.isEmpty else { return live.fields == nil ? .adopt : .change }
    return entry.uid == live.uid && entry.applied == applied && entry.fields == live.fields ? .unchanged : .change
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

extension KubernetesObject {
  /// Texts of a Secret as `data`: who applies `stringData` owns no entry of `data`, so none would ever be removed or put right.
  fileprivate mutating func encodeTexts() {
    guard let texts = json["stringData"]?.object, texts.values.allSatisfy({ $0.string != nil }) else { return }
    var data = json["data"] ?? [:]
    for (name, text) in texts { data[name] = text.string.map { .string(Data($0.utf8).base64EncodedString()) } }
    json["data"] = data
    json["stringData"] = nil
  }
}
