package import Git
package import Manifests

/// The files of a revision, as the judge reads them.
package struct RevisionFiles: Sendable {
  package let tree: any FileTree
  /// The folder in the tree that counts.
  package let path: FolderPath

  /// Takes a tree and the folder in it.
  package init(tree: any FileTree, path: FolderPath = .top) {
    self.tree = tree
    self.path = path
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
      tree: try repository.tree(of: commit, at: path.text) { file in
        file.hasSuffix(".yaml") || file.hasSuffix(".yml") || file.hasSuffix(".json") || file.hasSuffix("Kustomization")
      })
  }

  package func entries() -> [FileEntry] { files.entries() }
  package func read(_ path: String) throws -> [UInt8] {
    do throws(GitError) { return try files.read(path) } catch { throw repository.fault(error, in: commit) }
  }
  package func contentID(of path: String) -> String? { files.contentID(of: path) }
}
