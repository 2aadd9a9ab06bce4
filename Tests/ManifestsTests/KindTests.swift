import Manifests
import Testing

@Suite("Manifests: the kinds that are known")
struct KindTests {
  @Test(
    "plural, scope and versions are an API server's",
    arguments: [
      ("", "Endpoints", "endpoints", ResourceKind.Scope.namespaced, "v1"), ("", "Namespace", "namespaces", .cluster, "v1"),
      ("networking.k8s.io", "Ingress", "ingresses", .namespaced, "v1"),
      ("networking.k8s.io", "NetworkPolicy", "networkpolicies", .namespaced, "v1"),
      ("storage.k8s.io", "StorageClass", "storageclasses", .cluster, "v1"),
      ("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", .namespaced, "v2"),
      ("networking.k8s.io", "ServiceCIDR", "servicecidrs", .cluster, "v1"),
      ("storage.k8s.io", "CSIStorageCapacity", "csistoragecapacities", .namespaced, "v1"),
      ("gateway.networking.k8s.io", "GatewayClass", "gatewayclasses", .cluster, "v1"),
      ("getambassador.io", "Mapping", "mappings", .namespaced, "v3alpha1"),
    ])
  func known(group: String, name: String, plural: String, scope: ResourceKind.Scope, version: String) throws {
    let kind = try #require(KnownKinds.kind(name, in: group))
    #expect(kind.plural == plural)
    #expect(kind.scope == scope)
    #expect(kind.versions.first == version)
  }

  @Test("no kind stands twice in its group")
  func unique() {
    #expect(Set(KnownKinds.all.map { "\($0.group)/\($0.kind)" }).count == KnownKinds.all.count)
    #expect(Set(KnownKinds.all.map { "\($0.group)/\($0.plural)" }).count == KnownKinds.all.count)
  }

  @Test(
    "the plural of a kind that nobody declares",
    arguments: [
      ("Policy", "policies"), ("Gateway", "gateways"), ("Class", "classes"), ("Box", "boxes"), ("Batch", "batches"), ("Widget", "widgets"),
      ("Y", "ys"),
    ])
  func usual(kind: String, plural: String) { #expect(ResourceKind.usualPlural(of: kind) == plural) }
}
