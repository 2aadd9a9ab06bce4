import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: the place that a finding points at")
struct PlaceTests {
  private static let object = """
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata:
      name: a
      namespace: shop
      labels: {team: shop}
    spec:
      prefix: /a
      tls: {min: v1.0, max: v1.3}
      weights:
      - 10
      - 20
      rules:
      - {host: a}
    """

  @Test(
    "the field that the expression reads, through variables, macros and conditions",
    arguments: [
      ("object.spec.prefix == '/'", "8:11"), ("!has(object.spec.tls) || object.spec.tls.min >= 'v1.2'", "9:14"),
      ("object.spec['prefix'] == '/'", "8:11"), ("object.spec.weights[1] < 15", "12:5"),
      ("object.spec.weights.all(w, w < 15)", "10:3"), ("object.spec.rules.all(r, r.host == 'b')", "13:3"),
      ("variables.tls.max == 'v1.2'", "9:25"), ("variables.tls.?max.orValue('') == 'v1.2'", "9:25"),
      ("variables.least in ['v1.2']", "9:14"), ("(object.kind == 'Host' ? '' : object.spec.prefix) == '/'", "8:11"),
      ("object.metadata.labels.team == 'x'", "6:18"), ("'owner' in object.metadata.labels", "6:3"),
      ("has(object.spec.nothing)", "7:1"), ("has(object.spec.tls.cipher)", "9:3"), ("request.name == 'b'", "1:1"),
      ("object.spec.prefix.startsWith('/b') && object.spec.tls.min == ''", "9:14"),
    ])
  func place(expression: String, position: String) throws {
    let spec = """
      variables:
      - {name: tls, expression: object.spec.tls}
      - {name: settings, expression: "object.kind == 'Host' ? dyn(object.spec) : dyn(object.spec).?tls.orValue({})"}
      - {name: least, expression: "variables.settings.?min.orValue('v1.2')"}
      validations: [{expression: "\(expression)", message: denied}]
      """
    let found = judge(try policies(policyText(spec: spec)), before: nil, after: try objects(Self.object))
    #expect(found.first?.finding.message == "denied")
    #expect(found.first?.finding.position?.description == "objects.yaml:\(position)")
  }

  @Test("a deletion is at the object that goes away")
  func deletion() throws {
    let rules = "[{apiGroups: ['*'], apiVersions: ['*'], operations: [DELETE], resources: ['*']}]"
    let spec = "validations: [{expression: \"oldObject.spec.prefix == '/'\", message: denied}]"
    let found = judge(try policies(policyText(rules: rules, spec: spec)), before: try objects(Self.object), after: ManifestSet([]))
    #expect(found.map(\.finding.position?.description) == ["objects.yaml:8:11"])
  }
}
