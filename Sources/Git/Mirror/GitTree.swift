import CGitLibrary
import Synchronization

/// The files of a commit, read from the object database: no checkout; links and submodules are not there.
package final class GitTree: Sendable {
  /// A regular file.
  package struct Entry: Hashable, Sendable {
    /// Relative to the repository's root.
    package let path: String
    /// In bytes.
    package let size: Int
  }

  private let repository: Mutex<Repository>
  /// Ids by path.
  private let blobs: [String: String]
  private let damage: Damage
  /// Sorted by path.
  package let entries: [Entry]

  /// - Parameters:
  ///   - tree: What `Repository.counted` gave.
  ///   - isWanted: By path; what is not wanted costs nothing, and of what is, the reader says itself when a file is too large. None
  ///     wants every file, and refuses one that is too large. Of a whole repository, whose other files are none of ours, every
  ///     file is wanted and none refused.
  /// - Throws: `GitError` when the tree is damaged, too large, or has names that lead out of it.
  init(
    directory: String, tree: String, scope: TreeScope, damage: Damage = Damage(), where isWanted: (@Sendable (String) -> Bool)? = nil
  ) throws(GitError) {
    self.damage = damage
    do {
      let opened = try Repository(opening: directory)
      let root = try LibGit2.id(tree)
      let isWhole = try opened.isWhole(root, scope)
      let everything: @Sendable (String) -> Bool = { _ in true }
      var walk = TreeWalk(repository: opened, isWanted: isWhole ? everything : isWanted)
      let prefix = isWhole ? "" : scope.path.split(separator: "/").filter { $0 != "." }.map { $0 + "/" }.joined()
      try walk.enter(root, prefix: prefix, depth: 0)
      entries = walk.entries.sorted { $0.path < $1.path }
      blobs = walk.blobs
      repository = Mutex(opened)
    } catch {
      let fault = (error as? GitError) ?? .corrupt(directory: directory, reason: (error as? LibGit2.Failure)?.message ?? "\(error)")
      damage.note(fault)
      throw fault
    }
  }

  /// The id of a file's contents, the same for the same bytes; nil for what is not there.
  package func id(of path: String) -> String? { blobs[path] }

  /// The contents of a file that is among the entries.
  ///
  /// - Throws: `GitError`.
  package func read(_ path: String) throws(GitError) -> [UInt8] {
    guard let hex = blobs[path] else { throw .pathMissing(path) }
    let result = repository.withLock { repository -> Result<[UInt8], GitError> in
      do throws(LibGit2.Failure) {
        return .success(try repository.object(try LibGit2.id(hex)).bytes)
      } catch {
        return .failure(.corrupt(directory: repository.directory, reason: "\(path): \(error.message)"))
      }
    }
    if case .failure(let fault) = result { damage.note(fault) }
    return try result.get()
  }
}

/// Collects a tree's regular files. Everything counts against the limits before it is read, folders too: a tree of trees that
/// name each other twice is small on the disk and endless on a walk.
private struct TreeWalk {
  let repository: Repository
  let isWanted: (@Sendable (String) -> Bool)?
  var entries: [GitTree.Entry] = []
  var blobs: [String: String] = [:]
  private var bytes = 0
  private var count = 0

  init(repository: Repository, isWanted: (@Sendable (String) -> Bool)?) {
    self.repository = repository
    self.isWanted = isWanted
  }

  mutating func enter(_ tree: git_oid, prefix: String, depth: Int) throws {
    guard depth < GitLimits.depth else { throw GitError.revisionTooLarge(reason: "folders are nested deeper than \(GitLimits.depth)") }
    guard try repository.size(of: tree) <= GitLimits.folderBytes else {
      throw GitError.revisionTooLarge(reason: "the folder \(prefix.isEmpty ? "/" : prefix) has too many entries")
    }
    for child in try repository.children(of: tree) {
      let path = prefix + child.name
      guard child.hasHarmlessName, blobs[path] == nil else { throw GitError.badName(path: path.debugDescription) }
      count += 1
      guard count <= GitLimits.entries else { throw GitError.revisionTooLarge(reason: "more than \(GitLimits.entries) files and folders") }
      if child.isTree {
        try enter(child.id, prefix: path + "/", depth: depth + 1)
      } else if child.isFile, isWanted?(path) ?? true {
        try add(child, path)
      }
    }
  }

  private mutating func add(_ file: Repository.Child, _ path: String) throws {
    let size = try repository.size(of: file.id)
    if size <= GitLimits.fileBytes {
      bytes += size
    } else if isWanted == nil {
      throw GitError.fileTooLarge(path: path, bytes: size)
    }
    guard bytes <= GitLimits.revisionBytes else {
      throw GitError.revisionTooLarge(reason: "more than \(GitLimits.revisionBytes >> 20) MiB")
    }
    entries.append(GitTree.Entry(path: path, size: size))
    blobs[path] = LibGit2.hex(file.id)
  }
}

extension Repository.Child {
  /// Whether the name is one that Git itself would check out: it stays in its folder, and is not Git's own.
  fileprivate var hasHarmlessName: Bool {
    !name.isEmpty && name != "." && name != ".." && name.lowercased() != ".git" && !name.contains("/")
      && !name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
  }
}
