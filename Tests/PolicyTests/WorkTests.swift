import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: work is limited, for a policy and for a revision")
struct WorkTests {
  /// Comparing the last variable with itself costs little, and looks at ten thousand elements and more.
  private static let nested: String = {
    let levels = (1...4).map {
      "- {name: l\($0), expression: '[\(Array(repeating: "variables.l\($0 - 1)", count: 10).joined(separator: ", "))]'}"
    }
    return "variables:\n- {name: l0, expression: '[object.spec.prefix]'}\n" + levels.joined(separator: "\n")
  }()

  private static func heavy(_ count: Int) -> String {
    let rule = "- {expression: variables.l4 == variables.l4, message: unequal}"
    return nested + "\nvalidations:\n" + Array(repeating: rule, count: count).joined(separator: "\n")
  }

  @Test("a policy with too much work denies once, or lets go where failures are ignored")
  func policy() throws {
    let after = try objects(mapping("a"))
    #expect(judge(try policies(policyText(spec: Self.heavy(1))), before: nil, after: after).isEmpty)
    var environment = PolicyEnvironment()
    environment.policyWork = 1_000_000
    let found = judge(try policies(policyText(spec: Self.heavy(50))), before: nil, after: after, environment: environment).map(
      \.finding.message)
    #expect(found == ["operation cancelled: too much work for one policy"])
    let ignoring = try policies(policyText(spec: "failurePolicy: Ignore\n" + Self.heavy(50)))
    #expect(judge(ignoring, before: nil, after: after, environment: environment).isEmpty)
  }

  @Test("a revision with too much work is one error, whatever the failure policy", arguments: ["Fail", "Ignore"])
  func judgement(failurePolicy: String) throws {
    let after = try objects((0..<10).map { mapping("a\($0)") }.joined())
    let set = try policies(policyText(spec: "failurePolicy: \(failurePolicy)\n" + Self.heavy(1)))
    var environment = PolicyEnvironment()
    #expect(judge(set, before: nil, after: after, environment: environment).isEmpty)
    environment.work = 300_000
    let found = judge(set, before: nil, after: after, environment: environment).map(\.finding)
    #expect(found.map(\.severity) == [.error])
    #expect(found.first?.message == "judging this revision takes too much work: not everything was judged")
    #expect(found.first?.position?.description == "policy.yaml:1:1")
  }
}
