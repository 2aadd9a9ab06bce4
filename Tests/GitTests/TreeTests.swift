import Foundation
import Git
import Testbed
import Testing

@Suite("The files of a commit, read without a checkout")
struct TreeTests {
  /// A commit of a tree that Git itself would not make.
  private func commit(_ tree: String, in repository: SampleRepository) throws {
    let id = try repository.git("commit-tree", tree, "-m", "Hostile").trimmingCharacters(in: .newlines)
    try repository.git("update-ref", "refs/heads/main", id)
  }

  /// A tree object, byte by byte, of entries with a mode, a name and an id.
  private func tree(_ entries: [(mode: String, name: String, id: String)], in repository: SampleRepository) throws -> String {
    var bytes = Data()
    for entry in entries {
      bytes += Data("\(entry.mode) \(entry.name)\0".utf8)
      for index in stride(from: 0, to: 40, by: 2) { bytes.append(UInt8(entry.id.dropFirst(index).prefix(2), radix: 16) ?? 0) }
    }
    let file = repository.path + "/../tree-\(UUID().uuidString)"
    try bytes.write(to: URL(fileURLWithPath: file))
    return try repository.git("hash-object", "-t", "tree", "-w", "--literally", file).trimmingCharacters(in: .newlines)
  }

  private func blob(_ text: String, in repository: SampleRepository) throws -> String {
    let file = repository.path + "/../blob-\(UUID().uuidString)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return try repository.git("hash-object", "-w", file).trimmingCharacters(in: .newlines)
  }

