/// Why a revision of a repository on this machine cannot be read. Each description says what to do.
package enum LocalRepositoryError: Error, Sendable, Hashable, CustomStringConvertible {
  case notARepository(String)
  case missingRevision(String, isShallow: Bool)
  case notACommit(String)
  case noCommonAncestor(base: String, head: String, isShallow: Bool)
  case missingFolder(String, revision: String)
  case tooLarge(reason: String)
  case badName(String)
  /// An object is not there, or damaged.
  case unreadable(String, isShallow: Bool)

  private static let shallow =
    "This clone is shallow: fetch all of the history (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0; else git fetch --unshallow)"

  package var description: String {
    switch self {
    case .notARepository(let path): "\(path) is not in a Git repository. Name one with --repo"
    case .missingRevision(let name, true): "there is no revision '\(name)' here. \(Self.shallow)"
    case .missingRevision(let name, false): "there is no revision '\(name)' here. Fetch it first, or write it as git rev-parse takes it"
    case .notACommit(let name): "'\(name)' is not a commit"
    case .noCommonAncestor(let base, let head, true): "no common ancestor of \(base) and \(head) is here. \(Self.shallow)"
    case .noCommonAncestor(let base, let head, false):
      "\(base) and \(head) have no common ancestor: one is not a change of the other"
    case .missingFolder(let path, let revision):
      "there is no folder \(path) in \(revision). Check PATH: it counts from the repository's root"
    case .tooLarge(let reason): "the revision is too large: \(reason). Narrow it with PATH"
    case .badName(let path): "the revision has an entry that no checkout would take: \(path). Remove it"
    case .unreadable(let reason, true): "the repository cannot be read: \(reason). \(Self.shallow)"
    case .unreadable(let reason, false):
      "the repository cannot be read: \(reason). Try git fsck; a partial clone has to fetch its files first"
    }
  }
}
