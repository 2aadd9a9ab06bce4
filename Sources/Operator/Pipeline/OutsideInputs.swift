import Gateway
import Manifests
import Policy
import Rollout

/// What a release is made from beside its commit and the operator's own settings.
struct OutsideInputs: Sendable, Equatable {
  /// Facts of the world.
  var facts = Facts()
  /// Objects of the gateway that no source owns.
  var objects = ForeignObjects()
  /// What policies see of the cluster's Namespaces.
  var namespaces: [String: NamespaceFact] = [:]
}

/// Where the world outside of the commit is looked at.
protocol Outside: Sendable {
  /// What is there now.
  func inputs() async -> OutsideInputs

  /// A release is offered that is made from these objects that no source owns.
  func offered(_ objects: [ForeignObjects.Entry]) async

  /// Looks again, where looking is needed.
  func refresh() async

  /// Follows the world until it is cancelled, and says when the source is to be looked at: for a refused commit that may be
  /// good now (`commit`), or for a release that may be another now (`object`).
  func follow(_ changed: @escaping @Sendable (Revision.Cause) -> Void) async
}
