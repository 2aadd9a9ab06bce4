import Git
import Manifests

/// What a commit that passed every check must pass still before it is a release: the cluster takes its objects, or not.
protocol ReleaseGate: Sendable {
  /// Lets a commit through, or says what is wrong with it.
  ///
  /// - Returns: What is wrong; nothing when its objects are where they must be.
  /// - Throws: When that cannot be found out now: it is tried again.
  func admit(_ head: Commit, _ objects: ManifestSet) async throws -> [Finding]
}
