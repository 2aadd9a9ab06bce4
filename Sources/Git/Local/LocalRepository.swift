import CGitLibrary
import Foundation

/// A commit of a repository on this machine, with what is said about it.
package struct LocalCommit: Hashable, Sendable {
  /// Who did something, and when.
  package struct Person: Hashable, Sendable {
    package var name: String
    package var email: String
    /// Seconds since 1970.
    package var time: Int
  }

  package var id: CommitID
  /// The id of the whole tree.
  package var tree: String
  package var author: Person
  package var committer: Person
  package var message: String
  package var parents: [CommitID]
  /// What kind of signature it has; nobody has checked it. None for no signature.
  package var signature: SignatureFormat?
}

/// How a commit is signed.
package enum SignatureFormat: String, Hashable, Sendable {
  case ssh, openpgp, other

  /// Tells by the first line of a signature in armour.
  init(armour: String) {
    self = armour.hasPrefix("-----BEGIN SSH SIGNATURE") ? .ssh : armour.hasPrefix("-----BEGIN PGP SIGNATURE") ? .openpgp : .other
  }
}

/// A repository on this machine as it stands: bare or not, a linked worktree, a shallow clone. Nothing is checked out, fetched
/// or written.
package struct LocalRepository: Sendable {
  /// Its `.git`.
  package let directory: String
  /// Whether some of the history is cut off.
  package let isShallow: Bool

  /// Finds the repository that a path is in.
  ///
  /// - Throws: `LocalRepositoryError.notARepository`.
  package init(discovering path: String) throws(LocalRepositoryError) {
    LibGit2.start()
    var found = git_buf()
    defer { git_buf_dispose(&found) }
    guard git_repository_discover(&found, path, 0, nil) == 0, let text = found.ptr else { throw .notARepository(path) }
    directory = String(cString: text)
    do throws(LibGit2.Failure) {
      let repository = try Repository(opening: directory)
      isShallow = withExtendedLifetime(repository) { git_repository_is_shallow(repository.pointer) == 1 }
    } catch {
      throw .unreadable(error.message, isShallow: false)
    }
  }

  /// The commit that a name stands for, as `git rev-parse` reads it.
  ///
  /// - Throws: `LocalRepositoryError`.
  package func commit(_ name: String) throws(LocalRepositoryError) -> LocalCommit {
    guard !name.isEmpty, !name.hasPrefix("-") else { throw .missingRevision(name, isShallow: false) }
    do throws(LibGit2.Failure) {
      return try Repository(opening: directory).details(of: name)
    } catch {
      switch error.code {
      // What could begin an id and is too short for one is ambiguous.
      case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue: throw .missingRevision(name, isShallow: isShallow)
      case GIT_EPEEL.rawValue: throw .notACommit(name)
      default: throw .unreadable(error.message, isShallow: isShallow)
      }
    }
  }

  /// A folder of the working tree, counted from its root; empty for the root itself, and in a bare repository.
  package func path(of folder: String) -> String {
    // Everything else reads the repository as if it were bare, which has no working tree.
    var opened: OpaquePointer?
    guard git_repository_open_ext(&opened, folder, 0, nil) == 0, let opened else { return "" }
    defer { git_repository_free(opened) }
    guard let root = git_repository_workdir(opened) else { return "" }
    let (here, top) = (URL(fileURLWithPath: folder).resolvingSymlinksInPath().path, String(cString: root))
    return here.hasPrefix(top) ? String(here.dropFirst(top.count)) : ""
  }

  /// Where two commits parted: what a pull request is compared with, so that what happened to its base since is not in it.
  ///
  /// - Throws: `LocalRepositoryError`.
  package func mergeBase(of base: LocalCommit, and head: LocalCommit) throws(LocalRepositoryError) -> LocalCommit {
    do throws(LibGit2.Failure) {
      let repository = try Repository(opening: directory)
      var (one, two, found) = (try LibGit2.id(base.id.hex), try LibGit2.id(head.id.hex), git_oid())
      if git_merge_base(&found, repository.pointer, &one, &two) == 0 { return try repository.details(of: LibGit2.hex(found)) }
      // Where history is cut off, what is there may still say that the base is an ancestor.
      if isShallow, try repository.reaches(base.id, from: head.id) { return base }
    } catch {
      throw .unreadable(error.message, isShallow: isShallow)
    }
    throw .noCommonAncestor(base: base.id.short, head: head.id.short, isShallow: isShallow)
  }

  /// The files of a commit that count, with paths from the repository's top.
  ///
  /// - Parameter isWanted: By path from the repository's root; what is not wanted costs nothing.
  /// - Throws: `LocalRepositoryError`.
  package func tree(
    of commit: LocalCommit, _ scope: TreeScope, where isWanted: @escaping @Sendable (String) -> Bool
  ) throws(LocalRepositoryError) -> GitTree {
    do throws(GitError) {
      return try GitTree(directory: directory, tree: try counted(commit, scope), scope: scope, where: isWanted)
    } catch {
      throw fault(error, in: commit)
    }
  }

  private func counted(_ commit: LocalCommit, _ scope: TreeScope) throws(GitError) -> String {
    do {
      return LibGit2.hex(try Repository(opening: directory).counted(try LibGit2.id(commit.tree), scope))
    } catch {
      throw (error as? GitError) ?? .corrupt(directory: directory, reason: (error as? LibGit2.Failure)?.message ?? "\(error)")
    }
  }

  /// What a tree's error means here: there is no server to ask again, and no setting to change.
  package func fault(_ error: GitError, in commit: LocalCommit) -> LocalRepositoryError {
    switch error {
    case .pathMissing(let path): .missingFolder(path, revision: commit.id.short)
    case .revisionTooLarge(let reason): .tooLarge(reason: reason)
    case .badName(let path): .badName(path)
    case .corrupt(_, let reason): .unreadable(reason, isShallow: isShallow)
    default: .unreadable("\(error)", isShallow: isShallow)
    }
  }
}

