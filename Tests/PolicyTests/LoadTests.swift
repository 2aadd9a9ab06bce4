import Foundation
import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: what is wrong with a policy is found when it is loaded")
struct LoadTests {
  @Test(
    "one finding at the place inside the file",
    arguments: [
      ("validations:\n- expression: object.spec.a ==", "policy-expression", "Syntax error", 7, 33),
      (
        "validations:\n- expression: |\n    object.spec.a == 1 &&\n    nothing.here", "policy-expression",
        "undeclared reference to 'nothing'", 9, 7
      ),
      ("validations:\n- expression: \"'a' + 1 == 'b'\"", "policy-expression", "found no matching overload", 7, 18),
      ("validations:\n- expression: \"1 + 1\"", "policy-expression", "must evaluate to bool but got int", 7, 18),
      ("validations:\n- {expression: 'true', messageExpression: '1'}", "policy-expression", "must evaluate to string but got int", 7, 46),
      (
        "variables:\n- {name: a, expression: variables.b}\n- {name: b, expression: variables.a}\nvalidations: [{expression: 'true'}]",
        "policy-expression", "declared below", 7, 37
      ),
      (
        "variables:\n- {name: a, expression: variables.a}\nvalidations: [{expression: 'true'}]", "policy-expression",
        "cannot refer to itself", 7, 37
      ),
      ("validations: [{expression: 'true'}]\nmatchCondition: []", "unknown-field", "no field 'matchCondition'", 7, 3),
      ("validations: []", "missing-field", "needs 'validations' or 'auditAnnotations'", 6, 16),
      ("failurePolicy: Maybe\nvalidations: [{expression: 'true'}]", "bad-value", "one of Fail, Ignore", 6, 18),
    ])
  func bad(spec: String, code: String, message: String, line: Int, column: Int) throws {
    let set = try policies(policyText(spec: spec))
    let finding = try #require(set.findings.first)
    #expect(set.findings.count == 1)
    #expect(finding.code.rawValue == code)
    #expect(finding.message.contains(message), "\(finding.message)")
    #expect(finding.position?.line == line)
    #expect(finding.position?.column == column)
  }

  @Test("a policy with a wrong expression judges nothing, others go on")
  func others() throws {
    let set = try policies(
      policyText(name: "bad", spec: "validations: [{expression: 'nothing'}]") + "\n---\n"
        + policyText(name: "good", spec: "validations: [{expression: 'false', message: denied}]"))
    #expect(set.findings.count == 1)
    #expect(judge(set, before: nil, after: try objects(mapping("a"))).map(\.finding.code.rawValue) == ["policy/good"])
  }

  @Test("authorizer is left to an API server")
  func authorizer() throws {
    let set = try policies(
      policyText(spec: "validations:\n- expression: \"authorizer.group('').resource('pods').check('get').allowed()\""))
    #expect(set.findings.map(\.code) == [.policyUnavailable])
    #expect(set.findings.first?.severity == .warning)
    #expect(set.findings.first?.position?.description == "policy.yaml:7:18")
    #expect(judge(set, before: nil, after: try objects(mapping("a"))).isEmpty)
  }

