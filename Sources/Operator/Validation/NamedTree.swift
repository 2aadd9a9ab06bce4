package import Manifests

/// A tree whose files have a folder in front of their names: what a user named on the command line.
package struct NamedTree: FileTree {
  private let tree: any FileTree
  private let prefix: String

  /// - Parameter folder: Empty for no change.
  package init(_ tree: any FileTree, in folder: String) {
    self.tree = tree
    prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
  }

  package func entries() throws -> [FileEntry] {
    try tree.entries().map { FileEntry(path: prefix + $0.path, size: $0.size) }
  }

  package func read(_ path: String) throws -> [UInt8] { try tree.read(String(path.dropFirst(prefix.count))) }

  package func contentID(of path: String) -> String? { tree.contentID(of: String(path.dropFirst(prefix.count))) }
}
