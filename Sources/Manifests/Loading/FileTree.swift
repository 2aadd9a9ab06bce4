/// The files of a commit, a folder or a test: regular files only, links never followed.
package protocol FileTree: Sendable {
  /// Every regular file, paths relative to the tree's root, sorted.
  func entries() throws -> [FileEntry]
  /// The bytes of a file that `entries` named.
  func read(_ path: String) throws -> [UInt8]
  /// An id of a file's contents, the same for the same bytes in every tree; nil where the tree has none.
  func contentID(of path: String) -> String?
}

extension FileTree {
  /// None.
  package func contentID(of path: String) -> String? { nil }
}

/// A file and its size.
package struct FileEntry: Hashable, Sendable {
  /// Relative to the tree's root, with `/` between the parts.
  package let path: String
  /// In bytes.
  package let size: Int

  /// Makes an entry.
  package init(path: String, size: Int) {
    self.path = path
    self.size = size
  }
}

/// Files in memory.
package struct MemoryTree: FileTree {
  private let files: [String: [UInt8]]

  /// Takes path and content of each file.
  package init(_ files: [String: [UInt8]]) { self.files = files }

  package func entries() -> [FileEntry] {
    files.keys.sorted().map { FileEntry(path: $0, size: files[$0]?.count ?? 0) }
  }

  package func read(_ path: String) -> [UInt8] { files[path] ?? [] }
}
