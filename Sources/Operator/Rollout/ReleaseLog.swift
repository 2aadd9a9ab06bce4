import Git
import Rollout

/// Where the lines of a rollout are made durable.
protocol ReleaseLog: Sendable {
  /// What the log folds to; empty when there is none.
  ///
  /// - Throws: When it cannot be read: a daemon does not begin anew where it only cannot see.
  func load() async throws -> RolloutMemory

  /// The files that a release was made of, as long as it is kept.
  ///
  /// - Parameter path: The source's path.
  /// - Throws: `GitError`.
  func files(of release: ReleaseRecord, in path: FolderPath) async throws -> GitTree

  /// Adds a line, durable when this returns.
  ///
  /// - Throws: When it is not.
  func append(_ transition: Transition, memory: RolloutMemory) async throws
}
