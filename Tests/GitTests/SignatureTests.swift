import Foundation
import Git
import Testbed
import Testing

@Suite("Signed commits", .enabled(if: SSHServer.isInstalled, "openssh-client is not installed"))
struct SignatureTests {
  private static let ssh: [(type: String, bits: String)] = [
    ("ed25519", "256"), ("ecdsa", "256"), ("ecdsa", "384"), ("ecdsa", "521"), ("rsa", "2048"), ("rsa", "3072"),
  ]

  /// A repository with one signed commit.
  private struct Signed {
    let setting: GitSetting
    let key: String
    let line: String

    init(type: String = "ed25519", bits: String = "256", date: String = "2026-03-01T12:00:00Z") throws {
      setting = try GitSetting()
      key = setting.folder + "/key"
      try GitSetting.run("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", "no comment", "-f", key)
      line = try String(contentsOfFile: key + ".pub", encoding: .utf8)
      for (name, value) in [("gpg.format", "ssh"), ("user.signingkey", key + ".pub"), ("user.email", "ada@example.com")] {
        try setting.repository.git("config", name, value)
      }
      try commit("One", date: date)
    }

    func commit(_ message: String, date: String = "2026-03-01T12:00:00Z", signed: Bool = true) throws {
      try "a: \(UUID())\n".write(toFile: setting.repository.path + "/a.yaml", atomically: true, encoding: .utf8)
      try setting.repository.git("add", "--all")
      try GitSetting.run(
        "git", "-C", setting.repository.path, "commit", "--quiet", signed ? "--gpg-sign" : "--no-gpg-sign", "--message", message,
        environment: ["GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date])
    }

    /// What the head's signature is worth with an allowed-signers file.
    func verdict(_ allowed: String) async throws -> SignatureVerdict? {
      try await unverified(allowed).first?.verdict
    }

    func unverified(_ allowed: String, since: CommitID? = nil, exempt: Set<CommitID> = []) async throws -> [UnverifiedCommit] {
      let keys = TrustedKeys(signers: try AllowedSigners(allowed, file: "allowed_signers"))
      let mirror = try setting.mirror()
      let head = try await mirror.poll().head
      return try await mirror.unverified(to: head.id, since: since, keys: keys, exempt: exempt)
    }

    func id(_ revision: String) throws -> CommitID {
      try #require(CommitID(try setting.repository.git("rev-parse", revision).trimmingCharacters(in: .newlines)))
    }
  }

  @Test("every type of SSH key verifies with its line, and is unknown without", arguments: ssh.indices)
  func types(_ index: Int) async throws {
    let signed = try Signed(type: Self.ssh[index].type, bits: Self.ssh[index].bits)
    defer { signed.setting.end() }
    #expect(try await signed.verdict("ada@example.com \(signed.line)") == nil)
    let fingerprint = try GitSetting.run("ssh-keygen", "-l", "-f", signed.key).split(separator: " ")[1]
    #expect(try await signed.verdict("") == .unknownKey(key: String(fingerprint)))
  }

  @Test(
    "namespaces, times and authorities of a line",
    arguments: [
      ("namespaces=\"git\" ", "verified"), ("namespaces=\"file,g?t\" ", "verified"), ("namespaces=\"file\" ", "wrong-namespace"),
      ("namespaces=\"!git,*\" ", "wrong-namespace"), ("valid-after=\"20260101Z\" ", "verified"),
      ("valid-after=\"20260401Z\" ", "not-yet-valid"),
      ("valid-before=\"20260401Z\" ", "verified"), ("valid-before=\"202603011159Z\" ", "expired-key"),
      ("valid-before=\"20260301120000Z\" ", "verified"), ("valid-after=\"20260101Z\",valid-before=\"20260201Z\" ", "expired-key"),
      ("cert-authority ", "unknown-key"), ("NAMESPACES=\"git\" ", "verified"),
    ])
  func options(_ options: String, word: String) async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    let verdict = try await signed.verdict("*@example.com \(options)\(signed.line)")
    #expect((verdict?.word ?? "verified") == word)
  }

  @Test("a key that stands in two lines is good where one of them is")
  func lines() async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    let old = "ada@example.com valid-before=\"20260201Z\" \(signed.line)"
    #expect(try await signed.verdict(old)?.word == "expired-key")
    #expect(try await signed.verdict("# keys\n\n" + old + "ada@example.com \(signed.line)") == nil)
  }

