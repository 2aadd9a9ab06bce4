import Foundation
import Testing

@Suite("policy: cases of policies are run, policies are listed", .enabled(if: Program.path != nil, "needs the program: swift build"))
struct PolicyCommandTests {
  private static let policy = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: timeouts}
    spec:
      matchConstraints:
        resourceRules: [{apiGroups: [getambassador.io], apiVersions: [v3alpha1], operations: [CREATE], resources: [mappings]}]
      validations:
      - {expression: "object.spec.?timeout_ms.orValue(0) <= 30000", message: at most 30 s}
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: timeouts}
    spec: {policyName: timeouts, validationActions: [Deny]}

    """

  private static let change = """
    apiVersion: nuncio.dev/v1alpha1
    kind: ChangePolicy
    metadata: {name: removals}
    spec:
      validations:
      - expression: "change.routes.removed.size() == 0 || commit.message.contains('ticket')"
        messageExpression: "'removes ' + change.routes.removed.map(r, r.host + r.path).join(', ')"
      actions: [Warn]

    """

  private func mapping(_ more: String = "") -> String { Objects.mapping("a", "/a") + more }

  private func run(_ arguments: [String], _ files: [String: String]) throws -> Program.Answer {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    for (file, text) in files {
      let url = URL(fileURLWithPath: "\(sandbox.path)/\(file)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return try Program.run(arguments, in: sandbox.path)
  }

  @Test("every case as expected: status 0, and what is covered")
  func good() throws {
    let answer = try run(
      ["policy", "test"],
      [
        "policies/timeouts/policy.yaml": Self.policy, "policies/timeouts/cases/pass/none.yaml": mapping(),
        "policies/timeouts/cases/fail/long.yaml": mapping("  timeout_ms: 90000\n"),
        "policies/timeouts/cases/fail/long.message.txt": "30 s\n",
        "policies/removals/policy.yaml": Self.change, "policies/removals/cases/fail/gone.old.yaml": Objects.gateway + "---\n" + mapping(),
        "policies/removals/cases/fail/gone.yaml": Objects.gateway,
        "policies/removals/cases/fail/gone.message.txt": "removes www.example.com/a",
        "policies/removals/cases/pass/said.old.yaml": Objects.gateway + "---\n" + mapping(),
        "policies/removals/cases/pass/said.yaml": Objects.gateway,
        "policies/removals/cases/pass/said.variables.yaml": "commit: {message: ticket 7}",
      ])
    #expect(
      answer.transcript == """
        ok     removals  2 cases, 1 of 1 rules seen to hold and to fail
        ok     timeouts  2 cases, 1 of 1 rules seen to hold and to fail

        4 of 4 cases as expected, 2 of 2 rules covered in 2 policies
        exit 0

        """)
  }

  @Test("a case that is not, and a rule that no case tries: status 1, and why")
  func bad() throws {
    let answer = try run(
      ["policy", "test", "mine"], ["mine/policy.yaml": Self.policy, "mine/cases/fail/short.yaml": mapping("  timeout_ms: 3\n")])
    #expect(
      answer.transcript == """
        FAILED timeouts  1 of 1 cases, 0 of 1 rules seen to hold and to fail
          fail/short: admitted
          mine/policy.yaml:8:19: never fails in any case: object.spec.?timeout_ms.orValue(0) <= 30000

        0 of 1 cases as expected, 0 of 1 rules covered in 1 policy
        exit 1

        """)
  }

  @Test("for programs: one document, also when the status is 1")
  func json() throws {
    let answer = try run(
      ["policy", "test", "mine", "--format", "json"],
      ["mine/policy.yaml": Self.policy, "mine/cases/fail/short.yaml": mapping("  timeout_ms: 3\n")])
    #expect(answer.status == 1)
    let document = try #require(try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    #expect(document["failed"] as? Int == 1)
    #expect(((document["policies"] as? [[String: Any]])?.first?["cases"] as? [[String: Any]])?.first?["problem"] as? String == "admitted")
  }

  @Test("a list says what policies do; a policy that is wrong is status 1")
  func list() throws {
    let files = [
      "p/timeouts/policy.yaml": Self.policy, "p/timeouts/README.md": "# Timeouts\n\nNobody waits for ever.\n",
      "p/removals/policy.yaml": Self.change,
    ]
    let answer = try run(["policy", "list", "p"], files)
    #expect(answer.status == 0)
    #expect(answer.output.contains("removals  Warn        change   p/removals/policy.yaml:1"))
    #expect(answer.output.contains("timeouts  Deny        objects  Nobody waits for ever."))
    let broken = try run(["policy", "list", "p"], ["p/policy.yaml": Self.policy.replacing(" <= 30000", with: " +")])
    #expect(broken.status == 1)
    #expect(broken.errors.contains("p/policy.yaml:8:") && broken.errors.contains("[policy-expression]"))
  }

  @Test("no folder, or none with a policy in it: status 2", arguments: [["policy", "test", "nowhere"], ["policy", "list", "."]])
  func nothing(arguments: [String]) throws {
    let answer = try run(arguments, ["x.yaml": mapping()])
    #expect(answer.status == 2)
    #expect(answer.output.isEmpty && answer.errors.hasPrefix("error: "))
  }

  @Test("a change policy sees that the repository's own policies change")
  func ownPolicies() throws {
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let alone = Self.change.replacing(
      "change.routes.removed.size() == 0 || commit.message.contains('ticket')",
      with: "change.objects.removed.all(o, o.kind != 'ChangePolicy')"
    ).replacing("'removes ' + change.routes.removed.map(r, r.host + r.path).join(', ')", with: "'drops ' + change.objects.removed[0].name")
    _ = try sandbox.repository(
      base: ["gateway.yaml": Objects.gateway, "policies/mine.yaml": alone], head: ["gateway.yaml": Objects.gateway])
    let answer = try Program.run(["validate", "--base", "main"], in: sandbox.path)
    #expect(answer.output.contains("warning: drops removals"))
  }
}
