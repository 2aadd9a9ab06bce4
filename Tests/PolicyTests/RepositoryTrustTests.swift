import Foundation
import Manifests
import Policy
import SourceYAML
import Testing

@Suite("Policy: a repository does not choose what it is judged by")
struct RepositoryTrustTests {
  private static func definition(
    kind: String = "Host", plural: String = "hosts", group: String = "getambassador.io", version: String = "v3alpha1",
    scope: String = "Namespaced", properties: String = "{}"
  ) -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: \(plural).\(group)}
    spec:
      group: \(group)
      scope: \(scope)
      names: {kind: \(kind), plural: \(plural)}
      versions:
      - {name: \(version), served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: \(properties)}}}}
    ---

    """
  }

  private static func rules(_ resource: String, group: String = "getambassador.io", version: String = "v3alpha1") -> String {
    "[{apiGroups: [\(group)], apiVersions: [\(version)], operations: ['*'], resources: [\(resource)], scope: Namespaced}]"
  }

  private static let denies = "validations: [{expression: 'false', message: denied}]"

  @Test(
    "a definition that says of a known kind what is not so is an error, and the policy judges on",
    arguments: [
      ("Host", "getambassador.io", "v3alpha1", "hosts", definition(plural: "hostz")),
      ("Host", "getambassador.io", "v3alpha1", "hosts", definition(scope: "Cluster")),
      (
        "Ingress", "networking.k8s.io", "v1", "ingresses",
        definition(kind: "Ingress", plural: "ingressez", group: "networking.k8s.io", version: "v1")
      ),
    ])
  func knownKinds(kind: String, group: String, version: String, resource: String, definition: String) throws {
    let repository = try objects(
      definition + "{apiVersion: \(group)/\(version), kind: \(kind), metadata: {name: a, namespace: shop}, spec: {}}")
    let set = try policies(
      policyText(rules: Self.rules(resource, group: group, version: version), spec: Self.denies), repository: repository)
    #expect(set.findings.map(\.severity) == [.error])
    #expect(set.findings.first?.position?.description == "objects.yaml:7:10")
    #expect(set.findings.first?.message == "\(kind) (\(group)) is the namespaced resource '\(resource)': this definition is ignored")
    #expect(judge(set, before: nil, after: repository).map(\.finding.message) == ["denied"])
  }

  @Test("a definition beside the policies wins over the repository's")
  func customKinds() throws {
    let given = Self.definition(kind: "Widget", plural: "widgets", group: "acme.io", version: "v1")
    let own = Self.definition(kind: "Widget", plural: "widgetz", group: "acme.io", version: "v1")
    let repository = try objects(own + "{apiVersion: acme.io/v1, kind: Widget, metadata: {name: a, namespace: shop}, spec: {}}")
    let policy = policyText(rules: Self.rules("widgets", group: "acme.io", version: "v1"), spec: Self.denies)
    let set = try policies(given + policy, repository: repository)
    #expect(set.findings.map(\.position?.file) == ["objects.yaml"])
    #expect(judge(set, before: nil, after: repository).map(\.finding.message) == ["denied"])
    // Where nobody else knows the kind, the repository's definition counts.
    #expect(judge(try policies(policy, repository: repository), before: nil, after: repository).isEmpty)
  }

  @Test("defaults of the gateway's kinds come from beside the policies, never from the repository")
  func defaults() throws {
    let definition = Self.definition(properties: "{type: object, properties: {tls: {type: string, default: on}, port: {type: integer}}}")
    let host = "{apiVersion: getambassador.io/v3alpha1, kind: Host, metadata: {name: a, namespace: shop}, spec: {port: null}}"
    let policy = policyText(
      rules: Self.rules("hosts"), spec: "validations: [{expression: has(object.spec.tls) || has(object.spec.port), message: no tls}]")
    let repository = try objects(definition + host)
    let own = try policies(policy, repository: repository)
    #expect(own.findings.isEmpty)
    #expect(judge(own, before: nil, after: repository).map(\.finding.message) == ["no tls"])
    #expect(judge(try policies(definition + policy), before: nil, after: try objects(host)).isEmpty)
    // Expressions are checked against it all the same.
    let wrong = policyText(rules: Self.rules("hosts"), spec: "validations: [{expression: object.spec.tsl == ''}]")
    #expect(try policies(wrong, repository: repository).findings.map(\.code) == [.policySchema])
  }

  @Test("parameters beside the policies are not replaced by the repository's, which are an error when they differ")
  func parameters() throws {
    func limit(_ number: Int, namespace: String = "shop") -> String {
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: limits, namespace: \(namespace)}, data: {limit: '\(number)'}}\n---\n"
    }
    let policy = policyText(
      spec: """
        paramKind: {apiVersion: v1, kind: ConfigMap}
        validations: [{expression: object.spec.timeout_ms <= int(params.data.limit), message: too long}]
        """, binding: "paramRef: {name: limits, namespace: shop, parameterNotFoundAction: Deny}")
    let after = try objects(mapping("a", "timeout_ms: 50") + limit(60))
    let set = try policies(limit(40) + policy, repository: after)
    #expect(set.findings.map(\.code) == [.policyParams])
    #expect(set.findings.first?.severity == .error)
    #expect(set.findings.first?.position?.description == "objects.yaml:3:1")
    #expect(judge(set, before: nil, after: after).map(\.finding.message) == ["too long"])
    #expect(try policies(limit(60) + policy, repository: after).findings.isEmpty)
    #expect(judge(try policies(policy, repository: after), before: nil, after: after).isEmpty)
  }

  @Test("a Namespace beside the policies has its labels, whatever the repository says")
  func namespaces() throws {
    func namespace(_ tier: String) -> String { "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {tier: \(tier)}}}\n---\n" }
    let policy = policyText(spec: Self.denies, binding: "matchResources: {namespaceSelector: {matchLabels: {tier: gold}}}")
    let set = try policies(namespace("gold") + policy)
    #expect(judge(set, before: nil, after: try objects(mapping("a"))).count == 1)
    let own = try objects(namespace("tin") + mapping("a"))
    #expect(judge(set, before: nil, after: own).count == 1)
    #expect(try policies(namespace("gold") + policy, repository: own).findings.map(\.code) == [.policyParams])
  }

  @Test("many kinds that nobody declares are said once each")
  func undeclaredKinds() throws {
    let kinds = (0..<2000).map { "{apiVersion: acme.io/v1, kind: K\($0 % 1000), metadata: {name: a\($0), namespace: shop}}\n---\n" }
    let set = try policies(policyText(rules: Self.rules("widgets", group: "acme.io", version: "v1"), spec: Self.denies))
    #expect(judge(set, before: nil, after: try objects(kinds.joined())).map(\.finding.code) == Array(repeating: .unknownKind, count: 1000))
  }
}
