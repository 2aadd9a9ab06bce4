import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: what a revision's objects are told")
struct JudgeTests {
  @Test("a Deny is an error at the field that the rule reads, a Warn is a warning, an Audit is silent")
  func actions() throws {
    let after = try objects(
      """
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata:
        name: pay
        namespace: shop
      spec:
        prefix: /pay
        timeout_ms: 90000
      """)
    let spec = """
      validations:
      - expression: "!has(object.spec.timeout_ms) || object.spec.timeout_ms <= 30000"
        messageExpression: "'at most 30 s, not ' + string(object.spec.timeout_ms)"
      """
    for (action, severity) in [("Deny", Finding.Severity.error), ("Warn", .warning)] {
      let found = judge(try policies(policyText(name: "timeouts", spec: spec, actions: "[\(action)]")), before: nil, after: after)
      #expect(found.count == 1)
      #expect(found.first?.finding.code.rawValue == "policy/timeouts")
      #expect(found.first?.finding.severity == severity)
      #expect(found.first?.finding.message == "at most 30 s, not 90000")
      #expect(found.first?.finding.position?.description == "objects.yaml:8:15")
      #expect(found.first?.finding.object?.description == "Mapping shop/pay")
      #expect(found.first?.rule.description == "policy.yaml:7:18")
    }
    #expect(judge(try policies(policyText(spec: spec, actions: "[Audit]")), before: nil, after: after).isEmpty)
  }

  @Test("the operation is what the revision does: unchanged objects are not judged")
  func operations() throws {
    let before = try objects(mapping("same") + mapping("changed", "prefix: /a") + mapping("gone"))
    let after = try objects(mapping("changed", "prefix: /b") + mapping("new") + mapping("same"))
    let set = try policies(
      policyText(
        rules: "[{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}]",
        spec: """
          validations:
          - expression: "false"
            messageExpression: "request.operation + ' ' + request.name + ' ' + string(object != null) + ' ' + string(oldObject != null)"
          """))
    let messages = judge(set, before: before, after: after).map(\.finding.message)
    #expect(messages == ["UPDATE changed true true", "CREATE new true false", "DELETE gone false true"])
    let alone = judge(set, before: nil, after: after).map(\.finding.message)
    #expect(alone == ["CREATE changed true false", "CREATE new true false", "CREATE same true false"])
  }

  @Test("the message is the expression's, else the fixed one, else the expression itself")
  func messages() throws {
    let set = try policies(
      policyText(
        spec: """
          validations:
          - {expression: "false ", message: " fixed "}
          - {expression: "false && true"}
          - {expression: "1 == 2", message: fallback, messageExpression: "string(object.metadata.labels.missing)"}
          - {expression: "1 == 3", messageExpression: "'two\\\\nlines'"}
          - {expression: "1 == 4", messageExpression: "' made '"}
          """))
    #expect(set.findings.isEmpty)
    let found = judge(set, before: nil, after: try objects(mapping("a"))).map(\.finding.message)
    #expect(found == ["fixed", "failed expression: false && true", "fallback", "failed expression: 1 == 3", "made"])
  }

  @Test("an expression that cannot be evaluated denies, unless the failure policy ignores it")
  func failurePolicy() throws {
    let spec = "validations: [{expression: \"object.spec.absent == 'x'\"}]"
    let after = try objects(mapping("a"))
    let failing = judge(try policies(policyText(spec: spec)), before: nil, after: after).map(\.finding.message)
    #expect(failing == ["expression 'object.spec.absent == 'x'' resulted in error: no such key: absent"])
    #expect(judge(try policies(policyText(spec: "failurePolicy: Ignore\n" + spec)), before: nil, after: after).isEmpty)
  }

