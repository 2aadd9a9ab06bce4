import ArgumentParser
import Foundation
import Gateway
import Git
import Manifests
import Operator

/// Two revisions of a repository, or the files that are there: what `validate` and `diff` read.
struct RevisionInput: ParsableArguments {
  @Option(help: ArgumentHelp("The repository: its objects are read as they stand, nothing is checked out.", valueName: "DIR"))
  var repo: String?

  @Option(
    help: ArgumentHelp(
      "What it is compared with. As in a pull request this is the merge base of base and head: what happened to the base since is not the head's doing.",
      valueName: "REV"))
  var base: String?

  @Option(help: ArgumentHelp("The revision that is judged. Default: HEAD.", valueName: "REV"))
  var head: String?

  /// Whether a repository is read rather than files.
  var isRepository: Bool { repo != nil || base != nil || head != nil }

  /// - Parameter path: The folder in the repository; `.` for all of it.
  /// - Throws: `LocalRepositoryError`, or `RevisionInputFault`.
  func revisions(at path: String) throws -> Revisions {
    // A path from the file system's root is none in a repository.
    guard path != "-", !path.hasPrefix("/"), let path = try? FolderPath(path) else {
      throw RevisionInputFault("\(path): with --repo, PATH is a folder in the repository, counted from its root")
    }
    let repository = try LocalRepository(discovering: repo ?? ".")
    let head = try repository.commit(head ?? "HEAD")
    let tree = RevisionFiles(tree: try LocalTree(repository, head, path: path), path: path)
    guard let base else { return Revisions(head: tree, commit: head) }
    let tip = try repository.commit(base)
    let start = try repository.mergeBase(of: tip, and: head)
    let old = try Self.files(before: start, in: repository, path)
    let ruling = tip.id == start.id ? old : try Self.files(before: tip, in: repository, path)
    return Revisions(head: tree, base: old, ruling: ruling, commit: head, baseName: base)
  }

  /// A folder that the base does not have is new: everything in it is.
  private static func files(before: LocalCommit, in repository: LocalRepository, _ path: FolderPath) throws -> RevisionFiles {
    do {
      return RevisionFiles(tree: try LocalTree(repository, before, path: path), path: path)
    } catch {
      guard case .missingFolder = error else { throw error }
      return RevisionFiles(tree: MemoryTree([:]), path: path)
    }
  }
}

/// What is judged, and what it is compared with.
struct Revisions {
  var head: RevisionFiles
  /// Where base and head parted.
  var base: RevisionFiles?
  /// The base itself: its policies judge, so that a branch from before them does not escape.
  var ruling: RevisionFiles?
  var commit: LocalCommit?
  /// As the user wrote it.
  var baseName: String?

  /// The same with kustomizations rendered.
  func rendered() async throws -> Revisions {
    var copy = self
    copy.head = try await head.rendered()
    copy.base = try await base?.rendered()
    copy.ruling = try await ruling?.rendered()
    return copy
  }

  var facts: CommitFacts? { commit.map { CommitFacts($0) } }
}

/// The call names something that cannot be read so.
struct RevisionInputFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
