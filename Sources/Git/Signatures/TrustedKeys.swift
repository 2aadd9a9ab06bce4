import Foundation

/// Whose signatures count: the files `allowed_signers` (SSH) and `keyring.gpg` (OpenPGP) of the source's auth folder. They are
/// the operator's, never the repository's.
package struct TrustedKeys: Sendable, Hashable {
  /// Nil when there is no such file: then no SSH key is known.
  package var signers: AllowedSigners?
  /// Public keys of OpenPGP; nil when there is no such file.
  package var keyring: [UInt8]?

  /// Makes settings of their parts.
  package init(signers: AllowedSigners? = nil, keyring: [UInt8]? = nil) {
    self.signers = signers
    self.keyring = keyring
  }

  /// Reads the folder.
  ///
  /// - Throws: `GitError.badCredentials` when neither file is there, or one cannot be read.
  package init(folder: String?) throws(GitError) {
    guard let folder else {
      throw .badCredentials("the Source", reason: "signatures are required, and there is no auth.directory with keys")
    }
    func contents(_ name: String) throws(GitError) -> [UInt8]? {
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      guard let data = FileManager.default.contents(atPath: path) else { throw .badCredentials(path, reason: "it cannot be read") }
      return [UInt8](data)
    }
    keyring = try contents("keyring.gpg")
    if let bytes = try contents("allowed_signers") {
      signers = try AllowedSigners(String(decoding: bytes, as: UTF8.self), file: "\(folder)/allowed_signers")
    }
    if signers == nil, keyring == nil {
      throw .badCredentials(folder, reason: "signatures are required, and it holds neither allowed_signers nor keyring.gpg")
    }
  }

  /// What a commit's signature is worth. Nothing else is asked than the commit's bytes, these keys, and the machine's `gpgv`.
  ///
  /// - Throws: `GitError.signatureCheck` when gpgv does not work: the commit is then neither good nor bad.
  package func verdict(on commit: SignedCommit) async throws(GitError) -> SignatureVerdict {
    guard let signature = commit.signature else { return .unsigned }
    guard let text = String(validating: signature, as: UTF8.self) else { return .unreadable(reason: "it is not text") }
    if text.hasPrefix(SSHSignature.begin) {
      do throws(SSHSignature.Fault) {
        return try SSHSignature(armoured: text).verdict(on: commit, allowed: signers ?? AllowedSigners())
      } catch {
        return .unreadable(reason: error.reason)
      }
    }
    if text.hasPrefix(OpenPGPSignature.begin) {
      do throws(OpenPGPSignature.CheckFailure) {
        return try await OpenPGPSignature(armoured: signature).verdict(on: commit.payload, keyring: keyring ?? [])
      } catch {
        throw .signatureCheck(reason: error.reason)
      }
    }
    if text.hasPrefix("-----BEGIN SIGNED MESSAGE-----") {
      return .unsupported(reason: "X.509 is not supported: sign with SSH or OpenPGP")
    }
    return .unreadable(reason: "it is neither an SSH nor an OpenPGP signature")
  }
}
