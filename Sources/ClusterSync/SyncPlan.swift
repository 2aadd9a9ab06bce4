package import Kubernetes
package import Manifests
package import SourceYAML

/// What is to be done so that the cluster has what a commit says: a value, made from what both have.
package struct SyncPlan: Sendable {
  /// One object of the commit.
  package struct Item: Sendable {
    /// What happens to it.
    package enum Change: String, Sendable, Codable {
      case create, change, unchanged
      /// It is there, made by somebody by hand, and is taken over.
      case adopt
    }

    package let change: Change
    package let object: KubernetesObject
    package let type: ResourceType
    /// Where it stands in the repository.
    package let position: SourcePosition
    let applied: String
  }

  /// In the order of application.
  package let items: [Item]
  /// What the commit no longer has, in the order in which it goes.
  package let prunes: [Inventory.Entry]
  /// What the commit no longer has and stays all the same, because it says so or takes others with it.
  package let kept: [ObjectKey]
  /// What stands in the way of all of it.
  package let failures: [SyncFailure]
  /// Why nothing may be pruned until somebody looks.
  package let brake: SyncFailure?

  /// The items that need a write.
  package var writes: [Item] { items.filter { $0.change != .unchanged } }
  /// Whether the cluster is as it should be.
  package var isDone: Bool { writes.isEmpty && prunes.isEmpty && failures.isEmpty }
}

/// What is known of an object in the cluster.
package struct LiveObject: Sendable, Hashable {
  package let key: ObjectKey
  package let uid: String
  /// A digest of the fields that are ours; nil when none is.
  package let fields: String?
  /// Whether only people at a keyboard (kubectl) set its fields.
  package let isByHand: Bool
  /// The source that says that it is its own.
  package let source: String?
  /// `nuncio.dev/prune`.
  package let prune: String?

  /// Reads what an API server has; the fields' values do not matter.
  package init(_ object: KubernetesObject) {
    key = object.key
    uid = object.uid
    var fields: String?
    var managers: Set<String> = []
    for entry in object.managedFields where entry["subresource"] == nil {
      let manager = entry["manager"]?.string ?? ""
      if manager == SyncNames.manager, entry["operation"]?.string == "Apply" {
        fields = SHA256Digest.hex(prefix: 8, of: entry["fieldsV1"]?.encoded() ?? [])
      } else {
        managers.insert(manager)
      }
    }
    self.fields = fields
    isByHand = managers.allSatisfy { $0.hasPrefix("kubectl") || $0 == "before-first-apply" }
    source = object.annotations[SyncNames.source]
    prune = object.annotations[SyncNames.prune]
  }
}

/// The names that objects in the cluster carry.
package enum SyncNames {
  /// The field manager of everything that is applied.
  package static let manager = "nuncio"
  /// Which source an object is of, `<namespace>/<name>`: for people, and for other sources.
  package static let source = "nuncio.dev/source"
  /// `disabled` keeps an object that the commit no longer has; `enabled` lets a namespace or a definition go.
  package static let prune = "nuncio.dev/prune"
  /// On a Source: the commit that may delete more than the brake allows.
  package static let allowPrune = "nuncio.dev/allow-prune"
}
