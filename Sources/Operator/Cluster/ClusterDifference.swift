import ClusterSync
package import Kubernetes
package import Logging
package import Manifests

/// What a push of a revision's objects would do in a cluster; nothing is written.
package struct ClusterDifference: Sendable, Encodable {
  /// What would happen to an object.
  package enum Change: String, Sendable, Encodable { case create, change, adopt, prune, keep }

  /// An object that is not as the revision has it.
  package struct Item: Sendable, Encodable {
    package let change: Change
    package let object: ObjectKey
  }

  /// In the order of application; what is removed comes last.
  package let items: [Item]
  /// Objects that are as they should be.
  package let unchanged: Int
  /// What the API server would refuse, and what stands in the way of all of it.
  package let findings: [Finding]

  /// Plans, and asks the API server what it would say to every write.
  ///
  /// - Parameters:
  ///   - namespace: The Source's.
  ///   - source: The Source's name, whose inventory is compared with.
  /// - Throws: `APIError`.
  package init(
    _ objects: ManifestSet, in client: KubernetesClient, namespace: String, source: String, logger: Logger
  ) async throws {
    let sync = ClusterSync(client, namespace: namespace, source: source, logger: logger)
    let plan = try await sync.plan(objects.manifests)
    items =
      plan.writes.map { Item(change: Change(rawValue: $0.change.rawValue) ?? .change, object: $0.object.key) }
      + plan.prunes.map { Item(change: .prune, object: $0.key) } + plan.kept.map { Item(change: .keep, object: $0) }
    unchanged = plan.items.count - plan.writes.count
    var findings = await sync.validate(plan).map { failure in
      Finding.error(.refusedByCluster, failure.message, at: objects[failure.object]?.position, object: failure.object)
    }
    if let brake = plan.brake { findings.append(.warning(.refusedByCluster, brake.message, at: nil, object: brake.object)) }
    self.findings = findings
  }
}
