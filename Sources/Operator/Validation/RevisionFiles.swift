package import Git
package import Manifests

/// The files of a revision, as the judge reads them.
package struct RevisionFiles: Sendable {
  package internal(set) var tree: any FileTree
  /// The folder in the tree that counts.
  package let path: FolderPath
  /// What is wrong with the files as a whole.
  var findings: [Finding] = []

  /// Takes a tree and the folder in it.
  package init(tree: any FileTree, path: FolderPath = .top) {
    self.tree = tree
    self.path = path
  }

  /// The objects, and what is wrong with the files.
  ///
  /// - Throws: What the tree throws when it cannot be read at all.
  package func load(
    policies: ManifestLoader.PolicyFiles = .judgedApart, parsed: ParsedFiles = ParsedFiles()
  ) throws -> LoadedManifests {
    let loaded = try ManifestLoader.load(tree, at: path.text, policies: policies, parsed: parsed)
    return LoadedManifests(manifests: loaded.manifests, findings: findings + loaded.findings, notes: loaded.notes)
  }

  /// The objects of `policies/` that an API server knows: all but `ChangePolicy`.
  ///
  /// - Throws: What the tree throws when it cannot be read at all.
  func policiesToPush() throws -> [Manifest] {
    try ManifestLoader.load(tree, at: path(of: "policies"), policies: .only).manifests.manifests.filter { $0.key.group != "nuncio.dev" }
  }

  /// Whether it has policies of its own.
  func hasPolicies() throws -> Bool {
    let folder = path(of: "policies") + "/"
    return try tree.entries().contains { $0.path.hasPrefix(folder) }
  }

  /// The path of a file in the folder, in the tree's words.
  package func path(of file: String) -> String { path.path(of: file) }
}

/// A commit of a repository on this machine, for the loader.
package struct LocalTree: FileTree {
  private let files: CommitTree
  private let repository: LocalRepository
  private let commit: LocalCommit

  /// - Parameter path: The folder that counts.
  /// - Throws: `LocalRepositoryError`.
  package init(_ repository: LocalRepository, _ commit: LocalCommit, path: FolderPath) throws(LocalRepositoryError) {
    (self.repository, self.commit) = (repository, commit)
    files = CommitTree(
      tree: try repository.tree(of: commit, path.scope) { file in
        file.hasSuffix(".yaml") || file.hasSuffix(".yml") || file.hasSuffix(".json")
      })
  }

  package func entries() -> [FileEntry] { files.entries() }
  package func read(_ path: String) throws -> [UInt8] {
    do throws(GitError) { return try files.read(path) } catch { throw repository.fault(error, in: commit) }
  }
  package func contentID(of path: String) -> String? { files.contentID(of: path) }
}