  @Test("a match condition that is false excludes; an error counts only where none is false")
  func matchConditions() throws {
    let after = try objects(mapping("a", labels: "{tier: public}") + mapping("b", labels: "{tier: private}"))
    func names(_ conditions: String) throws -> [String?] {
      let spec = "matchConditions: \(conditions)\nvalidations: [{expression: 'false', message: denied}]"
      return judge(try policies(policyText(spec: spec)), before: nil, after: after).map { $0.finding.object?.name }
    }
    #expect(try names("[{name: public, expression: \"object.metadata.labels.tier == 'public'\"}]") == ["a"])
    #expect(
      try names("[{name: x, expression: \"object.spec.x\" == 1}, {name: never, expression: 'false'}]".replacing("\" == 1", with: " == 1\""))
        == [])
    #expect(try names("[{name: x, expression: \"object.spec.x == 1\"}, {name: always, expression: 'true'}]") == ["a", "b"])
  }

  @Test("variables are evaluated in view of those above them, and an error in one is the expression's")
  func variables() throws {
    let spec = """
      variables:
      - {name: path, expression: object.spec.prefix}
      - {name: long, expression: variables.path.size() > 3}
      - {name: broken, expression: object.spec.none}
      validations:
      - {expression: "!variables.long", messageExpression: "'too long: ' + variables.path"}
      - {expression: "variables.broken == 1"}
      """
    let found = judge(try policies(policyText(spec: spec)), before: nil, after: try objects(mapping("a", "prefix: /long"))).map(
      \.finding.message)
    #expect(
      found == [
        "too long: /long",
        "expression 'variables.broken == 1' resulted in error: composited variable \"broken\" fails to evaluate: no such key: none",
      ])
  }

  @Test("namespaces that are not there have the label with their name alone")
  func namespaces() throws {
    let after = try objects(
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: production}}}\n---\n" + mapping("a")
        + mapping("b", namespace: "other"))
    func names(_ selector: String, _ expression: String = "false") throws -> [String?] {
      let spec = """
        validations: [{expression: "\(expression)", message: denied}]
        """
      return judge(
        try policies(policyText(spec: spec, binding: "matchResources: {namespaceSelector: \(selector)}")), before: nil, after: after
      ).map { $0.finding.object?.name }
    }
    #expect(try names("{matchLabels: {env: production}}") == ["a"])
    #expect(try names("{matchExpressions: [{key: env, operator: NotIn, values: [production]}]}") == ["b"])
    #expect(try names("{matchLabels: {kubernetes.io/metadata.name: other}}") == ["b"])
    #expect(try names("{}", "namespaceObject.metadata.name != 'shop'") == ["a"])
    #expect(try names("{}", "'env' in namespaceObject.metadata.labels") == ["b"])
  }

  @Test("equivalent versions match unless the match is exact, and the policy sees the version that it asks for")
  func equivalent() throws {
    let after = try objects(mapping("a").replacing("v3alpha1", with: "v2"))
    let spec = "validations: [{expression: 'false', messageExpression: \"object.apiVersion + ' ' + request.requestKind.version\"}]"
    #expect(
      judge(try policies(policyText(spec: spec)), before: nil, after: after).map(\.finding.message) == ["getambassador.io/v3alpha1 v2"])
    let exact = policyText(spec: spec).replacing("matchConstraints: {", with: "matchConstraints: {matchPolicy: Exact, ")
    #expect(judge(try policies(exact), before: nil, after: after).isEmpty)
  }

  @Test("the kinds of admission itself are exempt, and a kind that nobody declares is said to be assumed")
  func exemptAndUnknown() throws {
    let spec = "validations: [{expression: 'false', message: denied}]"
    let everything = try policies(
      policyText(rules: "[{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}]", spec: spec))
    let policy = try objects(policyText(spec: spec))
    #expect(judge(everything, before: nil, after: policy).isEmpty)
    let after = try objects("{apiVersion: acme.io/v1, kind: Policy, metadata: {name: a}}")
    #expect(judge(everything, before: nil, after: after).map(\.finding.message) == ["denied"])
    let named = try policies(
      policyText(rules: "[{apiGroups: [acme.io], apiVersions: [v1], operations: [CREATE], resources: [policies]}]", spec: spec))
    let found = judge(named, before: nil, after: after).map(\.finding)
    #expect(found.map(\.code.rawValue) == ["policy/rule", "unknown-kind"])
    #expect(found.last?.severity == .warning)
  }
}
