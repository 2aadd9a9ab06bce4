import Foundation
import Git
import Testbed
import Testing

@Suite("Sources by ssh", .enabled(if: SSHServer.isInstalled, "openssh-server is not installed: scripts/setup test"))
struct SSHTests {
  private func withServer(_ body: (GitSetting, SSHServer) async throws -> Void) async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let server = try await SSHServer(in: setting.folder)
    defer { server.end() }
    try await body(setting, server)
  }

  @Test("every type of key fetches; known hosts may be hashed, with a port")
  func keys() async throws {
    try await withServer { setting, server in
      for (index, type) in SSHServer.types.enumerated() {
        let auth = ["identity": try server.key(type), "known_hosts": try server.knownHosts(isHashed: index % 2 == 0)]
        let mirror = try setting.mirror(url: server.url(setting.repository.path), auth: auth)
        #expect(try await mirror.poll().head.summary == "One", "\(type)")
        guard case .unchanged = try await mirror.poll() else { throw DemoFailure("it did not move") }
        try FileManager.default.removeItem(atPath: setting.mirrorFolder)
      }
    }
  }

  @Test("a host that is not known, one whose key is another, a key that is refused: each in its own words")
  func faults() async throws {
    try await withServer { setting, server in
      let url = server.url(setting.repository.path)
      let key = try server.key("ed25519")
      let known = try server.knownHosts()
      let changed = try server.knownHosts(ofImpostor: true)
      for (auth, words) in [
        (["identity": key, "known_hosts": "example.com ssh-ed25519 AAAA\n"], "is not known: "),
        (["identity": key, "known_hosts": changed], "is not the one in known_hosts: somebody may be in between"),
        (["identity": try server.key("stranger"), "known_hosts": known], "refused the credentials: "),
        (["identity": "no key\n", "known_hosts": known], "refused the credentials: "),
      ] {
        let fault = try await setting.fault(url: url, auth: auth)
        #expect(fault.contains(words), "\(fault)")
        #expect(!fault.contains("\n") && !fault.contains("@@@"), "\(fault)")
      }
      let missing = try await setting.fault(url: server.url("/nowhere/x.git"), auth: ["identity": key, "known_hosts": known])
      #expect(missing.contains("there is no such repository"), "\(missing)")
    }
  }

  @Test("a key that others may read is not used, and the message says how to mend that")
  func permissions() async throws {
    try await withServer { setting, server in
      let folder = setting.folder + "/keys"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try server.key("rsa").write(toFile: folder + "/identity", atomically: true, encoding: .utf8)
      try server.knownHosts().write(toFile: folder + "/known_hosts", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/identity")
      var settings = try setting.settings(url: server.url(setting.repository.path))
      settings.credentials = folder
      await #expect { try await SourceMirror(settings).poll() } throws: { "\($0)".contains("chmod 600") }
    }
  }

  @Test("nobody listens: ssh's own words")
  func refused() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    let fault = try await setting.fault(url: "ssh://git@127.0.0.1:\(try GitSetting.freePort())/x.git")
    #expect(fault.contains("cannot be reached: ") && fault.contains("Connection refused"), "\(fault)")
  }
}
