import CEL
import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: cases of policies")
struct PolicyTestTests {
  private struct NoGateway: Error, CustomStringConvertible {
    let description = "no gateway here"
  }

  private func results(_ files: [String: String], changes: ChangeReader = { _, _ in throw NoGateway() }) throws -> [PolicyTestResult] {
    let tree = MemoryTree(files.mapValues { Array($0.utf8) })
    return try PolicyTestFolder.find(in: tree).map { PolicyTestResult($0, changes: changes) }
  }

  private static let policy = policyText(
    name: "timeouts",
    spec: """
      matchConditions: [{name: not-internal, expression: "object.metadata.?labels[?'internal'].orValue('') != 'true'"}]
      validations:
      - {expression: "object.spec.timeout_ms <= 30000", message: at most 30 s}
      - {expression: "object.spec.timeout_ms > 0", message: more than nothing}
      """)

  @Test("cases that are as they should be, and what they cover")
  func good() throws {
    let result = try #require(
      results([
        "timeouts/policy.yaml": Self.policy, "timeouts/README.md": "# Timeouts\n\nNobody waits\nfor ever.\n\nMore.",
        "timeouts/cases/pass/short.yaml": mapping("a", "timeout_ms: 100"),
        "timeouts/cases/pass/internal.yaml": mapping("a", labels: "{internal: 'true'}", "timeout_ms: 100000"),
        "timeouts/cases/fail/long.yaml": mapping("a", "timeout_ms: 90000"), "timeouts/cases/fail/long.message.txt": "at most 30\n",
      ]).first)
    #expect(result.isGood)
    #expect(result.cases.map(\.name) == ["fail/long", "pass/internal", "pass/short"])
    #expect(result.rules.map(\.gap) == [nil, "never fails"])
    #expect(result.rules.map(\.held) == [1, 2])
    #expect(result.conditions.map(\.excluded) == [1])
  }

  @Test("cases that are not, and why")
  func bad() throws {
    let result = try #require(
      results([
        "policy.yaml": Self.policy, "cases/pass/long.yaml": mapping("a", "timeout_ms: 90000"),
        "cases/fail/short.yaml": mapping("a", "timeout_ms: 100"), "cases/fail/other.yaml": mapping("a", "timeout_ms: 90000"),
        "cases/fail/other.message.txt": "too long", "cases/pass/broken.yaml": "{", "cases/pass/none.yaml": "",
        "cases/pass/dated.yaml": mapping("a", "timeout_ms: 1"), "cases/pass/dated.variables.yaml": "now: yesterday",
      ]).first)
    #expect(!result.isGood)
    #expect(
      result.cases.compactMap(\.problem).map { $0.prefix(44) }
        == [
          "refused with \"at most 30 s\", which does not contain \"too long\"", "admitted",
          "cases/pass/broken.yaml:2:1: did not find expected",
          "cases/pass/dated.variables.yaml:1:6: 'now' is", "refused: at most 30 s", "the case has no objects",
        ].map { $0.prefix(44) })
  }

  @Test("an old revision makes updates and deletions; folders below are policies of their own")
  func revisions() throws {
    let spec = "validations: [{expression: \"oldObject == null || object.spec.prefix == oldObject.spec.prefix\", message: keep it}]"
    let found = try results([
      "a/policy.yaml": policyText(name: "a", spec: spec), "a/cases/fail/moved.yaml": mapping("m", "prefix: /b"),
      "a/cases/fail/moved.old.yaml": mapping("m", "prefix: /a"), "a/cases/pass/new.yaml": mapping("m", "prefix: /b"),
      "a/deep/policy.yaml": policyText(name: "b", spec: spec),
    ])
    #expect(found.map(\.path) == ["a", "a/deep"])
    #expect(found.map(\.isGood) == [true, true])
    #expect(found.map(\.cases.count) == [2, 0])
  }

  @Test("change policies get the commit and the time of the case, and the change from outside")
  func change() throws {
    let policy = """
      apiVersion: nuncio.dev/v1alpha1
      kind: ChangePolicy
      metadata: {name: freeze}
      spec: {validations: [{expression: "now.getMonth() != 11 || commit.message.startsWith('Emergency')", message: frozen}]}
      """
    let files = [
      "policy.yaml": policy, "cases/fail/christmas.yaml": mapping("a"), "cases/fail/christmas.variables.yaml": "now: 2026-12-24T10:00:00Z",
      "cases/pass/fire.yaml": mapping("a"),
      "cases/pass/fire.variables.yaml": "now: 2026-12-24T10:00:00Z\ncommit: {message: 'Emergency: fire', author: {email: a@example.com}}",
    ]
    let time = try #require(Timestamp("2026-01-01T00:00:00Z"))
    let result = try #require(results(files) { _, _ in ChangeInput(now: time) }.first)
    #expect(result.isGood)
    #expect(result.rules.map(\.gap) == [nil])
    #expect(try results(files).first?.cases.map(\.problem) == ["no gateway here", "no gateway here"])
  }
}
