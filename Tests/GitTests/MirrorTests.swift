import Foundation
import Git
import Testbed
import Testing

/// Real repositories, made with Git itself; the network work runs in a child of the program.
struct MirrorTests {
  /// The program beside the tests; it fetches.
  private static var child: [String]? {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [folder.path, FileManager.default.currentDirectoryPath + "/.build/debug"]
    return candidates.map { $0 + "/nuncio" }.first { FileManager.default.isExecutableFile(atPath: $0) }.map { [$0, "fetch-child"] }
  }

  private struct Setting {
    let folder: String
    let repository: SampleRepository
    let child: [String]

    init() throws {
      folder = NSTemporaryDirectory() + "nuncio-git-\(UUID().uuidString.prefix(8))"
      repository = try SampleRepository(path: folder + "/repository", samples: "", values: [:])
      child = try #require(MirrorTests.child, "the nuncio program is not built")
    }

    func mirror(_ reference: GitReference = .branch("main"), path: String = "", url: String? = nil, deadline: Duration = .seconds(20))
      throws -> SourceMirror
    {
      SourceMirror(
        MirrorSettings(
          url: try RemoteURL(url ?? repository.path, allowingFile: true), reference: reference, path: path,
          directory: folder + "/mirror.git",
          executable: child, deadline: deadline))
    }

    func end() { try? FileManager.default.removeItem(atPath: folder) }
  }

  @Test("a poll fetches what moved and says so")
  func moves() async throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["gateway/a.yaml": "a: 1\n", "other.txt": "x"], "One")
    let mirror = try setting.mirror(path: "gateway")
    let first = try await mirror.poll()
    #expect(first.head.summary == "One")
    let tree = try await mirror.tree(of: first.head)
    #expect(tree.entries.map(\.path) == ["gateway/a.yaml"])
    #expect(try tree.read("gateway/a.yaml") == Array("a: 1\n".utf8))
    guard case .unchanged = try await mirror.poll() else { throw DemoFailure("it did not move") }
    try setting.repository.commit(files: ["gateway/a.yaml": "a: 2\n"], "Two")
    guard case .moved(let before, let head) = try await mirror.poll() else { throw DemoFailure("it moved") }
    #expect(before == first.head && head.summary == "Two")
    #expect(await mirror.descends(head.id, from: first.head.id))
  }

  @Test("links out of the tree and submodules are not there")
  func links() async throws {
    let setting = try Setting()
    defer { setting.end() }
    try FileManager.default.createSymbolicLink(atPath: setting.repository.path + "/link.yaml", withDestinationPath: "/etc/passwd")
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let mirror = try setting.mirror()
    let tree = try await mirror.tree(of: try await mirror.poll().head)
    #expect(tree.entries.map(\.path) == ["a.yaml"])
  }

  @Test("a branch that is not there, an empty repository, a missing folder, a path that is none: each is told")
  func faults() async throws {
    let setting = try Setting()
    defer { setting.end() }
    await #expect(throws: GitError.self) { try await setting.mirror().poll() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    await #expect { try await setting.mirror(.branch("nope")).poll() } throws: { "\($0)".contains("has no branch nope") }
    await #expect { try await setting.mirror(path: "gateway").poll() } throws: { "\($0)".contains("no folder gateway") }
    await #expect(throws: GitError.self) { try await setting.mirror(url: "file:///nowhere/at/all").poll() }
  }

  @Test("tags and commits can be followed")
  func pins() async throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    try setting.repository.git("tag", "--annotate", "v1", "--message", "v1")
    let one = try setting.repository.git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
    try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
    #expect(try await setting.mirror(.tag("v1")).poll().head.id.hex == one)
    let id = try #require(CommitID(one))
    #expect(try await setting.mirror(.commit(id)).poll().head.summary == "One")
  }

  @Test("a damaged mirror is made anew")
  func damaged() async throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    _ = try await setting.mirror().poll()
    try FileManager.default.removeItem(atPath: setting.folder + "/mirror.git/objects")
    try FileManager.default.createDirectory(atPath: setting.folder + "/mirror.git/objects", withIntermediateDirectories: true)
    let mirror = try setting.mirror()
    let head = try await mirror.poll().head
    #expect(head.summary == "One")
    #expect(try await mirror.tree(of: head).entries.count == 1)
  }

  @Test("a server that never answers is given up at the deadline")
  func hanging() async throws {
    let setting = try Setting()
    defer { setting.end() }
    let listener = try SilentListener()
    let mirror = try setting.mirror(url: "http://127.0.0.1:\(listener.port)/x.git", deadline: .seconds(2))
    await #expect { try await mirror.poll() } throws: { "\($0)".contains("did not answer") }
  }

  @Test("the store keeps entries, refuses a stale writer, and plain Git reads it")
  func store() async throws {
    let folder = NSTemporaryDirectory() + "nuncio-store-\(UUID().uuidString.prefix(8))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try RefStore(directory: folder)
    let one = try await store.append("refs/heads/edge", files: ["a": [1]], message: "one", time: 5, expecting: nil)
    let two = try await store.append("refs/heads/edge", files: ["a": [2]], message: "two", time: 6, expecting: one)
    await #expect(throws: GitError.conflict(reference: "refs/heads/edge")) {
      try await store.append("refs/heads/edge", files: ["a": [3]], message: "three", time: 7, expecting: one)
    }
    #expect(await store.head("refs/heads/edge") == two)
    #expect(try await store.files(at: two) == ["a": [2]])
  }

  @Test(
    "URLs that are refused",
    arguments: ["", "-oProxyCommand=x", "http://example.com/a.git", "https://u:secret@example.com/a", "ftp://x/y", "ssh://-x/y"])
  func urls(_ text: String) {
    #expect { try RemoteURL(text, allowingFile: true) } throws: { !"\($0)".contains("secret") }
  }
}
