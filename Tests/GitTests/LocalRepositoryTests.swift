import Foundation
import Git
import Testbed
import Testing

/// Repositories of this machine as they stand, made with Git itself: nothing is checked out or written.
@Suite("LocalRepository: revisions without a checkout")
struct LocalRepositoryTests {
  private struct Setting {
    let folder: String
    let repository: SampleRepository

    init() throws {
      folder = NSTemporaryDirectory() + "nuncio-local-\(UUID().uuidString.prefix(8))"
      repository = try SampleRepository(path: folder + "/repository", samples: "", values: [:])
    }

    func end() { try? FileManager.default.removeItem(atPath: folder) }
  }

  private func paths(_ repository: LocalRepository, _ name: String, at path: String = "") throws -> [String] {
    try repository.tree(of: try repository.commit(name), TreeScope(path: path)) { $0.hasSuffix(".yaml") }.entries.map(\.path)
  }

  @Test("names as git rev-parse reads them; from a folder inside, a bare clone and a linked worktree")
  func shapes() throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["sub/a.yaml": "a: 1\n", "b.txt": ""], "One")
    try setting.repository.git("tag", "-a", "v1", "-m", "tagged")
    try setting.repository.commit(files: ["c.yaml": "c: 1\n"], "Two\n\nbody")
    let inside = try LocalRepository(discovering: setting.repository.path + "/sub")
    #expect(inside.path(of: setting.repository.path + "/sub") == "sub" && inside.path(of: setting.repository.path) == "")
    #expect(try inside.commit("HEAD").message == "Two\n\nbody\n")
    #expect(try inside.commit("HEAD").author.email == "demo@example.com")
    #expect(try inside.commit("v1").id == inside.commit("HEAD~1").id)
    #expect(try inside.commit(inside.commit("HEAD").id.short).id == inside.commit("main").id)
    #expect(try paths(inside, "HEAD") == ["c.yaml", "sub/a.yaml"])
    #expect(try paths(inside, "v1", at: "sub") == ["sub/a.yaml"])
    try setting.repository.git("clone", "--quiet", "--bare", ".", setting.folder + "/bare.git")
    #expect(try paths(LocalRepository(discovering: setting.folder + "/bare.git"), "main") == ["c.yaml", "sub/a.yaml"])
    try setting.repository.git("worktree", "add", "--quiet", setting.folder + "/linked", "v1")
    #expect(try paths(LocalRepository(discovering: setting.folder + "/linked"), "HEAD") == ["sub/a.yaml"])
  }

  @Test("the base of a pull request is where it parted, also after merges")
  func mergeBase() throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let start = try setting.repository.git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
    try setting.repository.git("checkout", "--quiet", "-b", "change")
    try setting.repository.commit(files: ["b.yaml": "b: 1\n"], "Change")
    try setting.repository.git("checkout", "--quiet", "main")
    try setting.repository.commit(files: ["c.yaml": "c: 1\n"], "Meanwhile")
    let local = try LocalRepository(discovering: setting.repository.path)
    #expect(try local.mergeBase(of: local.commit("main"), and: local.commit("change")).id.hex == start)
    try setting.repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "change")
    let merge = try local.commit("HEAD")
    #expect(merge.parents.count == 2)
    #expect(try local.mergeBase(of: local.commit("change"), and: merge).id == local.commit("change").id)
  }

  @Test("what is not there is told, with what to do")
  func faults() throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let local = try LocalRepository(discovering: setting.repository.path)
    #expect(throws: LocalRepositoryError.missingRevision("nope", isShallow: false)) { try local.commit("nope") }
    #expect(throws: LocalRepositoryError.missingRevision("f", isShallow: false)) { try local.commit("f") }
    #expect(throws: LocalRepositoryError.missingRevision("", isShallow: false)) { try local.commit("") }
    #expect(throws: LocalRepositoryError.missingRevision("a..b^{", isShallow: false)) { try local.commit("a..b^{") }
    #expect(throws: LocalRepositoryError.notACommit("HEAD^{tree}")) { try local.commit("HEAD^{tree}") }
    #expect(throws: LocalRepositoryError.self) { try paths(local, "HEAD", at: "gateway") }
    #expect(throws: LocalRepositoryError.notARepository("/")) { try LocalRepository(discovering: "/") }
    try setting.repository.git("checkout", "--quiet", "--orphan", "other")
    try setting.repository.commit(files: ["z.yaml": "z: 1\n"], "Other")
    #expect { try local.mergeBase(of: local.commit("main"), and: local.commit("other")) } throws: { "\($0)".contains("no common ancestor") }
  }

  @Test("a shallow clone says that it is one; what it has is enough when the base is in it")
  func shallow() throws {
    let setting = try Setting()
    defer { setting.end() }
    for name in ["One", "Two", "Three"] { try setting.repository.commit(files: ["a.yaml": "a: \(name)\n"], name) }
    try setting.repository.git("clone", "--quiet", "--depth", "2", "file://" + setting.repository.path, setting.folder + "/shallow")
    let local = try LocalRepository(discovering: setting.folder + "/shallow")
    #expect(local.isShallow)
    #expect(try local.mergeBase(of: local.commit("HEAD~1"), and: local.commit("HEAD")).id == local.commit("HEAD~1").id)
    #expect { try local.commit("HEAD~2") } throws: { "\($0)".contains("fetch-depth: 0") }
  }

  @Test("equal contents have one id wherever they stand; links and submodules are not there")
  func contents() throws {
    let setting = try Setting()
    defer { setting.end() }
    try FileManager.default.createSymbolicLink(atPath: setting.repository.path + "/link.yaml", withDestinationPath: "/etc/passwd")
    try setting.repository.commit(files: ["a.yaml": "a: 1\n", "b/c.yaml": "a: 1\n"], "One")
    let local = try LocalRepository(discovering: setting.repository.path)
    let tree = try local.tree(of: local.commit("HEAD"), TreeScope(path: "")) { _ in true }
    #expect(tree.entries.map(\.path) == ["a.yaml", "b/c.yaml"])
    #expect(tree.entries.map(\.size) == [5, 5])
    #expect(tree.id(of: "a.yaml") == tree.id(of: "b/c.yaml"))
    #expect(try tree.read("b/c.yaml") == Array("a: 1\n".utf8))
    #expect(throws: GitError.pathMissing("link.yaml")) { try tree.read("link.yaml") }
  }

  @Test("what is not wanted is not there, however large; what is, is listed for its reader to refuse")
  func large() throws {
    let setting = try Setting()
    defer { setting.end() }
    let text = String(repeating: "# filler\n", count: 600_000)
    try setting.repository.commit(files: ["video.bin": text, "big.yaml": text], "One")
    let local = try LocalRepository(discovering: setting.repository.path)
    #expect(try paths(local, "HEAD") == ["big.yaml"])
  }

  @Test("a name that no checkout would take is told", arguments: ["..", ".git", "twice"])
  func hostile(_ name: String) throws {
    let setting = try Setting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let id = try setting.repository.git("rev-parse", "HEAD:a.yaml").trimmingCharacters(in: .newlines)
    let digits = stride(from: 0, to: 40, by: 2).map { UInt8(id.dropFirst($0).prefix(2), radix: 16) ?? 0 }
    let entry = Data("100644 \(name)\0".utf8) + Data(digits)
    try (name == "twice" ? entry + entry : entry).write(to: URL(fileURLWithPath: setting.folder + "/tree"))
    let tree = try setting.repository.git("hash-object", "-t", "tree", "-w", "--literally", setting.folder + "/tree")
    let commit = try setting.repository.git("commit-tree", tree.trimmingCharacters(in: .newlines), "-m", "Hostile")
    let local = try LocalRepository(discovering: setting.repository.path)
    let hostile = try local.commit(commit.trimmingCharacters(in: .newlines))
    #expect(throws: LocalRepositoryError.badName(name.debugDescription)) { try local.tree(of: hostile, TreeScope(path: "")) { _ in true } }
  }
}
