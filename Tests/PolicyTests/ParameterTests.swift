import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: parameters")
struct ParameterTests {
  private static let spec = """
    paramKind: {apiVersion: v1, kind: ConfigMap}
    validations:
    - {expression: "object.spec.timeout_ms <= int(params.data.limit)", messageExpression: "'at most ' + params.data.limit"}
    """

  private func configMap(_ name: String, _ limit: Int, namespace: String = "shop", labels: String = "{}") -> String {
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: \(namespace), labels: \(labels)}, data: {limit: '\(limit)'}}\n---\n"
  }

  private func messages(_ reference: String, _ parameters: String, spec: String = Self.spec) throws -> [String] {
    let after = try objects(mapping("a", "timeout_ms: 50") + parameters)
    return judge(try policies(policyText(spec: spec, binding: "paramRef: \(reference)")), before: nil, after: after).map(\.finding.message)
  }

  @Test("one by name, in the object's namespace or in the one that the binding names")
  func byName() throws {
    let parameters = configMap("limits", 40) + configMap("limits", 30, namespace: "platform")
    #expect(try messages("{name: limits, parameterNotFoundAction: Deny}", parameters) == ["at most 40"])
    #expect(try messages("{name: limits, namespace: platform, parameterNotFoundAction: Deny}", parameters) == ["at most 30"])
  }

  @Test("each that a selector takes")
  func bySelector() throws {
    let parameters =
      configMap("a", 10, labels: "{for: edge}") + configMap("b", 60, labels: "{for: edge}") + configMap("c", 20, labels: "{for: edge}")
      + configMap("d", 5)
    #expect(
      try messages("{selector: {matchLabels: {for: edge}}, parameterNotFoundAction: Deny}", parameters) == ["at most 10", "at most 20"])
  }

  @Test("none at all denies once, at the binding, or nothing")
  func missing() throws {
    #expect(
      try messages("{name: limits, parameterNotFoundAction: Deny}", "") == [
        "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction (denies 1 object here)"
      ])
    #expect(try messages("{name: limits, parameterNotFoundAction: Allow}", "") == [])
    let set = try policies(policyText(spec: Self.spec, binding: "paramRef: {name: limits, parameterNotFoundAction: Deny}"))
    #expect(set.findings.map(\.code) == [.policyParams])
    #expect(set.findings.first?.position?.line == 16)
  }

  @Test("without a paramRef params is null")
  func unbound() throws {
    let spec = """
      paramKind: {apiVersion: v1, kind: ConfigMap}
      validations: [{expression: "params != null", message: none}]
      """
    let after = try objects(mapping("a"))
    #expect(judge(try policies(policyText(spec: spec)), before: nil, after: after).map(\.finding.message) == ["none"])
  }
}
