import Manifests

/// Some of the files of a tree that is listed once, perhaps with a folder in front of their names.
struct PartOfTree: FileTree {
  private let tree: any FileTree
  private let listed: [FileEntry]
  private let prefix: String

  init(_ tree: any FileTree, _ entries: [FileEntry], shownAs prefix: String = "") {
    self.tree = tree
    self.prefix = prefix
    listed = entries
  }

  /// The files right in a folder.
  ///
  /// - Parameter prefix: What goes before their names.
  func files(of folder: String, shownAs prefix: String) -> PartOfTree {
    PartOfTree(tree, listed.filter { $0.path.hasPrefix(folder) && !$0.path.dropFirst(folder.count).contains("/") }, shownAs: prefix)
  }

  func entries() -> [FileEntry] { listed.map { FileEntry(path: prefix + $0.path, size: $0.size) } }

  func read(_ path: String) throws -> [UInt8] { try tree.read(String(path.dropFirst(prefix.count))) }
}
