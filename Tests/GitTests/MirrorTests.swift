import Foundation
import Git
import Testbed
import Testing

/// Real repositories, made with Git itself; the network work runs in a child of the program.
struct MirrorTests {
  @Test("a poll fetches what moved and says so")
  func moves() async throws {
    let setting = try GitSetting()
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
    let setting = try GitSetting()
    defer { setting.end() }
    try FileManager.default.createSymbolicLink(atPath: setting.repository.path + "/link.yaml", withDestinationPath: "/etc/passwd")
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let mirror = try setting.mirror()
    let tree = try await mirror.tree(of: try await mirror.poll().head)
    #expect(tree.entries.map(\.path) == ["a.yaml"])
  }

  @Test("a branch that is not there, an empty repository, a missing folder, a path that is none: each is told")
  func faults() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    await #expect(throws: GitError.self) { try await setting.mirror().poll() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    await #expect { try await setting.mirror(.branch("nope")).poll() } throws: { "\($0)".contains("has no branch nope") }
    await #expect { try await setting.mirror(path: "gateway").poll() } throws: { "\($0)".contains("no folder gateway") }
    await #expect(throws: GitError.self) { try await setting.mirror(url: "file:///nowhere/at/all").poll() }
  }

  @Test("tags and commits can be followed")
  func pins() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    try setting.repository.git("tag", "--annotate", "v1", "--message", "v1")
    let one = try setting.repository.git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
    try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
    #expect(try await setting.mirror(.tag("v1")).poll().head.id.hex == one)
    let id = try #require(CommitID(one))
    #expect(try await setting.mirror(.commit(id)).poll().head.summary == "One")
  }
}
