import Synchronization

/// What a reader found wrong with a mirror, for its next poll to mend.
final class Damage: Sendable {
  private let found = Mutex<GitError?>(nil)

  /// Notes an error that a new mirror would not have.
  func note(_ error: GitError) {
    guard case .corrupt = error else { return }
    found.withLock { $0 = error }
  }

  /// What was noted since the last call.
  func take() -> GitError? {
    found.withLock { found in
      defer { found = nil }
      return found
    }
  }
}
