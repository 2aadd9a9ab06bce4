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
  private let blobs: [String: String]
  /// Sorted by path.
  package let entries: [Entry]

  /// - Throws: `GitError` when the tree is damaged or too large.
  init(directory: String, tree: String, path: String) throws(GitError) {
    let opened: Repository
    var walk: Walk
    do {
      opened = try Repository(opening: directory)
      walk = Walk(repository: opened)
    } catch {
      throw .corrupt(directory: directory, reason: error.message)
    }
    let prefix = path.split(separator: "/").filter { $0 != "." }.map { $0 + "/" }.joined()
    do {
      try walk.enter(try LibGit2.id(tree), prefix: prefix, depth: 0)
    } catch let error as GitError {
      throw error
    } catch {
      throw .corrupt(directory: directory, reason: (error as? LibGit2.Failure)?.message ?? "\(error)")
    }
    entries = walk.entries.sorted { $0.path < $1.path }
    blobs = walk.blobs
    repository = Mutex(opened)
  }

  /// The contents of a file that is among the entries.
  ///
  /// - Throws: `GitError`.
  package func read(_ path: String) throws(GitError) -> [UInt8] {
    guard let hex = blobs[path] else { throw .pathMissing(path) }
    let result = repository.withLock { repository -> Result<[UInt8], GitError> in
      do throws(LibGit2.Failure) {
        return .success(try repository.object(try LibGit2.id(hex)).bytes)
      } catch {
        return .failure(.corrupt(directory: repository.directory, reason: error.message))
      }
    }
    return try result.get()
  }

  private struct Walk {
    let repository: Repository
    var entries: [Entry] = []
    var blobs: [String: String] = [:]
    var bytes = 0

    init(repository: Repository) { self.repository = repository }

    mutating func enter(_ tree: git_oid, prefix: String, depth: Int) throws {
      guard depth < GitLimits.depth else { throw GitError.revisionTooLarge(reason: "folders are nested deeper than \(GitLimits.depth)") }
      for child in try repository.children(of: tree) {
        let path = prefix + child.name
        if child.isTree {
          try enter(child.id, prefix: path + "/", depth: depth + 1)
        } else if child.isFile {
          let size = try repository.size(of: child.id)
          guard size <= GitLimits.fileBytes else { throw GitError.fileTooLarge(path: path, bytes: size) }
          bytes += size
          entries.append(Entry(path: path, size: size))
          blobs[path] = LibGit2.hex(child.id)
        }
        guard entries.count <= GitLimits.entries, bytes <= GitLimits.revisionBytes else {
          throw GitError.revisionTooLarge(reason: "more than \(GitLimits.entries) files or \(GitLimits.revisionBytes >> 20) MiB")
        }
      }
    }
  }
}