extension Repository {
  /// A commit with all that is said about it, by any name that `git rev-parse` knows.
  func details(of name: String) throws(LibGit2.Failure) -> LocalCommit {
    var object: OpaquePointer?
    try LibGit2.check(git_revparse_single(&object, pointer, name))
    defer { git_object_free(object) }
    var peeled: OpaquePointer?
    guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 else {
      throw .init(code: GIT_EPEEL.rawValue, kind: 0, message: "\(name) is not a commit")
    }
    defer { git_object_free(peeled) }
    guard let commit = peeled, let id = git_commit_id(commit).flatMap({ CommitID(LibGit2.hex($0.pointee)) }),
      let tree = git_commit_tree_id(commit)?.pointee
    else { throw .init(code: -1, kind: 0, message: "\(name) is not a commit") }
    var signature = git_buf()
    defer { git_buf_dispose(&signature) }
    return LocalCommit(
      id: id, tree: LibGit2.hex(tree), author: person(git_commit_author(commit)), committer: person(git_commit_committer(commit)),
      message: git_commit_message(commit).map { String(cString: $0) } ?? "",
      parents: (0..<git_commit_parentcount(commit)).compactMap { place in
        git_commit_parent_id(commit, place).flatMap { CommitID(LibGit2.hex($0.pointee)) }
      },
      signature: git_commit_header_field(&signature, commit, "gpgsig") == 0
        ? SignatureFormat(armour: signature.ptr.map { String(cString: $0) } ?? "") : nil)
  }

  private func person(_ signature: UnsafePointer<git_signature>?) -> LocalCommit.Person {
    guard let signature = signature?.pointee else { return .init(name: "", email: "", time: 0) }
    return .init(
      name: signature.name.map { String(cString: $0) } ?? "", email: signature.email.map { String(cString: $0) } ?? "",
      time: Int(signature.when.time))
  }

  /// Whether a commit is among those that can be reached from another one; what is not there ends a way.
  fileprivate func reaches(_ wanted: CommitID, from head: CommitID) throws(LibGit2.Failure) -> Bool {
    var seen: Set<CommitID> = [head]
    var next = [head]
    while let id = next.popLast() {
      if id == wanted { return true }
      guard let commit = try? details(of: id.hex) else { continue }
      for parent in commit.parents where seen.insert(parent).inserted { next.append(parent) }
    }
    return false
  }
}
