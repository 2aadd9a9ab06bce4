package import Git
import Manifests

/// Which commits of a source must be signed: all but those that the operator takes as they are.
package struct SignatureRule: Sendable, Hashable {
  /// Taken as they are, signed or not.
  package var exempt: Set<CommitID>

  /// Makes a rule.
  package init(exempt: Set<CommitID> = []) { self.exempt = exempt }
}

/// A head's signatures, and those of all that came with it since the last accepted commit.
struct SignatureCheck: Sendable {
  let rule: SignatureRule
  let keys: TrustedKeys

  /// Reads the keys anew: a key that was added counts at the next look. Nil for a source that asks for no signatures.
  ///
  /// - Throws: `GitError` when there are no keys, or they cannot be read.
  init?(_ source: SourceDocument) throws(GitError) {
    guard let rule = source.signatures else { return nil }
    self.rule = rule
    keys = try TrustedKeys(folder: source.credentials)
  }

  /// What is wrong; nothing when every commit is signed as it should be.
  ///
  /// - Throws: `GitError` when it cannot be found out.
  func findings(for head: Commit, since accepted: CommitID?, in mirror: SourceMirror) async throws(GitError) -> [Finding] {
    try await mirror.unverified(to: head.id, since: accepted, keys: keys, exempt: rule.exempt).map { commit in
      .error(FindingCode(commit.verdict), commit.message, at: nil)
    }
  }
}

extension FindingCode {
  fileprivate init(_ verdict: SignatureVerdict) {
    self =
      switch verdict {
      case .verified, .unsigned: .unsignedCommit
      case .unknownKey: .unknownKey
      case .expiredKey: .expiredKey
      case .notYetValid: .keyNotYetValid
      case .revokedKey: .revokedKey
      case .wrongNamespace: .wrongNamespace
      case .badSignature: .badSignature
      case .unsupported: .unsupportedSignature
      case .unreadable: .unreadableSignature
      }
  }
}
