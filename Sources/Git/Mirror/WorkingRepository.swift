import CGitLibrary
import Foundation

/// The repository that a folder belongs to, as somebody works in it: read only, nothing is checked out.
package struct WorkingRepository: Sendable {
  private let folder: String
  /// The folder within the repository; empty for its top.
  package let path: String

  /// Looks for the repository of a folder, from there upwards.
  ///
  /// - Throws: `GitError` when the folder is in none.
  package init(containing folder: String) throws(GitError) {
    self.folder = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    let opened = try Self.open(self.folder)
    defer { git_repository_free(opened) }
    let top = git_repository_workdir(opened).map { String(cString: $0) } ?? self.folder
    path = self.folder.hasPrefix(top) ? String(self.folder.dropFirst(top.count)) : ""
  }

  /// The folder's files at a branch, a tag, a commit, or anything else that `git rev-parse` knows.
  ///
  /// - Throws: `GitError`.
  package func tree(at revision: String) throws(GitError) -> GitTree {
    let opened = try Self.open(folder)
    defer { git_repository_free(opened) }
    // What all working trees of a repository share: the objects.
    let directory = git_repository_commondir(opened).map { String(cString: $0) } ?? folder
    let tree: git_oid?
    do {
      let repository = try Repository(opening: directory)
      let commit = try repository.commit(try Self.id(of: revision, in: opened))
      tree = try repository.tree(commit.tree, at: path)
    } catch {
      throw .referenceMissing(url: folder, reference: "revision \(revision)")
    }
    guard let tree else { throw .pathMissing(path) }
    return try GitTree(directory: directory, tree: LibGit2.hex(tree), path: path, damage: Damage())
  }

  private static func open(_ folder: String) throws(GitError) -> OpaquePointer {
    LibGit2.start()
    var opened: OpaquePointer?
    guard git_repository_open_ext(&opened, folder, 0, nil) == 0, let opened else {
      throw .badURL(folder, reason: "the folder is in no Git repository")
    }
    return opened
  }

  private static func id(of revision: String, in repository: OpaquePointer) throws(LibGit2.Failure) -> String {
    var object: OpaquePointer?
    try LibGit2.check(git_revparse_single(&object, repository, revision))
    defer { git_object_free(object) }
    guard let object, let id = git_object_id(object)?.pointee else {
      throw .init(code: -1, kind: 0, message: "\(revision) is nothing")
    }
    return LibGit2.hex(id)
  }
}