  @Test("bindings to nothing, policies that nothing binds")
  func bindings() throws {
    let both = policyText(spec: "validations: [{expression: 'true'}]").components(separatedBy: "---\n")
    #expect(
      try policies(both[0]).findings.map(\.message) == ["no ValidatingAdmissionPolicyBinding names this policy, so it judges nothing"])
    let lost = try policies(both[1]).findings
    #expect(lost.map(\.message) == ["there is no ValidatingAdmissionPolicy 'rule' here"])
    #expect(lost.first?.position?.description == "policy.yaml:5:15")
  }

  static let crd = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.acme.io}
    spec:
      group: acme.io
      scope: Cluster
      names: {kind: Widget, plural: widgetz}
      versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  size: {type: integer, default: 3}
                  some-name: {type: string}
                  ports: {type: array, items: {type: object, properties: {number: {type: integer}}}}
    ---

    """

  @Test("expressions are checked against the schemas of the kinds that they match")
  func schemas() throws {
    let rules = "[{apiGroups: [acme.io], apiVersions: [v1], operations: [CREATE], resources: [widgetz]}]"
    let spec = """
      validations:
      - expression: "object.spec.size > 2"
      - expression: "object.spec.sise > 2"
      - expression: "object.spec.ports.all(p, p.numbr > 2)"
      - expression: "object.spec.size.startsWith('a')"
      - expression: "object.spec.some__dash__name == 'a'"
      - expression: "object.metadata.labels.size() > 0"
      """
    let set = try policies(Self.crd + policyText(rules: rules, spec: spec))
    let starts = [
      "undefined field 'sise' (in acme.io/v1 Widget)", "undefined field 'numbr' (in", "found no matching overload for 'startsWith'",
    ]
    #expect(set.findings.count == starts.count)
    for (finding, start) in zip(set.findings, starts) { #expect(finding.message.hasPrefix(start), "\(finding.message)") }
    #expect(set.findings.allSatisfy { $0.severity == .error && $0.code == .policySchema })
  }

  @Test("a definition's scope, plural and defaults are an API server's")
  func definition() throws {
    let rules = "[{apiGroups: [acme.io], apiVersions: [v1], operations: [CREATE], resources: [widgetz], scope: Cluster}]"
    let spec = "validations: [{expression: 'false', messageExpression: \"string(object.spec.size) + string(has(request.namespace))\"}]"
    let set = try policies(policyText(rules: rules, spec: spec), repository: try objects(Self.crd))
    let after = try objects(Self.crd + "{apiVersion: acme.io/v1, kind: Widget, metadata: {name: a}, spec: {}}")
    #expect(judge(set, before: nil, after: after).map(\.finding.message) == ["3false"])
  }

  /// Variables of which each reads the one above it twice.
  private static func doubled(_ count: Int) -> String {
    let all = (1..<count).map {
      "- {name: v\($0), expression: \"object.metadata.name == '' ? variables.v\($0 - 1) : variables.v\($0 - 1)\"}"
    }
    return "variables:\n- {name: v0, expression: object.spec.prefix}\n" + all.joined(separator: "\n")
  }

  @Test("variables that are many, nested deep or doubled cost no time and break nothing")
  func manyVariables() throws {
    let deepest = try policies(policyText(spec: Self.doubled(32) + "\nvalidations: [{expression: variables.v31 == '/', message: denied}]"))
    #expect(deepest.findings.isEmpty)
    #expect(judge(deepest, before: nil, after: try objects(mapping("a") + mapping("b", "prefix: /b"))).map(\.finding.message) == ["denied"])
    let many = (0...600).map { "- {name: v\($0), expression: 'true'}" }.joined(separator: "\n")
    #expect(try policies(policyText(spec: "variables:\n\(many)\nvalidations: [{expression: 'true'}]")).findings.map(\.code) == [.badValue])
  }

  @Test(
    "variables that are nested too deep are one finding, at the first that is", arguments: ["variables.v31", "dyn(variables).v31"])
  func deepVariables(_ last: String) throws {
    let spec = Self.doubled(32) + "\n- {name: v32, expression: \(last)}\n- {name: v33, expression: variables.v32}"
    let set = try policies(policyText(spec: spec + "\nvalidations: [{expression: variables.v33 == '/'}]"))
    #expect(set.findings.map(\.message) == ["variables that use each other are nested more than 32 deep"])
    #expect(set.findings.first?.position?.description == "policy.yaml:39:29")
  }

  private static let holds = "validations: [{expression: 'true'}]"

  @Test(
    "what an API server refuses is an error at its place",
    arguments: [
      ("variables: [{name: a-b, expression: '1'}]", "'a-b' can be no variable", 6, 22),
      ("variables: [{name: 1a, expression: '1'}]", "'1a' can be no variable", 6, 22),
      ("variables: [{name: in, expression: '1'}]", "'in' can be no variable", 6, 22),
      ("matchConditions: [{name: a b, expression: 'true'}]", "'a b' can be no match condition", 6, 28),
      ("auditAnnotations: [{key: a/b, valueExpression: \"'x'\"}]", "'rule/a/b' can be no audit annotation", 6, 28),
    ])
  func names(spec: String, message: String, line: Int, column: Int) throws {
    try expectOne(policyText(spec: spec + "\n" + Self.holds), message, line, column)
  }

  @Test("a list is no longer than an API server's", arguments: [("matchConditions", 64), ("auditAnnotations", 20)])
  func lists(_ list: String, _ maximum: Int) throws {
    func spec(_ count: Int) -> String {
      let entries = (0..<count).map {
        list == "auditAnnotations" ? "- {key: k\($0), valueExpression: \"'x'\"}" : "- {name: c\($0), expression: 'true'}"
      }
      return "\(list):\n\(entries.joined(separator: "\n"))\n\(Self.holds)"
    }
    #expect(try policies(policyText(spec: spec(maximum))).findings.isEmpty)
    try expectOne(policyText(spec: spec(maximum + 1)), "'\(list)' has more than \(maximum) entries", 7 + maximum, 5)
  }

  @Test(
    "a rule's lists hold no wildcard beside others, and nothing empty",
    arguments: [
      ("apiGroups: ['*', a]", "'*' in 'apiGroups' stands alone"), ("apiVersions: [v1, '*']", "'*' in 'apiVersions' stands alone"),
      ("operations: ['*', CREATE]", "'*' in 'operations' stands alone"), ("apiVersions: ['']", "an entry of 'apiVersions' is empty"),
      ("resources: ['']", "an entry of 'resources' is empty"), ("resources: ['*/*', pods]", "'*/*' in 'resources' stands alone"),
      ("resources: ['*', pods]", "'*' in 'resources' takes the other resources already"),
      ("resources: [pods/*, pods/log]", "'pods/*' in 'resources' takes 'pods/log' already"),
      ("resources: ['*/log', pods/log]", "'*/log' in 'resources' takes 'pods/log' already"),
    ])
  func wildcards(field: String, message: String) throws {
    let all = ["apiGroups: [a]", "apiVersions: [v1]", "operations: [CREATE]", "resources: [b]"]
    let name = field.prefix { $0 != ":" }
    let rule = (all.filter { !$0.hasPrefix(name) } + [field]).joined(separator: ", ")
    let findings = try policies(policyText(rules: "[{\(rule)}]", spec: Self.holds)).findings
    #expect(findings.map(\.message) == [message])
    #expect(findings.first?.position?.line == 5)
  }

  @Test(
    "a selector's labels can be labels",
    arguments: [
      ("{matchLabels: {'a b': x}}", "'a b' can be no label"), ("{matchLabels: {A.b/c: x}}", "'A.b/c' can be no label"),
      ("{matchLabels: {a: x/y}}", "'x/y' can be no label's value"),
      ("{matchExpressions: [{key: -a, operator: Exists}]}", "'-a' can be no label"),
      ("{matchExpressions: [{key: a, operator: In, values: [b, c-]}]}", "'c-' can be no label's value"),
    ])
  func labels(selector: String, message: String) throws {
    let findings = try policies(policyText(spec: Self.holds, binding: "matchResources: {namespaceSelector: \(selector)}")).findings
    #expect(findings.count == 1)
    #expect(findings.first?.message.hasPrefix(message) == true, "\(findings)")
  }

  private func expectOne(_ text: String, _ message: String, _ line: Int, _ column: Int) throws {
    let findings = try policies(text).findings
    #expect(findings.count == 1, "\(findings)")
    #expect(findings.first?.message.hasPrefix(message) == true, "\(findings)")
    #expect(findings.first?.position?.description == "policy.yaml:\(line):\(column)")
  }
}
