package import Manifests

/// A tree that was walked once, for those who ask for its entries again and again.
package struct IndexedTree: FileTree {
  private let tree: any FileTree
  private let all: [FileEntry]
  private let paths: Set<String>

  /// Walks a tree.
  ///
  /// - Throws: What the tree throws when it cannot be read.
  package init(_ tree: any FileTree) throws {
    self.tree = tree
    all = try tree.entries()
    paths = Set(all.map(\.path))
  }

  /// Whether there is a file of this path.
  package func holds(_ path: String) -> Bool { paths.contains(path) }

  package func entries() -> [FileEntry] { all }
  package func read(_ path: String) throws -> [UInt8] { try tree.read(path) }
  package func contentID(of path: String) -> String? { tree.contentID(of: path) }
}