  @Test("a commit without a signature, and one whose bytes were changed, are told apart from an unknown key")
  func changed() async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    let allowed = "ada@example.com \(signed.line)"
    let raw = try signed.setting.repository.git("cat-file", "commit", "HEAD")
    for (from, to, word) in [
      ("\n\nOne", "\n\nTwo", "bad-signature"), ("SSH SIGNATURE-----\n U1NIU0lH", "SSH SIGNATURE-----\n U1NIU0lI", "unreadable"),
      ("BEGIN SSH SIGNATURE", "BEGIN SOME SIGNATURE", "unreadable"), ("BEGIN SSH SIGNATURE", "BEGIN SIGNED MESSAGE", "unsupported"),
    ] {
      let id = try GitSetting.run(
        "git", "-C", signed.setting.repository.path, "hash-object", "-t", "commit", "-w", "--stdin", input: raw.replacing(from, with: to))
      try signed.setting.repository.git("update-ref", "refs/heads/main", id)
      #expect(try await signed.verdict(allowed)?.word == word, "\(from)")
    }
    try signed.commit("Plain", signed: false)
    #expect(try await signed.verdict(allowed) == .unsigned)
  }

  @Test("a signature that was made for something else is not for commits")
  func namespace() async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    try signed.commit("Plain", signed: false)
    let payload = try signed.setting.repository.git("cat-file", "commit", "HEAD")
    try payload.write(toFile: signed.setting.folder + "/payload", atomically: true, encoding: .utf8)
    try GitSetting.run("ssh-keygen", "-q", "-Y", "sign", "-f", signed.key, "-n", "file", signed.setting.folder + "/payload")
    let signature = try String(contentsOfFile: signed.setting.folder + "/payload.sig", encoding: .utf8)
    let header = "gpgsig " + signature.trimmingCharacters(in: .newlines).replacing("\n", with: "\n ") + "\n\n"
    let range = try #require(payload.range(of: "\n\n"))
    let raw = payload[..<range.lowerBound] + "\n" + header + payload[range.upperBound...]
    let id = try GitSetting.run(
      "git", "-C", signed.setting.repository.path, "hash-object", "-t", "commit", "-w", "--stdin", input: String(raw))
    try signed.setting.repository.git("update-ref", "refs/heads/main", id)
    let verdict = try await signed.verdict("ada@example.com \(signed.line)")
    #expect(verdict?.word == "wrong-namespace")
    #expect(verdict?.message(for: try signed.id("HEAD")).contains("made for \"file\"") == true)
  }

  @Test("every commit since the accepted one counts, along the first parents; at first the head alone")
  func range() async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    let repository = signed.setting.repository
    let allowed = "ada@example.com \(signed.line)"
    let first = try signed.id("HEAD")
    try signed.commit("Plain", signed: false)
    let plain = try signed.id("HEAD")
    // What comes in by a merge is its merger's business.
    try repository.git("checkout", "--quiet", "-b", "side")
    try signed.commit("Aside", signed: false)
    try repository.git("checkout", "--quiet", "main")
    try repository.git("merge", "--quiet", "--no-ff", "--gpg-sign", "--message", "Merge", "side")
    #expect(try await signed.unverified(allowed) == [])
    #expect(try await signed.unverified(allowed, since: first).map(\.id) == [plain])
    #expect(try await signed.unverified(allowed, since: plain) == [])
    #expect(try await signed.unverified(allowed, since: first, exempt: [plain]) == [])
    // An accepted commit that the mirror has lost hides nothing.
    #expect(try await signed.unverified(allowed, since: CommitID(String(repeating: "1", count: 40))).map(\.id) == [plain])
  }

  @Test("a signature with any byte changed is not good, and nothing crashes", arguments: ["ed25519", "ecdsa", "rsa"])
  func mutations(_ type: String) async throws {
    let signed = try Signed(type: type, bits: type == "rsa" ? "2048" : "256")
    defer { signed.setting.end() }
    let file = signed.setting.folder + "/payload"
    try "tree\n".write(toFile: file, atomically: true, encoding: .utf8)
    try GitSetting.run("ssh-keygen", "-q", "-Y", "sign", "-f", signed.key, "-n", "git", file)
    let keys = TrustedKeys(signers: try AllowedSigners("ada@example.com \(signed.line)", file: "allowed_signers"))
    let lines = try String(contentsOfFile: file + ".sig", encoding: .utf8).split(separator: "\n")
    let blob = try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined()))
    func verdict(_ blob: Data) async throws -> SignatureVerdict {
      let armour = "-----BEGIN SSH SIGNATURE-----\n\(blob.base64EncodedString())\n-----END SSH SIGNATURE-----\n"
      let id = try #require(CommitID(String(repeating: "1", count: 40)))
      let commit = SignedCommit(id: id, payload: Array("tree\n".utf8), signature: Array(armour.utf8), email: "ada@example.com", time: 0)
      return try await keys.verdict(on: commit)
    }
    #expect(try await verdict(blob) == .verified(signer: "ada@example.com"))
    for index in blob.indices {
      var changed = blob
      changed[index] ^= UInt8.random(in: 1...255)
      #expect(try await !verdict(changed).isVerified, "byte \(index)")
      #expect(try await !verdict(blob.prefix(index)).isVerified, "\(index) bytes")
    }
  }

  @Test("ten refusals are enough to refuse a push")
  func many() async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    for number in 0..<15 { try signed.commit("\(number)", signed: false) }
    let found = try await signed.unverified("", since: try signed.id("HEAD~14"))
    #expect(found.count == 10 && found.allSatisfy { $0.verdict == .unsigned })
  }

  @Test("what a hardware token signs is checked: the application, the flags and the counter are part of it", arguments: [false, true])
  func token(isForged: Bool) async throws {
    let signed = try Signed()
    defer { signed.setting.end() }
    try signed.commit("Plain", signed: false)
    let folder = signed.setting.folder
    try signed.setting.repository.git("cat-file", "commit", "HEAD").write(toFile: folder + "/payload", atomically: true, encoding: .utf8)
    try Self.tokenScript.write(toFile: folder + "/token.py", atomically: true, encoding: .utf8)
    let line = try GitSetting.run("python3", folder + "/token.py", folder, isForged ? "2" : "1")
    let id = try GitSetting.run("git", "-C", signed.setting.repository.path, "hash-object", "-t", "commit", "-w", folder + "/signed")
    try signed.setting.repository.git("update-ref", "refs/heads/main", id)
    #expect(try await signed.verdict("ada@example.com \(line)")?.word == (isForged ? "bad-signature" : nil))
  }

  /// Signs as OpenSSH's PROTOCOL.u2f says, with an Ed25519 key of OpenSSL's in place of a token's.
  private static let tokenScript = #"""
    import base64, hashlib, struct, subprocess, sys
    folder, told = sys.argv[1], int(sys.argv[2])
    text = lambda value: struct.pack(">I", len(value)) + value
    digest = lambda value: hashlib.sha256(value).digest()
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", folder + "/token"], check=True)
    spki = subprocess.run(["openssl", "pkey", "-in", folder + "/token", "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    kind = b"sk-ssh-ed25519@openssh.com"
    key = text(kind) + text(spki[-32:]) + text(b"ssh:")
    payload = open(folder + "/payload", "rb").read()
    message = b"SSHSIG" + text(b"git") + text(b"") + text(b"sha512") + text(hashlib.sha512(payload).digest())
    with open(folder + "/message", "wb") as file:
        file.write(digest(b"ssh:") + struct.pack(">BI", 1, 1) + digest(message))
    command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", folder + "/token", "-in", folder + "/message"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    signature = text(kind) + text(raw) + struct.pack(">BI", 1, told)
    blob = b"SSHSIG" + struct.pack(">I", 1) + text(key) + text(b"git") + text(b"") + text(b"sha512") + text(signature)
    armour = "-----BEGIN SSH SIGNATURE-----\n" + base64.encodebytes(blob).decode() + "-----END SSH SIGNATURE-----"
    head, body = payload.decode().split("\n\n", 1)
    with open(folder + "/signed", "w") as file:
        file.write(head + "\ngpgsig " + armour.replace("\n", "\n ") + "\n\n" + body)
    print(kind.decode(), base64.b64encode(key).decode())
    """#

  @Test(
    "lines of an allowed-signers file that cannot be meant are told with their place",
    arguments: [
      ("ada@example.com", "the key is missing"), ("ada@example.com ssh-ed25519", "the key cannot be read"),
      ("ada@example.com ssh-ed25519 AAAA", "the key cannot be read"),
      (
        "ada@example.com ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "the key is of type \"ssh-ed25519\""
      ),
      ("ada@example.com frobnicate ssh-ed25519 AAAA", "the key cannot be read"),
      (
        "ada@example.com valid-after=\"2026\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "is not a time"
      ),
      (
        "ada@example.com valid-after=\"20261340\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "is not a time"
      ),
      (
        "ada@example.com shiny ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "\"shiny\" is not an option"
      ),
    ])
  func damagedLines(_ line: String, words: String) {
    #expect { try AllowedSigners("# a comment\n\(line)\n", file: "allowed_signers") } throws: { error in
      "\(error)".contains("allowed_signers:2") && "\(error)".contains(words)
    }
  }
}
