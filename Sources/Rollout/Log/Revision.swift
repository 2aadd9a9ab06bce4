package import Identity

/// A commit that passed every check, with all its other inputs.
package struct Revision: Codable, Hashable, Sendable {
  /// Why there is a release of it; `object` is a change in the cluster that no commit made.
  package enum Cause: String, Codable, Sendable { case commit, object, resume, retry, upgrade }

  package var commit: String
  /// The id of the tree at the source's path: commits with equal trees are tried once.
  package var tree: String
  package var author: String
  package var summary: String
  /// A digest of all that is not in the commit: flags, configuration.
  package var inputs: String
  /// The digest of its encoded resources.
  package var resources: String
  package var compiler: String
  package var cause: Cause
  /// The digest of the objects that no source owns and that it is made from too; none without any.
  package var objects: String?

  /// Makes a revision.
  package init(
    commit: String, tree: String, author: String, summary: String, inputs: String, resources: String, compiler: String, cause: Cause,
    objects: String? = nil
  ) {
    self.commit = commit
    self.tree = tree
    self.author = author
    self.summary = summary
    self.inputs = inputs
    self.resources = resources
    self.compiler = compiler
    self.cause = cause
    self.objects = objects
  }
}

/// A numbered revision.
package struct ReleaseRecord: Codable, Hashable, Sendable {
  package var number: ReleaseNumber
  package var revision: Revision
  /// What its own `nuncio.yaml` says: it rules the releases after it.
  package var plan: PlanStatement
}
