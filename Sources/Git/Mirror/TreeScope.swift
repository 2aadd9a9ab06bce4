import CGitLibrary

/// Which files of a commit count: those of a folder, or all of the repository where a file at the folder's top may name any of them.
package struct TreeScope: Sendable, Hashable {
  /// The folder; empty for the repository's top.
  package var path: String
  /// Names of files that reach out of the folder, such as `kustomization.yaml`.
  package var reaching: [String]

  /// Describes a scope.
  package init(path: String, reaching: [String] = []) {
    self.path = path
    self.reaching = reaching
  }
}

extension Repository {
  /// The tree that counts, of a commit's whole tree: it is another one exactly when what counts is other.
  ///
  /// - Throws: `GitError.pathMissing`, and `LibGit2.Failure`.
  func counted(_ root: git_oid, _ scope: TreeScope) throws -> git_oid {
    guard let own = try tree(root, at: scope.path) else { throw GitError.pathMissing(scope.path) }
    if try reachesOut(own, scope) { return root }
    // A tree must say by itself which of the two it is.
    guard try !isWhole(own, scope) else { throw GitError.nestedPath(scope.path) }
    return own
  }

  /// Whether a tree that counts is the whole repository's, not the folder's.
  func isWhole(_ counted: git_oid, _ scope: TreeScope) throws(LibGit2.Failure) -> Bool {
    guard !scope.path.isEmpty, let inner = try tree(counted, at: scope.path) else { return false }
    return try reachesOut(inner, scope)
  }

  private func reachesOut(_ tree: git_oid, _ scope: TreeScope) throws(LibGit2.Failure) -> Bool {
    if scope.reaching.isEmpty { return false }
    return try children(of: tree).contains { $0.isFile && scope.reaching.contains($0.name) }
  }
}
