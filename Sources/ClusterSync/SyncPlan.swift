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
    /// Whether the API server serves the type already; if not, the commit's own definition says that it will.
    package let isServed: Bool
    /// Whether it was applied as it is here, and is another in the cluster by now.
    package let isDrift: Bool
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
  /// The same without what somebody changed in the cluster since it was applied.
  package var leavingDrift: SyncPlan {
    SyncPlan(items: items.filter { !$0.isDrift }, prunes: prunes, kept: kept, failures: failures, brake: brake)
  }

  /// Whether the cluster is as it should be.
  package var isDone: Bool { writes.isEmpty && prunes.isEmpty && failures.isEmpty }
}

/// What is known of an object in the cluster.
package struct LiveObject: Sendable, Hashable {
  package let key: ObjectKey
  package let uid: String
  /// A digest of the fields that are ours; nil when none is.
  package let fields: String?
  /// Who manages it, where that is another controller: one that made it, and no person at a keyboard (kubectl) did.
  package let controllers: [String]
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
    let owners = (object.metadata["ownerReferences"]?.array ?? []).filter { $0["controller"] == true }
    let owner = owners.compactMap { owner in owner["kind"]?.string.flatMap { kind in owner["name"]?.string.map { "\(kind) \($0)" } } }
    let isOfPeople = managers.contains(where: Self.isOfPeople) || managers.subtracting(Self.bystanders).isEmpty
    controllers = owner + (fields != nil || isOfPeople ? [] : managers.sorted())
    source = object.annotations[SyncNames.source]
    prune = object.annotations[SyncNames.prune]
  }

  /// Whether a manager of fields is a person's tool, whose fields are taken over.
  static func isOfPeople(_ manager: String) -> Bool { manager.hasPrefix("kubectl") || manager == "before-first-apply" }

  /// They make nothing that a repository would hold.
  private static let bystanders: Set<String> = [SyncNames.manager, "kube-apiserver", "kube-controller-manager", "cloud-controller-manager"]
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
