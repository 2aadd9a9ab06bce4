import Kubernetes
import Manifests

/// Nuncio's own kinds, and the built-in ones that the operator works with.
enum NuncioKinds {
  static let source = own("Source", "sources")
  static let fleet = own("Fleet", "fleets")
  static let release = own("Release", "releases")
  static let changePolicy = ResourceType(
    group: "nuncio.dev", version: "v1alpha1", plural: "changepolicies", kind: "ChangePolicy", scope: .cluster)
  static let secret = ResourceType(group: "", version: "v1", plural: "secrets", kind: "Secret", scope: .namespaced)
  static let configMap = ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced)
  static let service = ResourceType(group: "", version: "v1", plural: "services", kind: "Service", scope: .namespaced)
  static let namespace = ResourceType(group: "", version: "v1", plural: "namespaces", kind: "Namespace", scope: .cluster)
  static let pod = ResourceType(group: "", version: "v1", plural: "pods", kind: "Pod", scope: .namespaced)
  static let node = ResourceType(group: "", version: "v1", plural: "nodes", kind: "Node", scope: .cluster)
  static let definition = ResourceType(
    group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", kind: "CustomResourceDefinition", scope: .cluster)
  static let slice = ResourceType(
    group: "discovery.k8s.io", version: "v1", plural: "endpointslices", kind: "EndpointSlice", scope: .namespaced)

  private static func own(_ kind: String, _ plural: String) -> ResourceType {
    ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: plural, kind: kind, scope: .namespaced)
  }
}
