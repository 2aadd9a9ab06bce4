import Git
import Manifests

/// A commit's files for the loader.
struct CommitTree: FileTree {
  let tree: GitTree

  func entries() -> [FileEntry] { tree.entries.map { FileEntry(path: $0.path, size: $0.size) } }
  func read(_ path: String) throws -> [UInt8] { try tree.read(path) }
}