  @Test("with a kustomization at the top of its path, all of the repository counts")
  func scope() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    let mirror = try setting.mirror(path: "overlays/prod")
    try setting.repository.commit(files: ["overlays/prod/a.yaml": "a: 1\n", "base/b.yaml": "b: 1\n"], "Plain")
    let plain = try await mirror.poll().head
    #expect(try await mirror.tree(of: plain).entries.map(\.path) == ["overlays/prod/a.yaml"])
    try setting.repository.commit(files: ["base/b.yaml": "b: 2\n"], "Elsewhere")
    #expect(try await mirror.poll().head.tree == plain.tree)
    try setting.repository.commit(files: ["overlays/prod/kustomization.yaml": "resources: [../../base/b.yaml]\n"], "Overlay")
    let overlay = try await mirror.poll().head
    let files = try await mirror.tree(of: overlay)
    #expect(files.entries.map(\.path) == ["base/b.yaml", "overlays/prod/a.yaml", "overlays/prod/kustomization.yaml"])
    #expect(try files.read("base/b.yaml") == Array("b: 2\n".utf8))
    try setting.repository.commit(files: ["base/b.yaml": "b: 3\n"], "Elsewhere, and named")
    #expect(try await mirror.poll().head.tree != overlay.tree)
    try setting.repository.git("rm", "-q", "overlays/prod/kustomization.yaml")
    try setting.repository.commit(files: ["overlays/prod/overlays/prod/kustomization.yaml": ""], "Twice")
    await #expect(throws: GitError.nestedPath("overlays/prod")) { try await mirror.poll() }
  }

  @Test("regular files are there; links, whatever they point to, and submodules are not")
  func entries() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    let root = setting.repository.path
    for (name, target) in [("absolute.yaml", "/etc/passwd"), ("up.yaml", "../../x"), ("near.yaml", "a.yaml"), ("folder", "/etc")] {
      try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
    }
    let first = try setting.repository.commit(files: ["a.yaml": "a: 1\n", "run.sh": "x"], "One")
    let whole = try setting.repository.git("rev-parse", first).trimmingCharacters(in: .newlines)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root + "/run.sh")
    try setting.repository.git("update-index", "--add", "--cacheinfo", "160000,\(whole),module")
    try setting.repository.git("add", "run.sh")
    try setting.repository.git("commit", "--quiet", "--message", "Two")
    let mirror = try setting.mirror()
    let tree = try await mirror.tree(of: try await mirror.poll().head)
    #expect(tree.entries.map(\.path) == ["a.yaml", "run.sh"])
    for name in ["absolute.yaml", "folder/passwd", "module/a.yaml", "../x", "/etc/passwd"] {
      #expect(throws: GitError.pathMissing(name)) { try tree.read(name) }
    }
    for path in ["folder", "module", "near.yaml"] {
      #expect(try await setting.fault(path: path).contains("no folder \(path)"))
    }
  }

  @Test(
    "a name that leads out of its folder, or is Git's own, or is there twice, refuses the commit",
    arguments: ["..", ".", ".git", ".GIT", "/etc/passwd", "a/b", "../x", "a\nb", "", "twice"])
  func hostile(_ name: String) async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let id = try blob("x: 1\n", in: setting.repository)
    let entries = [(mode: "100644", name: name, id: id)]
    let inner = try tree(name == "twice" ? entries + entries : entries, in: setting.repository)
    try commit(try tree([(mode: "40000", name: "gateway", id: inner)], in: setting.repository), in: setting.repository)
    let mirror = try setting.mirror()
    // Some of these libgit2 does not even take in: then nothing came of the fetch.
    await #expect { try await mirror.tree(of: try await mirror.poll().head) } throws: { error in
      let words = "\(error)"
      return words.contains("an entry that no checkout would take") || words.contains("is damaged")
    }
  }

  @Test("a tree of trees that name each other over and over is refused before it is walked to its end")
  func bomb() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    for leaf in [true, false] {
      var id = leaf ? try blob("x", in: setting.repository) : try tree([], in: setting.repository)
      for level in 0..<12 {
        let mode = level == 0 && leaf ? "100644" : "40000"
        id = try tree((0..<10).map { (mode: mode, name: "\($0)", id: id) }, in: setting.repository)
      }
      try commit(id, in: setting.repository)
      let mirror = try setting.mirror()
      let head = try await mirror.poll().head
      await #expect { try await mirror.tree(of: head) } throws: { "\($0)".contains("more than 100000 files and folders") }
    }
  }

  @Test("folders in folders without end, a file and a commit that are too large: each is told, with the way out")
  func limits() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let mirror = try setting.mirror()
    var id = try tree([], in: setting.repository)
    for _ in 0..<100 { id = try tree([(mode: "40000", name: "a", id: id)], in: setting.repository) }
    try commit(id, in: setting.repository)
    var head = try await mirror.poll().head
    await #expect { try await mirror.tree(of: head) } throws: { "\($0)".contains("nested deeper than 64") }

    try GitSetting.run("truncate", "-s", "6M", setting.repository.path + "/big.bin")
    let big = try setting.repository.git("hash-object", "-w", "big.bin").trimmingCharacters(in: .newlines)
    try commit(try tree([(mode: "100644", name: "big.bin", id: big)], in: setting.repository), in: setting.repository)
    head = try await mirror.poll().head
    await #expect { try await mirror.tree(of: head) } throws: { "\($0)".contains("big.bin has 6291456 bytes; 5242880 is the most") }

    try GitSetting.run("truncate", "-s", "5M", setting.repository.path + "/big.bin")
    let large = try setting.repository.git("hash-object", "-w", "big.bin").trimmingCharacters(in: .newlines)
    let many = (10..<24).map { (mode: "100644", name: "\($0)", id: large) }
    try commit(try tree(many, in: setting.repository), in: setting.repository)
    head = try await mirror.poll().head
    await #expect { try await mirror.tree(of: head) } throws: { "\($0)".contains("more than 64 MiB. Narrow it with --path") }
  }

  @Test("50,000 files are fetched, listed and read")
  func many() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    let marks = "blob\nmark :1\ndata 5\na: 1\n\n"
    let header = "commit refs/heads/main\ncommitter a <a@b> 1700000000 +0000\ndata 4\nMany\n"
    let files = (0..<50_000).map { "M 100644 :1 f\($0 % 500)/\($0).yaml\n" }.joined()
    try GitSetting.run("git", "-C", setting.repository.path, "fast-import", "--quiet", input: marks + header + files + "\n")
    let mirror = try setting.mirror(deadline: .seconds(60))
    let tree = try await mirror.tree(of: try await mirror.poll().head)
    #expect(tree.entries.count == 50_000)
    let read = try tree.entries.filter { $0.path.hasSuffix("7.yaml") }.map { try tree.read($0.path) }
    #expect(read.count == 5000 && read.allSatisfy { $0 == Array("a: 1\n".utf8) })
  }

  @Test("one folder with very many entries is refused by its size, before it is read")
  func wide() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let (id, name) = (try blob("x: 1\n", in: setting.repository), String(repeating: "n", count: 200))
    let lines = (0..<150_000).map { "100644 blob \(id)\t\(name)\($0)\n" }.joined()
    try commit(try GitSetting.run("git", "-C", setting.repository.path, "mktree", input: lines), in: setting.repository)
    let mirror = try setting.mirror(deadline: .seconds(60))
    let head = try await mirror.poll().head
    await #expect { try await mirror.tree(of: head) } throws: { "\($0)".contains("the folder / has too many entries") }
  }
}
