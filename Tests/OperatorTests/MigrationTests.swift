import Foundation
import Gateway
import Kubernetes
import Manifests
import Operator
import SourceYAML
import Testing

@Suite("nuncio migrate: an installation's objects as a repository")
struct MigrationTests {
  private func migration(_ text: String) throws -> Migration {
    let objects = try parseYAML(Array(text.utf8), file: "cluster").map { KubernetesObject(JSONValue($0)) }
    return try Migration(objects, pipeline: RevisionPipeline(options: CompileOptions()))
  }

  @Test("what is clean is taken as it is, without what only a cluster sets; what errs lies outside; both say why")
  func fates() throws {
    let migration = try migration(
      """
      apiVersion: getambassador.io/v3alpha1
      kind: Listener
      metadata: {name: http, namespace: shop}
      spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Host
      metadata: {name: all, namespace: shop}
      spec: {hostname: "*", requestPolicy: {insecure: {action: Route}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata:
        name: cart
        namespace: shop
        uid: 1b
        resourceVersion: "17"
        managedFields: []
        annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", team: "yes"}
      spec: {hostname: "*", prefix: /cart/, service: cart.shop}
      status: {state: Running}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: broken, namespace: shop}
      spec: {hostname: "*", prefix: /b/, service: b, timeout_ms: soon}
      """)
    #expect(migration.count(.unsupported) == 1)
    let broken = try #require(migration.files["unsupported/shop/mapping-broken.yaml"])
    #expect(broken.contains("timeout_ms: soon"))
    let cart = try #require(migration.files["gateway/shop/mapping-cart.yaml"])
    #expect(
      cart == """
        apiVersion: getambassador.io/v3alpha1
        kind: Mapping
        metadata:
          name: cart
          namespace: shop
          annotations:
            team: 'yes'
        spec:
          hostname: '*'
          prefix: /cart/
          service: cart.shop

        """)
    let report = try #require(migration.files["MIGRATION.md"])
    #expect(report.contains("4 objects:") && report.contains("1 not supported") && report.contains("timeout_ms"))
  }

  @Test("what Emissary reads elsewhere is named, and nothing else is touched")
  func elsewhere() throws {
    let objects = try parseYAML(
      Array(
        """
        {apiVersion: v1, kind: Service, metadata: {name: old, namespace: shop, annotations: {getambassador.io/config: "---"}}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: plain, namespace: shop}}
        ---
        {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: own, namespace: shop}, spec: {ingressClassName: ambassador}}
        ---
        {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: other, namespace: shop}, spec: {ingressClassName: nginx}}
        ---
        {apiVersion: getambassador.io/v3alpha1, kind: FilterPolicy, metadata: {name: closed, namespace: shop}}
        """.utf8), file: "cluster"
    ).map { KubernetesObject(JSONValue($0)) }.filter(Migration.concerns)
    #expect(objects.map(\.name).sorted() == ["closed", "old", "own"])
    let migration = try Migration(objects, pipeline: RevisionPipeline(options: CompileOptions()))
    #expect(migration.count(.unsupported) == 3)
    #expect(migration.entries.allSatisfy { !$0.findings.isEmpty })
  }

  @Test("a Mapping for another gateway is not said to be in traffic")
  func otherGateway() throws {
    let migration = try migration(
      """
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: inner, namespace: shop}
      spec: {hostname: "*", prefix: /inner/, service: inner, ambassador_id: [internal]}
      """)
    #expect(migration.entries.first?.fate == .differs)
    #expect(migration.entries.first?.findings.first?.message.contains("ambassador_id") == true)
  }

  @Test(
    "what is written as YAML is read as it was",
    arguments: [
      "yes", "", "012", "1e3", "null", "~", "a: b", "- a", "two\nlines", "two\nlines\n", " space ", "#x", "'", "\"", "é\u{1F600}", "0x1F",
      "\t",
    ])
  func text(value: String) throws {
    let object: JSONValue = ["a": .string(value), "list": [.string(value), 1, .number(1.5), true, .null, [], .object([:])]]
    let read = try parseYAML(Array(try object.yaml().utf8), file: "text").map { JSONValue($0) }
    #expect(read == [object])
  }
}
