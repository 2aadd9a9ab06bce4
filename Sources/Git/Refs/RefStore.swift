import CGitLibrary
import Foundation

/// A bare repository of our own with append-only references: each entry is a commit, to be read with plain Git.
///
/// One process writes to it: the state directory's lock sees to that.
package actor RefStore {
  private let executor = DiskExecutor()
  /// Apart from Swift's pool of threads.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let repository: Repository
  private let looseObjects: Int

  /// Opens the repository, or makes it; what a killed writer left half done is removed.
  ///
  /// - Parameter looseObjects: About how many files it may have before they are made into a pack.
  /// - Throws: `GitError.disk`, or `.corrupt` for one that is there and cannot be opened.
  package init(directory: String, looseObjects: Int = 2048) throws(GitError) {
    self.looseObjects = looseObjects
    // The folder of the objects is what is made first, HEAD last: a repository with entries has both.
    let isNew = !FileManager.default.fileExists(atPath: directory + "/refs/heads")
    Leftovers.remove(in: directory)
    do throws(LibGit2.Failure) {
      repository = try Repository.openOrCreate(directory)
    } catch {
      if isNew || FetchFailure.disk(error, directory: directory) != nil { throw .disk(directory: directory, reason: error.message) }
      throw .corrupt(directory: directory, reason: error.message)
    }
  }

  /// The newest entry; nil when there is none yet.
  ///
  /// - Throws: `GitError.corrupt` when there is one that cannot be read: to take that for none would forget everything.
  package func head(_ reference: String) throws(GitError) -> CommitID? {
    var id = git_oid()
    do throws(LibGit2.Failure) {
      try LibGit2.check(git_reference_name_to_id(&id, repository.pointer, reference))
    } catch {
      if error.code == GIT_ENOTFOUND.rawValue { return nil }
      throw .corrupt(directory: repository.directory, reason: "\(reference): \(error.message)")
    }
    return CommitID(LibGit2.hex(id))
  }

  /// Adds an entry, durable when this returns.
  ///
  /// - Parameters:
  ///   - files: By name, without folders.
  ///   - keeping: Trees that were pinned, by name: they stay as long as the entry.
  ///   - expecting: The entry that must be the newest still.
  /// - Throws: `GitError.conflict` when it is not, `.disk`.
  package func append(
    _ reference: String, files: [String: [UInt8]], keeping trees: [String: String] = [:], message: String, time: Int, expecting: CommitID?
  ) throws(GitError) -> CommitID {
    do throws(LibGit2.Failure) {
      var kept: [(String, git_oid, git_filemode_t)] = []
      for (name, bytes) in files { kept.append((name, try repository.write(bytes, GIT_OBJECT_BLOB), GIT_FILEMODE_BLOB)) }
      for (name, hex) in trees {
        let id = try LibGit2.id(hex)
        if repository.has(id) { kept.append((name, id, GIT_FILEMODE_TREE)) }
      }
      let commit = try write(try tree(kept), message: message, time: time, parent: expecting)
      try move(reference, to: commit, from: expecting)
      guard let id = CommitID(LibGit2.hex(commit)) else { throw LibGit2.Failure(code: -1, kind: 0, message: "no id") }
      tidy()
      return id
    } catch {
      // Changed by another writer, or just being changed: locks of the dead were removed when this was opened.
      if [GIT_EMODIFIED, GIT_EEXISTS, GIT_ELOCKED].contains(where: { $0.rawValue == error.code }) { throw .conflict(reference: reference) }
      throw .disk(directory: repository.directory, reason: error.message)
    }
  }

  /// Now and then, after an entry: the entry is there, so what goes wrong here costs space, and is tried again with the next.
  private func tidy() {
    let join = PackJoin(repository)
    guard (try? join.packLoose(above: looseObjects)) != nil else { return }
    try? join.joinPacksWhenDue()
  }

  /// The files of an entry.
  ///
  /// - Throws: `GitError.corrupt`.
  package func files(at entry: CommitID) throws(GitError) -> [String: [UInt8]] {
    do throws(LibGit2.Failure) {
      var result: [String: [UInt8]] = [:]
      for child in try repository.children(of: try repository.commit(entry.hex).tree) where child.isFile {
        result[child.name] = try repository.object(child.id).bytes
      }
      return result
    } catch {
      throw .corrupt(directory: repository.directory, reason: error.message)
    }
  }

  /// The files of a tree that was pinned, with paths from the repository's top.
  ///
  /// - Throws: `GitError.corrupt`.
  package func tree(_ id: String, _ scope: TreeScope) throws(GitError) -> GitTree {
    try GitTree(directory: repository.directory, tree: id, scope: scope, damage: Damage())
  }

  /// Copies a tree with all that is in it, so that its mirror may be thrown away; one that is there already needs no mirror.
  ///
  /// - Throws: `GitError.corrupt` for a mirror that cannot be opened, or `.disk`.
  package func pin(tree: String, fromMirror directory: String) throws(GitError) {
    let mirror: Repository
    let id: git_oid
    do throws(LibGit2.Failure) {
      id = try LibGit2.id(tree)
      if repository.has(id) { return }
      mirror = try Repository(opening: directory)
    } catch {
      throw .corrupt(directory: directory, reason: error.message)
    }
    do throws(LibGit2.Failure) { try copy(id, from: mirror) } catch {
      throw .disk(directory: repository.directory, reason: "\(error.message) (copying a commit's files from \(directory))")
    }
  }

  private func copy(_ tree: git_oid, from mirror: Repository) throws(LibGit2.Failure) {
    if repository.has(tree) { return }
    for child in try mirror.children(of: tree) {
      if child.isTree {
        try copy(child.id, from: mirror)
      } else if child.isBlob, !repository.has(child.id), try mirror.size(of: child.id) <= GitLimits.fileBytes {
        _ = try repository.write(try mirror.object(child.id).bytes, GIT_OBJECT_BLOB)
      }
    }
    // The tree comes last: one that is there is there with everything.
    _ = try repository.write(try mirror.object(tree).bytes, GIT_OBJECT_TREE)
  }

  private func tree(_ entries: [(String, git_oid, git_filemode_t)]) throws(LibGit2.Failure) -> git_oid {
    var builder: OpaquePointer?
    try LibGit2.check(git_treebuilder_new(&builder, repository.pointer, nil))
    defer { git_treebuilder_free(builder) }
    for entry in entries {
      var id = entry.1
      try LibGit2.check(git_treebuilder_insert(nil, builder, entry.0, &id, entry.2))
    }
    var id = git_oid()
    try LibGit2.check(git_treebuilder_write(&id, builder))
    return id
  }

  private func write(_ tree: git_oid, message: String, time: Int, parent: CommitID?) throws(LibGit2.Failure) -> git_oid {
    // Written as an object: libgit2's own call wants a reference's lock that we take ourselves.
    var lines = ["tree \(LibGit2.hex(tree))"]
    if let parent { lines.append("parent \(parent.hex)") }
    lines += ["author nuncio <nuncio@localhost> \(time) +0000", "committer nuncio <nuncio@localhost> \(time) +0000", "", message, ""]
    return try repository.write(Array(lines.joined(separator: "\n").utf8), GIT_OBJECT_COMMIT)
  }

  private func move(_ reference: String, to commit: git_oid, from old: CommitID?) throws(LibGit2.Failure) {
    var (made, target): (OpaquePointer?, git_oid) = (nil, commit)
    defer { git_reference_free(made) }
    if let old {
      var expected = try LibGit2.id(old.hex)
      try LibGit2.check(git_reference_create_matching(&made, repository.pointer, reference, &target, 1, &expected, "nuncio"))
    } else {
      try LibGit2.check(git_reference_create(&made, repository.pointer, reference, &target, 0, "nuncio"))
    }
  }
}
