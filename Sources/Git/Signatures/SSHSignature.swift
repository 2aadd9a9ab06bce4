import Foundation

/// A detached signature as OpenSSH's PROTOCOL.sshsig describes it.
struct SSHSignature: Sendable {
  /// What it was made for: `git` for commits.
  let namespace: String
  let key: SSHPublicKey
  private let reserved: [UInt8]
  private let digest: String
  private let signature: [UInt8]

  static let begin = "-----BEGIN SSH SIGNATURE-----"
  private static let end = "-----END SSH SIGNATURE-----"

  /// What keeps a text from being one.
  struct Fault: Error {
    let reason: String
  }

  /// - Throws: `Fault`.
  init(armoured text: String) throws(Fault) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    guard lines.first == Self.begin, lines.last == Self.end, let blob = Data(base64Encoded: lines.dropFirst().dropLast().joined()) else {
      throw Fault(reason: "its armour is damaged")
    }
    var reader = SSHReader(blob)
    guard reader.bytes(6) == Array("SSHSIG".utf8), let version = reader.number() else {
      throw Fault(reason: "it does not begin with SSHSIG")
    }
    guard version == 1 else { throw Fault(reason: "it has version \(version), and only 1 is known") }
    guard let key = reader.string().flatMap(SSHPublicKey.init), let namespace = reader.text(), let reserved = reader.string(),
      let digest = reader.text(), let signature = reader.string(), reader.isAtEnd
    else { throw Fault(reason: "it is cut short, or too long") }
    (self.key, self.namespace, self.reserved, self.digest, self.signature) = (key, namespace, reserved, digest, signature)
  }

  /// Whether its key signed a message.
  func check(_ message: [UInt8]) -> SSHPublicKey.Check {
    let hash: [UInt8]
    switch digest {
    case "sha256": hash = OpenSSLVerifier.hash(message, .sha256)
    case "sha512": hash = OpenSSLVerifier.hash(message, .sha512)
    default: return .unsupported("its digest is \(digest.debugDescription), and sha256 and sha512 are known")
    }
    let parts = [Array(namespace.utf8), reserved, Array(digest.utf8), hash]
    return key.check(signature, of: Array("SSHSIG".utf8) + parts.flatMap(\.asSSHString))
  }
}

extension SSHSignature {
  /// What it is worth on a commit, by the signers that are allowed.
  ///
  /// The signature is checked before the key is looked up: what is said of a key is then about its owner.
  func verdict(on commit: SignedCommit, allowed: AllowedSigners) -> SignatureVerdict {
    if key.isCertificate { return .unsupported(reason: "it was made with an SSH certificate: add the key itself to allowed_signers") }
    switch check(commit.payload) {
    case .good: break
    case .bad: return .badSignature(key: key.fingerprint)
    case .unsupported(let reason): return .unsupported(reason: reason)
    case .unreadable(let reason): return .unreadable(reason: reason)
    }
    guard namespace == "git" else {
      return .wrongNamespace(reason: "it was made for \(namespace.debugDescription), and those of commits are for \"git\"")
    }
    return allowed.verdict(on: key, namespace: namespace, email: commit.email, time: commit.time)
  }
}
