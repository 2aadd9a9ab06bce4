import Foundation
import Testbed
import Testing

/// What nobody should commit, and does: one message with its place, never a crash, and nothing of it reaches the terminal raw.
@Suite("validate: bad input", .enabled(if: Program.path != nil, "needs the program: swift build"))
struct BadInputTests {
  @Test("a file that is not UTF-8 is an error at its place, in a folder and in a commit")
  func encoding() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let repository = try sandbox.repository(base: ["gateway.yaml": Objects.gateway], head: ["gateway.yaml": Objects.gateway, "x.txt": ""])
    let bytes = Data("kind: Mapping\nname: caf".utf8) + Data([0xE9, 0x0A])
    try bytes.write(to: URL(fileURLWithPath: sandbox.path + "/latin.yaml"))
    try repository.commit(files: [:], "Latin")
    for arguments in [["validate"], ["validate", "--base", "main"]] {
      let answer = try Program.run(arguments, in: sandbox.path)
      #expect(answer.status == 1)
      #expect(answer.output.contains("not UTF-8") && answer.output.contains("latin.yaml:2:"))
    }
  }

  @Test("control characters of a repository do not reach the terminal")
  func escapes() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let evil = "kind: \"\\e[2J\"\napiVersion: getambassador.io/v3alpha1\nmetadata: {name: x}\nspec: {}\n"
    _ = try sandbox.repository(base: ["gateway.yaml": Objects.gateway], head: ["gateway.yaml": Objects.gateway, "e\u{1B}[31m.yaml": evil])
    for format in ["text", "github", "junit"] {
      let answer = try Program.run(["validate", "--base", "main", "--format", format], in: sandbox.path)
      #expect(answer.status == 1)
      #expect(format == "github" || !answer.output.contains("\u{1B}"))
    }
  }

  @Test("a secret's lines are not quoted")
  func secrets() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: hunter2\n  password: hunter2\n"
    _ = try sandbox.repository(base: ["gateway.yaml": Objects.gateway], head: ["gateway.yaml": Objects.gateway, "s.yaml": secret])
    for format in ["text", "json", "sarif", "github", "junit"] {
      let answer = try Program.run(["validate", "--base", "main", "--format", format], in: sandbox.path)
      #expect(answer.status == 1 && answer.output.contains("stands twice") && !answer.output.contains("hunter2"))
    }
  }

  @Test("a file over the limit is an error, read from its size; other large files do not matter")
  func large() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let text = String(repeating: "# filler\n", count: 600_000)
    _ = try sandbox.repository(
      base: ["gateway.yaml": Objects.gateway], head: ["gateway.yaml": Objects.gateway, "big.yaml": text, "video.bin": text + text])
    let answer = try Program.run(["validate", "--base", "main"], in: sandbox.path)
    #expect(answer.status == 1)
    #expect(answer.output.contains("big.yaml:1:1") && answer.output.contains("larger than 5 MiB"))
    #expect(!answer.output.contains("video.bin"))
  }

  @Test("a merge commit is judged by its tree; a file that was only renamed changes nothing")
  func merge() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let base = ["gateway.yaml": Objects.gateway, "a.yaml": Objects.mapping("a", "/a")]
    let repository = try sandbox.repository(base: base, head: ["gateway.yaml": Objects.gateway, "sub/b.yaml": Objects.mapping("a", "/a")])
    try repository.git("checkout", "--quiet", "main")
    try repository.commit(files: ["c.yaml": Objects.mapping("c", "/c")], "Meanwhile")
    try repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "change")
    let renamed = try Program.run(["validate", "--base", "HEAD^1", "--head", "HEAD"], in: sandbox.path)
    #expect(renamed.output.contains("What traffic changes: nothing") && renamed.status == 0)
    // Since the branch parted, the base has moved on: that is not its doing.
    let branch = try Program.run(["validate", "--base", "HEAD^1", "--head", "change"], in: sandbox.path)
    #expect(branch.output.contains("What traffic changes: nothing"))
    let main = try Program.run(["validate", "--base", "change", "--head", "HEAD"], in: sandbox.path)
    #expect(main.output.contains("1 route added"))
  }

  @Test(
    "what cannot be read leaves with status 2 and one line",
    arguments: [
      ["validate", "/nowhere"], ["validate", "--base", "nope"], ["validate", "--base", ""], ["validate", "--base=-x"],
      ["validate", "nofolder", "--base", "main"], ["validate", "../", "--base", "main"], ["validate", "-", "--base", "main"],
      ["validate", "--policies", "/nowhere"], ["validate", "--repo", "/", "--base", "main"], ["validate", "--base", "main^{tree}"],
      ["validate", "--secrets", "/nowhere"], ["diff", "--base", "nope"],
    ])
  func unusable(_ arguments: [String]) throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    _ = try sandbox.repository(base: ["gateway.yaml": Objects.gateway], head: ["gateway.yaml": Objects.gateway + "# more\n"])
    let answer = try Program.run(arguments, in: sandbox.path)
    #expect(answer.status == 2)
    #expect(answer.output.isEmpty && answer.errors.hasPrefix("error: "))
    #expect(answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
  }

  @Test("standard input is one file")
  func standardInput() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let answer = try Program.run(["validate", "-"], in: sandbox.path, input: Objects.mapping("a", "a"))
    #expect(answer.status == 1 && answer.output.contains("stdin.yaml:6:11"))
  }
}
