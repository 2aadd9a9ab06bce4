import CGitLibrary
import Foundation

/// Where a mirror comes from and where it is kept.
package struct MirrorSettings: Sendable, Hashable {
  package var url: RemoteURL
  package var reference: GitReference
  /// What of it counts.
  package var scope: TreeScope
  /// The mirror's folder. It is a cache: it may be thrown away at any time.
  package var directory: String
  /// The folder with the files `username` and `password`, `token`, `identity` and `known_hosts`, `ca.crt`.
  package var credentials: String?
  /// The program, with arguments, that runs `runFetchChild()`.
  package var executable: [String]
  package var deadline: Duration
  /// In bytes, for the process that fetches.
  package var memoryLimit: Int

  /// Makes settings.
  package init(
    url: RemoteURL, reference: GitReference, scope: TreeScope, directory: String, credentials: String? = nil, executable: [String],
    deadline: Duration = .seconds(60), memoryLimit: Int = 2 << 30
  ) {
    self.url = url
    self.reference = reference
    self.scope = scope
    self.directory = directory
    self.credentials = credentials
    self.executable = executable
    self.deadline = deadline
    self.memoryLimit = memoryLimit
  }
}

/// What a look at the remote came to.
package enum PollResult: Sendable, Hashable {
  case unchanged(Commit)
  case moved(from: Commit?, to: Commit)

  /// The newest commit.
  package var head: Commit {
    switch self {
    case .unchanged(let commit), .moved(_, let commit): commit
    }
  }
}

/// A bare mirror of a source. The network is left to a child process, which can be ended.
package actor SourceMirror {
  private let executor = DiskExecutor()
  /// Apart from Swift's pool of threads.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let settings: MirrorSettings
  private let told: @Sendable (GitError) -> Void
  private let damage = Damage()
  private var head: Commit?
  /// What the server took as credentials.
  private var scheme: HTTPScheme?

  /// Nothing is fetched yet.
  ///
  /// - Parameter told: Hears what was wrong with the mirror each time that it was made anew.
  package init(_ settings: MirrorSettings, told: @escaping @Sendable (GitError) -> Void = { _ in }) {
    self.settings = settings
    self.told = told
  }

  /// Asks the remote for its references, and fetches only when the followed one moved.
  ///
  /// A mirror that is damaged is thrown away and made anew, once.
  /// - Throws: `GitError`.
  package func poll() async throws(GitError) -> PollResult {
    if let found = damage.take() { return try await pollAnew(after: found) }
    do {
      return try await pollOnce()
    } catch .corrupt(let directory, let reason) {
      return try await pollAnew(after: .corrupt(directory: directory, reason: reason))
    }
  }

  private func pollAnew(after fault: GitError) async throws(GitError) -> PollResult {
    try discard()
    let before = head
    head = nil
    do {
      let result = try await pollOnce()
      told(fault)
      guard let before else { return result }
      return before == result.head ? .unchanged(before) : .moved(from: before, to: result.head)
    } catch .corrupt(_, let reason) {
      // A new mirror was damaged by what came in.
      throw .childFailed(url: settings.url.description, reason: "what it sends is damaged: \(reason)")
    }
  }

  private func pollOnce() async throws(GitError) -> PollResult {
    let before = head
    let (id, scheme) = try await Fetcher(settings).fetch(known: usable(before?.id), scheme: scheme)
    self.scheme = scheme
    if let before, before.id == id, usable(id) != nil { return .unchanged(before) }
    let commit = try self.commit(id)
    head = commit
    return .moved(from: before, to: commit)
  }

  /// The commit's details.
  ///
  /// - Throws: `GitError`.
  package func commit(_ id: CommitID) throws(GitError) -> Commit {
    do {
      let repository = try Repository(opening: settings.directory)
      let found = try repository.commit(id.hex)
      let tree = try repository.counted(found.tree, settings.scope)
      return Commit(id: id, tree: LibGit2.hex(tree), author: found.author, message: found.message, time: found.time)
    } catch let error as GitError {
      throw error
    } catch {
      throw .corrupt(directory: settings.directory, reason: (error as? LibGit2.Failure)?.message ?? "\(error)")
    }
  }

  /// The files of a commit that count, with paths from the repository's top.
  ///
  /// - Throws: `GitError`.
  package func tree(of commit: Commit) throws(GitError) -> GitTree {
    try GitTree(directory: settings.directory, tree: commit.tree, scope: settings.scope, damage: damage)
  }

  /// The commits from `head` back to the last accepted one, along the first parents, that no trusted key signed.
  ///
  /// - Parameters:
  ///   - accepted: Nil when nothing was accepted yet: then `head` counts alone.
  ///   - keys: Whose signatures count.
  ///   - exempt: Commits that are taken as they are.
  /// - Returns: The newest first; at most ten, for one is enough to refuse them all.
  /// - Throws: `GitError`.
  package func unverified(
    to head: CommitID, since accepted: CommitID?, keys: TrustedKeys, exempt: Set<CommitID>
  ) async throws(GitError) -> [UnverifiedCommit] {
    let most = GitLimits.signedCommits
    guard
      let ids = try reading({ repository throws(LibGit2.Failure) in
        try repository.commits(to: head, since: accepted, limit: most)
      })
    else {
      throw .signatureCheck(reason: "there are more than \(most) commits since the last accepted one. Push them in smaller steps")
    }
    var found: [UnverifiedCommit] = []
    for id in ids where !exempt.contains(id) && found.count < 10 {
      let verdict = try await verdict(on: id, keys: keys)
      if !verdict.isVerified { found.append(UnverifiedCommit(id: id, verdict: verdict)) }
    }
    return found
  }

  /// What a commit's signature is worth.
  ///
  /// - Throws: `GitError`.
  package func verdict(on id: CommitID, keys: TrustedKeys) async throws(GitError) -> SignatureVerdict {
    let commit = try reading { repository throws(LibGit2.Failure) in try repository.signedCommit(id) }
    guard let commit else { return .unreadable(reason: "the commit is too large") }
    return try await keys.verdict(on: commit)
  }

  /// All that a commit says of itself.
  ///
  /// - Throws: `GitError`.
  package func details(of id: CommitID) throws(GitError) -> LocalCommit {
    try reading { repository throws(LibGit2.Failure) in try repository.details(of: id.hex) }
  }

  /// Reads from the mirror; what goes wrong is damage.
  private func reading<Result>(_ body: (Repository) throws(LibGit2.Failure) -> Result) throws(GitError) -> Result {
    do throws(LibGit2.Failure) {
      return try body(try Repository(opening: settings.directory))
    } catch {
      let fault = GitError.corrupt(directory: settings.directory, reason: error.message)
      damage.note(fault)
      throw fault
    }
  }

  /// Whether a commit has another one among its ancestors, or is it.
  package func descends(_ head: CommitID, from ancestor: CommitID) -> Bool {
    guard let repository = try? Repository(opening: settings.directory), var child = try? LibGit2.id(head.hex),
      var parent = try? LibGit2.id(ancestor.hex)
    else { return false }
    return head == ancestor || git_graph_descendant_of(repository.pointer, &child, &parent) == 1
  }

  private func usable(_ id: CommitID?) -> CommitID? {
    guard let id, let repository = try? Repository(opening: settings.directory), repository.hasCommit(id) else { return nil }
    return id
  }

  private func discard() throws(GitError) {
    guard FileManager.default.fileExists(atPath: settings.directory) else { return }
    do { try FileManager.default.removeItem(atPath: settings.directory) } catch {
      throw .disk(directory: settings.directory, reason: error.localizedDescription)
    }
  }
}
