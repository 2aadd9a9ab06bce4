import Foundation
import Git
import Identity
import Rollout

/// The release log: a reference in the state directory's own repository, one commit for each transition.
struct GitReleaseLog: ReleaseLog {
  private let store: RefStore
  private let directory: String
  private let reference: String
  private let mirror: String
  /// Whether another replica may have written what this log has not seen: then files of releases come from the mirror when they
  /// are there, and a line is written without those that are not.
  private let isCopy: Bool

  /// - Parameters:
  ///   - mirror: Where trees are copied from, so that it may be thrown away.
  ///   - isCopy: Whether the log itself lies elsewhere.
  /// - Throws: `GitError`.
  init(directory: String, fleet: String, mirror: String, isCopy: Bool = false) throws(GitError) {
    self.isCopy = isCopy
    store = try RefStore(directory: directory)
    self.directory = directory
    reference = "refs/heads/\(fleet)"
    self.mirror = mirror
  }

  /// What the log folds to; empty when there is none.
  ///
  /// - Throws: `GitError` when it cannot be read.
  func load() async throws(GitError) -> RolloutMemory {
    do {
      guard let head = try await store.head(reference) else { return RolloutMemory() }
      let files = try await store.files(at: head)
      return try JSONDecoder().decode(RolloutMemory.self, from: Data(files["memory.json"] ?? []))
    } catch {
      var reason = "\(error)"
      if case GitError.corrupt(_, let words) = error { reason = words }
      throw .corrupt(
        directory: directory, reason: "\(reason). It is the release log: restore it from a backup, or move it away to begin anew")
    }
  }

  /// The files that a release was made of, as long as it is kept.
  ///
  /// - Parameter path: The source's path.
  /// - Throws: `GitError`.
  func files(of release: ReleaseRecord, in path: FolderPath) async throws(GitError) -> GitTree {
    if isCopy { try await store.pin(tree: release.revision.tree, fromMirror: mirror) }
    return try await store.tree(release.revision.tree, path.scope)
  }

  /// Adds a line, durable when this returns.
  ///
  /// - Throws: `GitError`.
  func append(_ transition: Transition, memory: RolloutMemory) async throws(GitError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let line: Data
    let state: Data
    do { (line, state) = (try encoder.encode(transition), try encoder.encode(memory)) } catch {
      throw .disk(directory: directory, reason: "\(error)")
    }
    let trees = try await pinned(transition, memory)
    _ = try await store.append(
      reference, files: ["transition.json": [UInt8](line), "memory.json": [UInt8](state)], keeping: trees, message: transition.summary,
      time: transition.at, expecting: try await store.head(reference))
  }

  /// The trees that the line keeps, by the names that they get; each is there.
  private func pinned(_ transition: Transition, _ memory: RolloutMemory) async throws(GitError) -> [String: String] {
    var trees = Dictionary(memory.kept.map { ("release-\($0.number)", $0.revision.tree) }) { $1 }
    if isCopy {
      for (name, tree) in trees {
        do throws(GitError) { try await store.pin(tree: tree, fromMirror: mirror) } catch { trees[name] = nil }
      }
      return trees
    }
    if case .rolling(let release, _, _, _) = transition.change { try await store.pin(tree: release.revision.tree, fromMirror: mirror) }
    if case .live(let release, _) = transition.change { try await store.pin(tree: release.revision.tree, fromMirror: mirror) }
    return trees
  }
}
