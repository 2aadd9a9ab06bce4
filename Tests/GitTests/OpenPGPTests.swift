import Foundation
import Git
import Testbed
import Testing

@Suite(
  "Commits signed with OpenPGP",
  .enabled(if: ["gpg", "gpgv"].allSatisfy(GitSetting.has), "gnupg or gpgv is not installed: scripts/setup test"))
struct OpenPGPTests {
  /// A repository, and a home of GnuPG with Ada's key.
  private struct Signed {
    let setting: GitSetting
    private let home: String

    /// - Parameters:
    ///   - time: When the key is made and the commit signed, as `--faked-system-time` takes it.
    ///   - expiry: How long the key is good.
    init(algorithm: String = "ed25519", time: String? = nil, expiry: String = "2y", options: String = "") throws {
      setting = try GitSetting()
      home = setting.folder + "/gnupg"
      try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let faked = time.map { "--faked-system-time \($0)" } ?? ""
      try "#!/bin/sh\nexec gpg --homedir \(home) \(faked) \(options) \"$@\"\n".write(
        toFile: setting.folder + "/gpg", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: setting.folder + "/gpg")
      try gpg("--quick-generate-key", "Ada <ada@example.com>", algorithm, "sign", expiry)
      try setting.repository.git("config", "gpg.program", setting.folder + "/gpg")
      try setting.repository.git("config", "user.signingkey", "ada@example.com")
      try "a: 1\n".write(toFile: setting.repository.path + "/a.yaml", atomically: true, encoding: .utf8)
      try setting.repository.git("add", "--all")
      try setting.repository.git("commit", "--quiet", "--gpg-sign", "--message", "One")
    }

    @discardableResult
    func gpg(_ words: String...) throws -> String {
      try GitSetting.run(
        "sh", "-c",
        "exec \(setting.folder)/gpg --batch --pinentry-mode loopback --passphrase '' \(words.map { "'\($0)'" }.joined(separator: " "))")
    }

    /// The public keys, in armour or not.
    func keyring(armoured: Bool = false) throws -> [UInt8] {
      let file = setting.folder + "/keyring-\(armoured)"
      try gpg(armoured ? "--armor" : "--no-armor", "--yes", "--output", file, "--export")
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// Takes the key back, with the certificate that GnuPG made for that.
    func revoke() throws {
      let fingerprint = try gpg("--with-colons", "--list-keys").split(separator: "\n").first { $0.hasPrefix("fpr:") }
      let name = try #require(fingerprint?.split(separator: ":").last)
      let file = "\(home)/openpgp-revocs.d/\(name).rev"
      try String(contentsOfFile: file, encoding: .utf8).replacing(":-----BEGIN", with: "-----BEGIN").write(
        toFile: file, atomically: true, encoding: .utf8)
      try gpg("--import", file)
    }

    /// What the head's signature is worth.
    func verdict(_ keyring: [UInt8]?) async throws -> SignatureVerdict? {
      let mirror = try setting.mirror()
      let head = try await mirror.poll().head
      return try await mirror.unverified(to: head.id, since: nil, keys: TrustedKeys(keyring: keyring), exempt: []).first?.verdict
    }

    func end() {
      // The agent that GnuPG started, and nobody else's.
      _ = try? GitSetting.run("gpgconf", "--homedir", home, "--kill", "all")
      setting.end()
    }
  }

  @Test("a trusted key verifies, from a keyring in armour or not", arguments: ["ed25519", "rsa3072", "nistp256"])
  func trusted(_ algorithm: String) async throws {
    let signed = try Signed(algorithm: algorithm)
    defer { signed.end() }
    for armoured in [false, true] { #expect(try await signed.verdict(try signed.keyring(armoured: armoured)) == nil) }
  }

  @Test("a key that nobody trusts, with another keyring or none")
  func unknown() async throws {
    let (signed, other) = (try Signed(), try Signed())
    defer {
      signed.end()
      other.end()
    }
    for keyring in [try other.keyring(), nil] { #expect(try await signed.verdict(keyring)?.word == "unknown-key") }
  }

  @Test("a key that has expired, and one that its owner took back")
  func outOfDate() async throws {
    let expired = try Signed(time: "20240101T120000!", expiry: "10d")
    defer { expired.end() }
    let verdict = try await expired.verdict(try expired.keyring())
    guard case .expiredKey(_, "Ada <ada@example.com>")? = verdict else { throw DemoFailure("\(verdict, default: "verified")") }
    let revoked = try Signed()
    defer { revoked.end() }
    try revoked.revoke()
    #expect(try await revoked.verdict(try revoked.keyring())?.word == "revoked-key")
  }

  @Test("a commit that was changed, a signature that is none, two in one, and SHA-1")
  func bad() async throws {
    let signed = try Signed()
    defer { signed.end() }
    let repository = signed.setting.repository
    let keyring = try signed.keyring()
    let raw = try repository.git("cat-file", "commit", "HEAD")
    let body = try #require(raw.split(separator: "-----").map(String.init).dropFirst(2).first)
    for (from, to, word) in [("\n\nOne", "\n\nTwo", "bad-signature"), (body, "\n \n AAAA\n ", "unreadable")] {
      let id = try GitSetting.run(
        "git", "-C", repository.path, "hash-object", "-t", "commit", "-w", "--stdin", input: raw.replacing(from, with: to))
      try repository.git("update-ref", "refs/heads/main", id)
      #expect(try await signed.verdict(keyring)?.word == word)
    }
    let weak = try Signed(algorithm: "rsa2048", options: "--digest-algo SHA1 --allow-weak-digest-algos")
    defer { weak.end() }
    #expect(try await weak.verdict(try weak.keyring())?.word == "unsupported")
  }

  @Test("a keyring whose armour is damaged is the operator's to mend, not the commit's fault")
  func damagedKeyring() async throws {
    let signed = try Signed()
    defer { signed.end() }
    let damaged = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n%%%\n-----END PGP PUBLIC KEY BLOCK-----\n"
    await #expect { try await signed.verdict(Array(damaged.utf8)) } throws: { "\($0)".contains("armour that is damaged") }
  }

  @Test("keys are the operator's to give: a folder without any is an error that names the files")
  func folders() throws {
    let folder = NSTemporaryDirectory() + "nuncio-keys-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for place in [nil, folder] {
      #expect { try TrustedKeys(folder: place) } throws: { "\($0)".contains("signatures are required") }
    }
    try "# nobody yet\n".write(toFile: folder + "/allowed_signers", atomically: true, encoding: .utf8)
    #expect(try TrustedKeys(folder: folder).signers != nil)
  }
}
