import CGitLibrary
import Synchronization

/// Some files of a commit, read from the object database: no checkout; links and submodules are not there.
package final class RevisionTree: Sendable {
  /// A regular file.
  package struct Entry: Hashable, Sendable {
    /// Relative to the repository's root.
    package let path: String
    /// In bytes.
    package let size: Int
    /// The blob's id: the same for the same bytes.
    package let id: String
  }

  /// Sorted by path.
  package let entries: [Entry]
  private let ids: [String: String]
  private let repository: Mutex<Repository>
  private let isShallow: Bool

  init(
    of commit: LocalCommit, at path: String, in local: LocalRepository, where isWanted: @escaping (String) -> Bool
  ) throws(LocalRepositoryError) {
    let prefix = path.split(separator: "/").filter { $0 != "." }.map { $0 + "/" }.joined()
    do {
      let opened = try Repository(opening: local.directory)
      guard let root = try opened.tree(try LibGit2.id(commit.tree), at: path) else {
        throw LocalRepositoryError.missingFolder(path, revision: commit.id.short)
      }
      var walk = Walk(repository: opened, isWanted: isWanted)
      try walk.enter(root, prefix: prefix, depth: 0)
      entries = walk.entries.sorted { $0.path < $1.path }
      ids = Dictionary(entries.map { ($0.path, $0.id) }) { first, _ in first }
      repository = Mutex(try Repository(opening: local.directory))
      isShallow = local.isShallow
    } catch let error as LocalRepositoryError {
      throw error
    } catch {
      throw .unreadable((error as? LibGit2.Failure)?.message ?? "\(error)", isShallow: local.isShallow)
    }
  }

  /// The id of a file's contents; nil for what is not there.
  package func id(of path: String) -> String? { ids[path] }

  /// The contents of a file that is among the entries.
  ///
  /// - Throws: `LocalRepositoryError`.
  package func read(_ path: String) throws(LocalRepositoryError) -> [UInt8] {
    guard let id = ids[path] else { throw .unreadable("there is no file \(path)", isShallow: false) }
    let result = repository.withLock { repository -> Result<[UInt8], LocalRepositoryError> in
      do throws(LibGit2.Failure) {
        return .success(try repository.object(try LibGit2.id(id)).bytes)
      } catch {
        return .failure(.unreadable("\(path): \(error.message)", isShallow: isShallow))
      }
    }
    return try result.get()
  }

  private struct Walk {
    let repository: Repository
    let isWanted: (String) -> Bool
    var entries: [Entry] = []
    private var visited = 0

    init(repository: Repository, isWanted: @escaping (String) -> Bool) {
      self.repository = repository
      self.isWanted = isWanted
    }

    mutating func enter(_ tree: git_oid, prefix: String, depth: Int) throws {
      guard depth < GitLimits.depth else {
        throw LocalRepositoryError.tooLarge(reason: "folders are nested deeper than \(GitLimits.depth)")
      }
      for child in try repository.children(of: tree) {
        visited += 1
        guard visited <= GitLimits.entries else {
          throw LocalRepositoryError.tooLarge(reason: "it has more than \(GitLimits.entries) files and folders")
        }
        let path = prefix + child.name
        if child.isTree {
          try enter(child.id, prefix: path + "/", depth: depth + 1)
        } else if child.isFile, isWanted(path) {
          entries.append(Entry(path: path, size: try repository.size(of: child.id), id: LibGit2.hex(child.id)))
        }
      }
    }
  }
}
