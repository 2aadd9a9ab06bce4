import Foundation
import Git
import Glibc
import Testbed
import Testing

@Suite("Remotes that fail")
struct RemoteFaultTests {
  private func withRepository(_ body: (GitSetting) async throws -> Void) async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    try await body(setting)
  }

  @Test("a server that never answers is given up at the deadline")
  func silent() async throws {
    try await withRepository { setting in
      let listener = try SilentListener()
      for scheme in ["http", "ssh"] {
        let fault = try await setting.fault(url: "\(scheme)://127.0.0.1:\(listener.port)/x.git", deadline: .seconds(2))
        #expect(fault.contains("did not answer within"), "\(fault)")
        // The ssh that the fetch started goes with it.
        #expect(try GitSetting.run("bash", "-c", "ps -eo args | grep '[s]sh .* \(listener.port) ' || true").isEmpty)
      }
    }
  }

  @Test("one that sends a byte now and then is given up at the deadline, however long it goes on")
  func slow() async throws {
    try await withRepository { setting in
      let server = try await DrippingServer()
      defer { server.end() }
      let fault = try await setting.fault(url: "http://127.0.0.1:\(server.port)/x.git", deadline: .seconds(3))
      #expect(fault.contains("did not answer within 3 s"), "\(fault)")
    }
  }

  @Test("a fetch that needs more memory than it may have is ended, and the message says what to do")
  func memory() async throws {
    try await withRepository { setting in
      for index in 0..<3 {
        try GitSetting.run("dd", "if=/dev/urandom", "of=\(setting.repository.path)/big-\(index)", "bs=1M", "count=12")
      }
      try setting.repository.commit(files: [:], "Big")
      var settings = try setting.settings()
      settings.memoryLimit = 64 << 20
      await #expect { try await SourceMirror(settings).poll() } throws: { "\($0)".contains("more than 64 MiB of memory") }
    }
  }

  @Test("a program that cannot fetch: there is none, or it is another one")
  func program() async throws {
    try await withRepository { setting in
      for program in ["/nowhere/nuncio", "/bin/false"] {
        var settings = try setting.settings()
        settings.executable = [program]
        await #expect { try await SourceMirror(settings).poll() } throws: { "\($0)".contains("fetching file://") }
      }
    }
  }

  @Test("nobody listens, no such host, no such folder")
  func unreachable() async throws {
    try await withRepository { setting in
      let port = try GitSetting.freePort()
      #expect(try await setting.fault(url: "https://127.0.0.1:\(port)/x").contains("cannot be reached: "))
      #expect(try await setting.fault(url: "https://no-such-host.invalid/x").contains("cannot be reached: "))
      #expect(try await setting.fault(url: "file:///nowhere/at/all").contains("cannot be reached: "))
    }
  }

  @Test("a branch, a tag, a commit, a folder that is not there; an empty repository: each is told")
  func missing() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    #expect(try await setting.fault().contains("is empty: commit something first"))
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    #expect(try await setting.fault(.branch("nope")).contains("has no branch nope"))
    #expect(try await setting.fault(.tag("v9")).contains("has no tag v9"))
    let id = try #require(CommitID(String(repeating: "1", count: 40)))
    #expect(try await setting.fault(.commit(id)).contains("has no commit 1111"))
    #expect(try await setting.fault(path: "gateway").contains("no folder gateway"))
    #expect(try await setting.fault(path: "a.yaml").contains("no folder a.yaml"))
  }

  @Test("a branch that is deleted is told, and followed again when it is back")
  func deleted() async throws {
    try await withRepository { setting in
      try setting.repository.git("branch", "edge")
      let mirror = try setting.mirror(.branch("edge"))
      let head = try await mirror.poll().head
      try setting.repository.git("branch", "-D", "edge")
      await #expect { try await mirror.poll() } throws: { "\($0)".contains("has no branch edge") }
      #expect(try await mirror.tree(of: head).entries.count == 1)
      try setting.repository.git("branch", "edge")
      guard case .unchanged(head) = try await mirror.poll() else { throw DemoFailure("it is as before") }
    }
  }

  @Test("a branch that was rewritten is fetched, and does not descend from what it was")
  func rewritten() async throws {
    try await withRepository { setting in
      try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
      let mirror = try setting.mirror()
      let before = try await mirror.poll().head
      try setting.repository.git("reset", "--quiet", "--hard", "HEAD~1")
      try setting.repository.commit(files: ["a.yaml": "a: 3\n"], "Three")
      let after = try await mirror.poll().head
      #expect(after.summary == "Three")
      #expect(await !mirror.descends(after.id, from: before.id))
    }
  }

  @Test("a tag that is moved is followed; a commit that is pinned stays, also when the branch goes on")
  func pins() async throws {
    try await withRepository { setting in
      try setting.repository.git("tag", "v1")
      let (tag, first) = (try setting.mirror(.tag("v1")), try await setting.mirror().poll().head)
      #expect(try await tag.poll().head == first)
      try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
      try setting.repository.git("tag", "--force", "--annotate", "v1", "--message", "moved")
      #expect(try await tag.poll().head.summary == "Two")
      let pin = try setting.mirror(.commit(first.id))
      #expect(try await pin.poll().head == first)
      guard case .unchanged(first) = try await pin.poll() else { throw DemoFailure("it is pinned") }
    }
  }
}

/// Answers every request with a byte of a header now and then, and never ends.
private final class DrippingServer {
  let port: Int
  private let script: Process

  init() async throws {
    let port = try GitSetting.freePort()
    self.port = port
    script = Process()
    script.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    script.arguments = [
      "python3", "-c",
      """
      import socket, time
      listener = socket.create_server(("127.0.0.1", \(port)))
      while True:
          caller, _ = listener.accept()
          try:
              while caller.sendall(b"HTTP/1.1 200 OK\\r\\nX: ") is None:
                  time.sleep(0.2)
          except OSError:
              pass
      """,
    ]
    try script.run()
    try await GitSetting.waitForListener(port: port)
  }

  func end() {
    // Foundation's children inherit blocked signals: they are asked in a way that cannot be blocked.
    kill(script.processIdentifier, SIGKILL)
    script.waitUntilExit()
  }
}
