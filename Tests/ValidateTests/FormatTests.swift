import Foundation
import Testbed
import Testing

/// What other programs read: one document on standard output, whatever the exit status.
@Suite("validate: JSON, SARIF, GitHub and JUnit", .enabled(if: Program.path != nil, "needs the program: swift build"))
struct FormatTests {
  private static let base = ["gateway.yaml": Objects.gateway, "routes/old.yaml": Objects.mapping("old", "old")]
  private static let head = base.merging([
    "routes/a,b: 100%.yaml": Objects.mapping("typo", "/pay", host: "pay.exmaple.com"), "routes/cart.yaml": Objects.mapping("cart", "/cart"),
  ]) { $1 }

  private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Answer {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    _ = try sandbox.repository(base: Self.base, head: Self.head)
    return try Program.run(["validate", "--base", "main"] + arguments, in: sandbox.path, environment: environment)
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("JSON: findings with their places, counts, and what changes; keys are sorted")
  func json() throws {
    let answer = try run("--format", "json")
    #expect(answer.status == 1 && answer.errors.isEmpty)
    let document = try json(answer.output)
    let findings = try #require(document["findings"] as? [[String: Any]])
    #expect(findings.map { $0["code"] as? String } == ["unreachable-mapping", "bad-value"])
    #expect(findings[0]["file"] as? String == "routes/a,b: 100%.yaml" && findings[0]["line"] as? Int == 5)
    #expect(findings.map { $0["new"] as? Bool } == [true, false])
    let changes = try #require(document["changes"] as? [String: Any])
    let routes = try #require(changes["routes"] as? [String: Any])
    #expect((routes["added"] as? [[String: Any]])?.map { $0["path"] as? String } == ["/cart"])
    let sorted = try JSONSerialization.data(
      withJSONObject: document, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    #expect(answer.output == String(decoding: sorted, as: UTF8.self) + "\n")
  }

  @Test("JSON: a clean folder has an empty list")
  func clean() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let answer = try Program.run(["validate", "--format", "json"], in: sandbox.path)
    #expect(answer.status == 0)
    #expect((try json(answer.output)["findings"] as? [Any])?.isEmpty == true)
  }

  @Test("SARIF: rules, relative paths, regions and fingerprints; the same finding has the same fingerprint on another line")
  func sarif() throws {
    let answer = try run("--format", "sarif")
    #expect(answer.status == 1)
    let run = try #require((try json(answer.output)["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    for result in results {
      #expect(rules[try #require(result["ruleIndex"] as? Int)]["id"] as? String == result["ruleId"] as? String)
    }
    let place = try #require(
      ((results[0]["locations"] as? [[String: Any]])?.first?["physicalLocation"]) as? [String: Any])
    #expect((place["artifactLocation"] as? [String: Any])?["uri"] as? String == "routes/a%2Cb%3A%20100%25.yaml")
    #expect((place["region"] as? [String: Int]) == ["startLine": 5, "startColumn": 13, "endColumn": 28])
    let moved = try Self.fingerprints(["routes/typo.yaml": "# moved\n\n" + Objects.mapping("typo", "/pay", host: "pay.exmaple.com")])
    #expect(moved == [results[0]["partialFingerprints"] as? [String: String]])
  }

  private static func fingerprints(_ files: [String: String]) throws -> [[String: String]?] {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    _ = try sandbox.repository(base: ["gateway.yaml": Objects.gateway], head: files.merging(["gateway.yaml": Objects.gateway]) { $1 })
    let answer = try Program.run(["validate", "--format", "sarif"], in: sandbox.path)
    let document = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    let results = (document?["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]] ?? []
    return results.map { $0["partialFingerprints"] as? [String: String] }
  }

  @Test(
    "SARIF: what is written is valid by the published schema",
    .enabled(if: JSONSchema.sarif != nil, "needs .tools/sarif-2.1.0.json: scripts/setup test"))
  func sarifSchema() throws {
    let schema = try #require(JSONSchema.sarif)
    for arguments in [["--format", "sarif"], ["--format", "sarif", "--only-new", "--strict"]] {
      let sandbox = try Sandbox()
      defer { sandbox.end() }
      let policy =
        "apiVersion: nuncio.dev/v1alpha1\nkind: ChangePolicy\nmetadata: {name: none}\n"
        + "spec: {validations: [{expression: 'false', message: no}], actions: [Warn]}\n"
      _ = try sandbox.repository(base: Self.base, head: Self.head.merging(["policies/p.yaml": policy, "broken.yaml": "a: ["]) { $1 })
      let answer = try Program.run(["validate", "--base", "main"] + arguments, in: sandbox.path)
      let document = try json(answer.output)
      #expect(schema.problems(document) == [])
      #expect(answer.output.contains("policy/none") && answer.output.contains("yaml-syntax"))
    }
    // The validator can say no.
    #expect(!schema.problems(["version": "2.1.0"] as [String: Any]).isEmpty)
    #expect(!schema.problems(["version": "3", "runs": [[String: Any]]()] as [String: Any]).isEmpty)
  }

  @Test("GitHub: one command for each finding, escaped; the summary is appended")
  func github() throws {
    let summary = NSTemporaryDirectory() + "nuncio-summary-\(UUID().uuidString)"
    try "before\n".write(toFile: summary, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: summary) }
    let answer = try run("--format", "github", environment: ["GITHUB_STEP_SUMMARY": summary])
    let lines = answer.output.split(separator: "\n").map(String.init)
    #expect(
      lines[0].hasPrefix(
        "::error file=routes/a%2Cb%3A 100%25.yaml,line=5,col=13,endColumn=28,title=unreachable-mapping::no Host takes this Mapping."))
    #expect(lines.count == 3)
    let text = try String(contentsOfFile: summary, encoding: .utf8)
    #expect(text.hasPrefix("before\n### nuncio validate"))
    #expect(text.contains("1 route added") && text.contains("| error | routes/a,b: 100%.yaml:5 |"))
  }

  @Test("GitHub: a folder's files have their path from where the command is called")
  func folder() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    _ = try sandbox.repository(base: Self.base, head: ["gateway/bad.yaml": Objects.mapping("bad", "bad")])
    let answer = try Program.run(["validate", "./gateway/", "--format", "github"], in: sandbox.path)
    #expect(answer.output.contains("file=gateway/bad.yaml,line=6"))
  }

  @Test(
    "every format names a folder's files, and those of --policies, from where the command is called",
    arguments: [
      "text", "json", "sarif", "github", "junit",
    ])
  func places(_ format: String) throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    _ = try sandbox.repository(
      base: Self.base, head: ["gateway/cart.yaml": Objects.mapping("cart", "/cart"), "ops/p.yaml": Objects.policy("none")])
    let answer = try Program.run(["validate", "gateway", "--policies", "ops", "--format", format], in: sandbox.path)
    #expect(answer.status == 1 && answer.output.contains("no to none"))
    #expect(answer.output.contains("gateway/cart.yaml"))
    #expect(!answer.output.contains("gateway/ops") && (format == "junit" || answer.output.contains("ops/p.yaml")))
  }

  @Test("JUnit: a failure for each error, a case that passes for a warning, and one when there is nothing to say")
  func junit() throws {
    let answer = try run("--format", "junit")
    #expect(answer.output.contains("tests=\"2\" failures=\"2\""))
    #expect(answer.output.contains("name=\"unreachable-mapping Mapping shop/typo routes/a,b: 100%.yaml:5:13\""))
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let clean = try Program.run(["validate", "--format", "junit"], in: sandbox.path)
    #expect(clean.output.contains("tests=\"1\" failures=\"0\"") && clean.status == 0)
  }
}
