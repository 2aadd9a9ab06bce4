package import Manifests

/// Policies on disk or in a commit. Below any folder of policies there may be `cases/`, which are no policies.
package enum PolicyFolder {
  /// The documents of a folder and of those below it: policies, bindings, change policies, parameters, definitions.
  ///
  /// - Parameters:
  ///   - path: The folder in the tree; empty for its root.
  ///   - prefix: What goes before the files' names in findings, such as `policies/`.
  /// - Throws: `TreeTooLarge`, or what the tree throws when it cannot be read.
  package static func load(_ tree: any FileTree, at path: String = "", shownAs prefix: String = "") throws -> LoadedManifests {
    let start = path.isEmpty || path.hasSuffix("/") ? path : path + "/"
    return try ManifestLoader.load(PartOfTree(tree, below: start, shownAs: prefix + start) { !isCase($0) }, at: prefix + start)
  }

  /// Whether a path, relative to a folder of policies, is a file of a case.
  static func isCase(_ path: String) -> Bool { path.split(separator: "/").dropLast().contains("cases") }
}

/// Some of the files of a tree, under other names.
struct PartOfTree: FileTree {
  private let tree: any FileTree
  private let start: String
  private let prefix: String
  private let isWanted: @Sendable (String) -> Bool

  /// - Parameter isWanted: Asked with the path behind `start`.
  init(_ tree: any FileTree, below start: String, shownAs prefix: String, _ isWanted: @escaping @Sendable (String) -> Bool) {
    self.tree = tree
    self.start = start
    self.prefix = prefix
    self.isWanted = isWanted
  }

  func entries() throws -> [FileEntry] {
    try tree.entries().compactMap { entry in
      guard entry.path.hasPrefix(start) else { return nil }
      let rest = String(entry.path.dropFirst(start.count))
      return isWanted(rest) ? FileEntry(path: prefix + rest, size: entry.size) : nil
    }
  }

  func read(_ path: String) throws -> [UInt8] { try tree.read(start + path.dropFirst(prefix.count)) }
}
