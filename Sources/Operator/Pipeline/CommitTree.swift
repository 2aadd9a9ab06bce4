package import Git
package import Manifests

/// A commit's files for the loader.
package struct CommitTree: FileTree {
  private let tree: GitTree

  /// Takes a commit's tree.
  package init(tree: GitTree) { self.tree = tree }

  package func entries() -> [FileEntry] { tree.entries.map { FileEntry(path: $0.path, size: $0.size) } }
  package func read(_ path: String) throws(GitError) -> [UInt8] { try tree.read(path) }
  package func contentID(of path: String) -> String? { tree.id(of: path) }
}
