/// What a commit's signature is worth.
package enum SignatureVerdict: Hashable, Sendable {
  /// A trusted key signed it; `signer` is whom the trust settings name for the key.
  case verified(signer: String)
  case unsigned
  /// Nobody named the key. `key` is its fingerprint.
  case unknownKey(key: String)
  case expiredKey(key: String, signer: String)
  case notYetValid(key: String, signer: String)
  /// Its owner took it back.
  case revokedKey(key: String)
  /// It was made for something else than a commit, or with a key that may not sign commits.
  case wrongNamespace(reason: String)
  /// The commit is not what was signed.
  case badSignature(key: String)
  /// It may be good, and cannot be checked here.
  case unsupported(reason: String)
  /// It is no signature.
  case unreadable(reason: String)

  /// Whether the commit may be accepted.
  package var isVerified: Bool { if case .verified = self { true } else { false } }

  /// A word for programs, which match on it.
  package var word: String {
    switch self {
    case .verified: "verified"
    case .unsigned: "unsigned"
    case .unknownKey: "unknown-key"
    case .expiredKey: "expired-key"
    case .notYetValid: "not-yet-valid"
    case .revokedKey: "revoked-key"
    case .wrongNamespace: "wrong-namespace"
    case .badSignature: "bad-signature"
    case .unsupported: "unsupported"
    case .unreadable: "unreadable"
    }
  }

  /// What is to be said of a commit that has it: one sentence, and what to do.
  package func message(for commit: CommitID) -> String {
    let cure = "or list the commit under the Source's signatures.accept"
    return switch self {
    case .verified(let signer): "commit \(commit.short) is signed by \(signer)"
    case .unsigned: "commit \(commit.short) is not signed. Sign it (git commit -S), \(cure)"
    case .unknownKey(let key):
      "commit \(commit.short) is signed with a key that nobody trusts, \(key). Add the key to allowed_signers or keyring.gpg, \(cure)"
    case .expiredKey(let key, let signer):
      "commit \(commit.short) is signed with a key that has expired, \(key) of \(signer). Sign it with a new key, \(cure)"
    case .notYetValid(let key, let signer):
      "commit \(commit.short) is signed with a key that was not valid yet, \(key) of \(signer). Check valid-after in allowed_signers, \(cure)"
    case .revokedKey(let key): "commit \(commit.short) is signed with a key that was revoked, \(key). Sign it with a new key, \(cure)"
    case .wrongNamespace(let reason): "commit \(commit.short) has a signature that is not for commits: \(reason)"
    case .badSignature(let key):
      "commit \(commit.short) is not what was signed with \(key): it was changed afterwards, or the signature belongs to another commit"
    case .unsupported(let reason): "the signature of commit \(commit.short) cannot be checked: \(reason)"
    case .unreadable(let reason): "what commit \(commit.short) has as a signature is none: \(reason)"
    }
  }
}

/// A commit that no trusted key signed.
package struct UnverifiedCommit: Hashable, Sendable {
  package let id: CommitID
  package let verdict: SignatureVerdict

  /// What is to be said of it.
  package var message: String { verdict.message(for: id) }
}
