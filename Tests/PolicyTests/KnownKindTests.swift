import CEL
import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: expressions fit the kinds that everybody knows")
struct KnownKindTests {
  private func rules(_ group: String, _ version: String, _ resource: String) -> String {
    "[{apiGroups: ['\(group)'], apiVersions: [\(version)], operations: [CREATE], resources: [\(resource)]}]"
  }

  private func findings(_ rules: String, _ expression: String) throws -> [Finding] {
    try policies(policyText(rules: rules, spec: "validations:\n- expression: \"\(expression)\"")).findings
  }

  @Test(
    "a field that is not there is found when the policy is loaded, at its place, without any definition in view",
    arguments: [
      ("getambassador.io", "v3alpha1", "mappings", "object.spec.prefx != ''", "undefined field 'prefx'", 30),
      ("getambassador.io", "v2", "hosts", "object.spec.tls.min_tls == ''", "undefined field 'min_tls'", 34),
      ("apps", "v1", "deployments", "object.spec.template.spec.container.size() > 0", "undefined field 'container'", 44),
      ("", "v1", "services", "object.spec.ports[0].prt == 80", "undefined field 'prt'", 39),
      ("networking.k8s.io", "v1", "ingresses", "object.spec.rules.all(r, r.hots != '')", "undefined field 'hots'", 45),
      ("gateway.networking.k8s.io", "v1", "httproutes", "object.spec.hostname == []", "undefined field 'hostname'", 30),
      ("batch", "v1", "cronjobs", "object.spec.jobTemplate.spec.template.metadata.label == {}", "undefined field 'label'", 65),
    ])
  func misspelled(group: String, version: String, resource: String, expression: String, message: String, column: Int) throws {
    let found = try findings(rules(group, version, resource), expression)
    #expect(found.map(\.code) == [.policySchema])
    #expect(found.first?.severity == .error)
    #expect(found.first?.message.hasPrefix(message) == true, "\(found)")
    #expect(found.first?.position?.line == 7)
    #expect(found.first?.position?.column == column)
  }

  @Test(
    "types count; a port of number or text, a quantity and what is left open may be anything",
    arguments: [
      ("apps", "v1", "deployments", "object.spec.replicas == 'three'", false),
      ("apps", "v1", "deployments", "object.spec.replicas > 3", true),
      ("networking.k8s.io", "v1", "ingresses", "object.spec.rules[0].http.paths[0].backend.service.port.number == 80", true),
      ("", "v1", "services", "object.spec.ports[0].targetPort == 'http'", true),
      ("", "v1", "pods", "object.spec.containers[0].resources.limits['cpu'] == '1'", true),
      ("getambassador.io", "v3alpha1", "mappings", "object.metadata.labels['a'] == 'b' && object.spec.timeout_ms > 10", true),
      ("getambassador.io", "v3alpha1", "mappings", "object.spec.timeout_ms == '10s'", false),
      (
        "apiextensions.k8s.io", "v1", "customresourcedefinitions",
        "object.spec.versions[0].schema.openAPIV3Schema.properties['spec'].type == 'object'", true
      ),
    ])
  func types(group: String, version: String, resource: String, expression: String, isGood: Bool) throws {
    #expect(try findings(rules(group, version, resource), expression).isEmpty == isGood)
  }

  @Test("a definition in view says more than what is known")
  func definitions() throws {
    let definition = """
      {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: mappings.getambassador.io}, spec: {
      group: getambassador.io, scope: Namespaced, names: {kind: Mapping, plural: mappings}, versions: [{name: v3alpha1, served: true,
      storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {mine: {type: string}}}}}}}]}}
      """
    let text = policyText(spec: "validations:\n- expression: \"object.spec.mine == ''\"")
    #expect(try policies(text).findings.map(\.code) == [.policySchema])
    #expect(try policies(text, repository: try objects(definition)).findings.isEmpty)
  }

  @Test(
    "an amount is written as an API server does",
    arguments: [
      ("1", "1"), ("0.5", "500m"), ("1000m", "1"), ("1500m", "1500m"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("1000", "1k"),
      ("1e3", "1e3"),
      ("100Ki", "100Ki"), ("1023", "1023"), ("1Ki", "1Ki"), ("0.5Ki", "512"), ("0", "0"), ("0Gi", "0"), ("-2000m", "-2"), ("1E", "1E"),
      ("12E3", "12e3"),
    ])
  func quantities(written: String, canonical: String) { #expect(ResourceQuantity.canonical(written) == canonical) }
}
