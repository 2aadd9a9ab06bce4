import Foundation
import Git
import Testbed
import Testing

@Suite("Sources by https", .enabled(if: WebServer.isInstalled, "nginx, fcgiwrap or openssl is not installed: scripts/setup test"))
struct WebTests {
  /// A server with one commit.
  private func withServer(_ body: (GitSetting, WebServer) async throws -> Void) async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let server = try await WebServer(serving: setting.folder)
    defer { server.end() }
    try await body(setting, server)
  }

  @Test("the right credentials fetch: none, a password, a token as bearer, a token as password")
  func right() async throws {
    try await withServer { setting, server in
      for (area, auth) in [
        ("open", [:]), ("basic", ["username": "robot", "password": "s3cret\n"]), ("bearer", ["token": "t0ken\n"]),
        ("either", ["token": "t0ken"]),
      ] {
        let mirror = try setting.mirror(url: server.url(area), auth: auth.merging(["ca.crt": server.authority]) { $1 })
        #expect(try await mirror.poll().head.summary == "One", "\(area)")
        try? FileManager.default.removeItem(atPath: setting.mirrorFolder)
      }
    }
  }

  @Test("a token is told as bearer first, and what the server took is told first from then on")
  func remembered() async throws {
    try await withServer { setting, server in
      let mirror = try setting.mirror(url: server.url("either"), auth: ["token": "t0ken", "ca.crt": server.authority])
      _ = try await mirror.poll()
      #expect(server.seen.first?.contains("[Bearer t0ken]") == true)
      let before = server.seen.count
      _ = try await mirror.poll()
      #expect(!server.seen.dropFirst(before).contains { $0.contains("Bearer") })
    }
  }

  @Test("what is wrong with the credentials is told, each in its own words, and no secret with it")
  func wrong() async throws {
    try await withServer { setting, server in
      let ca = ["ca.crt": server.authority]
      for (area, auth, words) in [
        ("basic", ["username": "robot", "password": "0pen"], "refused the credentials: they are wrong (401)"),
        ("basic", [:], "refused the credentials: it wants some, and none were given"),
        ("bearer", ["token": "0pen"], "refused the credentials: they are wrong (401)"),
        ("bearer", ["username": "robot", "password": "0pen"], "refused the credentials"),
        ("forbidden", ["username": "robot", "password": "0pen"], "forbids it (403)"),
        ("nowhere", [:], "there is no such repository"),
        ("basic", ["token": "0pen", "password": "0pen"], "both a password and a token"),
        ("basic", ["token": "0pen\nX: y"], "must hold one line"),
      ] as [(String, [String: String], String)] {
        let fault = try await setting.fault(url: server.url(area), auth: auth.merging(ca) { $1 })
        #expect(fault.contains(words) && !fault.contains("0pen"), "\(area): \(fault)")
      }
    }
  }

  @Test("a certificate of another CA, and a file that is none, are told")
  func authorities() async throws {
    try await withServer { setting, server in
      for auth in [["ca.crt": server.stranger], [:]] {
        #expect(try await setting.fault(url: server.url("open"), auth: auth).contains("the certificate of https://localhost"))
      }
      let fault = try await setting.fault(url: server.url("open"), auth: ["ca.crt": "no certificate"])
      #expect(fault.contains("no certificates in PEM"), "\(fault)")
      #expect(!server.seen.contains { $0.contains("repository") }, "nothing was asked of a server that was not trusted")
    }
  }

  @Test("a redirect to another host is not followed and gets no credentials; one within the host is followed")
  func redirects() async throws {
    try await withServer { setting, server in
      for auth in [["username": "robot", "password": "s3cret"], ["token": "t0ken"]] {
        let all = auth.merging(["ca.crt": server.authority]) { $1 }
        let fault = try await setting.fault(url: server.url("away"), auth: all)
        #expect(fault.contains("sends elsewhere") && fault.contains("127.0.0.1"), "\(fault)")
        #expect(!server.seen.contains { $0.hasPrefix("127.0.0.1 ") }, "\(server.seen)")
      }
      let mirror = try setting.mirror(
        url: server.url("near"), auth: ["username": "robot", "password": "s3cret", "ca.crt": server.authority])
      #expect(try await mirror.poll().head.summary == "One")
    }
  }

  @Test("a remote that is a shallow clone is told as such")
  func shallow() async throws {
    try await withServer { setting, server in
      let root = setting.repository.path
      try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
      try GitSetting.run("git", "clone", "--quiet", "--depth", "1", "file://" + root, setting.folder + "/cut")
      try FileManager.default.removeItem(atPath: root)
      try FileManager.default.moveItem(atPath: setting.folder + "/cut", toPath: root)
      for url in [server.url("open"), "file://" + root] {
        let fault = try await setting.fault(url: url, auth: ["ca.crt": server.authority])
        #expect(fault.contains("is a shallow clone"), "\(fault)")
      }
    }
  }
}
