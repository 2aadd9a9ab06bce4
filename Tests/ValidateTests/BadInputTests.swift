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
      let answer = try Program.run(["validate", "--format", format], in: sandbox.path)
      #expect(answer.status == 1)
      #expect(format == "github" || !answer.output.contains("\u{1B}"))
    }
    // A commit with such a name is refused, as the daemon refuses it.
    let answer = try Program.run(["validate", "--base", "main"], in: sandbox.path)
    #expect(answer.status == 2 && answer.errors.contains("no checkout would take") && !answer.errors.contains("\u{1B}"))
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

  @Test(
    "nor are they when the kind is written otherwise, or the line is also another object's",
    arguments: [
      "kind:  Secret\nstringData:\n  password: hunter2\n  password: hunter2\n",
      "kind: 'Secret'\nstringData: {password: hunter2\n",
      "'kind': Secret\nstringData: {password: \"hunter2\n",
      "kind: \"\\x53ecret\"\nstringData:\n  password: hunter2\n  password: hunter2\n",
      "kind: List\nitems: [{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {p: hunter2}}, "
        + "{apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: m}, spec: {hostname: '*', prefix: x, service: s}}]\n",
    ])
  func hiddenSecrets(_ text: String) throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    try ("apiVersion: v1\n" + text).write(toFile: sandbox.path + "/s.yaml", atomically: true, encoding: .utf8)
    let answer = try Program.run(["validate"], in: sandbox.path)
    #expect(answer.status == 1 && answer.output.contains("s.yaml:") && !answer.output.contains("hunter2"), "\(answer.output)")
  }

  @Test("a branch from before a policy is judged by it, and by what it was compared with only for what changed")
  func oldForkPoint() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let base = ["gateway.yaml": Objects.gateway]
    let repository = try sandbox.repository(base: base, head: ["gateway.yaml": Objects.gateway, "m.yaml": Objects.mapping("m", "/m")])
    let before = try Program.run(["validate", "--base", "main"], in: sandbox.path)
    try repository.git("checkout", "--quiet", "main")
    try repository.commit(files: ["policies/p.yaml": Objects.policy("late"), "o.yaml": Objects.mapping("o", "/o")], "A policy")
    try repository.git("checkout", "--quiet", "change")
    let after = try Program.run(["validate", "--base", "main"], in: sandbox.path)
    #expect(before.status == 0 && after.status == 1)
    #expect(after.output.contains("no to late") && !after.output.contains("/o"))
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
      ["validate", "/nowhere"], ["validate", "--base", "nope"], ["validate", "--base", "f"], ["validate", "--base", ""],
      ["validate", "--base=-x"],
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
