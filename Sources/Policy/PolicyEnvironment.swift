import CEL

/// What is in view besides the objects.
package struct PolicyEnvironment: Sendable {
  /// Who asks, as `request.userInfo` says it.
  package var user = RequestUser()
  /// `request.dryRun`.
  package var isDryRun = false
  /// What change policies look at; nil where only objects are judged.
  package var change: ChangeInput?
  /// What a cluster has, by name; empty where there is none.
  package var namespaces: [String: NamespaceFact] = [:]
  /// What judging a revision may take, in steps: more is an error, and no more is judged.
  package var work = WorkBudget.judgement
  /// What one policy may take for one object, in steps: more is as an expression that cannot be evaluated.
  package var policyWork = WorkBudget.policy

  /// An environment without a change.
  package init(
    user: RequestUser = RequestUser(), isDryRun: Bool = false, change: ChangeInput? = nil, namespaces: [String: NamespaceFact] = [:]
  ) {
    self.namespaces = namespaces
    self.user = user
    self.isDryRun = isDryRun
    self.change = change
  }
}

/// A Namespace of a cluster, as policies see it.
package struct NamespaceFact: Hashable, Sendable {
  package var labels: [String: String]
  package var annotations: [String: String]

  /// Makes a fact.
  package init(labels: [String: String] = [:], annotations: [String: String] = [:]) {
    self.labels = labels
    self.annotations = annotations
  }
}

/// The user of a request. There is none offline, so by default it is the one that pushes releases: `nuncio`, in the group
/// of everybody who is known.
package struct RequestUser: Hashable, Sendable {
  /// `username`.
  package var name = "nuncio"
  /// Empty for none.
  package var uid = ""
  /// In order.
  package var groups = ["system:authenticated"]

  /// Makes a user.
  package init(name: String = "nuncio", uid: String = "", groups: [String] = ["system:authenticated"]) {
    self.name = name
    self.uid = uid
    self.groups = groups
  }

  /// `request.userInfo`: what is empty is absent.
  var value: Value {
    var fields: [String: Value] = ["username": .string(name), "groups": .list(groups.map { .string($0) })]
    if !uid.isEmpty { fields["uid"] = .string(uid) }
    return .map(fields)
  }
}
