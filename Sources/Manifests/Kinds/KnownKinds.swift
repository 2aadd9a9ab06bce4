/// The kinds that are known without a CustomResourceDefinition: those of Kubernetes itself (1.36, what lives in files:
/// reviews, bindings and other requests that are never stored are left out), and the gateway's own languages.
package enum KnownKinds {
  /// The kind of a name in a group.
  package static func kind(_ kind: String, in group: String) -> ResourceKind? { table[group]?[kind] }

  /// All of them.
  package static var all: [ResourceKind] { rows.flatMap(\.kinds) }

  private static let table: [String: [String: ResourceKind]] = Dictionary(grouping: all, by: \.group)
    .mapValues { kinds in Dictionary(kinds.map { ($0.kind, $0) }) { first, _ in first } }

  /// Kinds of one group with the same versions. A plural that the usual rule does not give stands in `plurals`.
  private struct Row {
    let group: String
    let versions: [String]
    let namespaced: [String]
    let cluster: [String]

    init(_ group: String, _ versions: [String], namespaced: [String] = [], cluster: [String] = []) {
      self.group = group
      self.versions = versions
      self.namespaced = namespaced
      self.cluster = cluster
    }

    var kinds: [ResourceKind] { namespaced.map { kind($0, .namespaced) } + cluster.map { kind($0, .cluster) } }

    private func kind(_ name: String, _ scope: ResourceKind.Scope) -> ResourceKind {
      let plural = plurals[name] ?? ResourceKind.usualPlural(of: name)
      return ResourceKind(group: group, versions: versions, kind: name, plural: plural, scope: scope)
    }
  }

  private static let plurals = ["Endpoints": "endpoints"]

  private static let rows: [Row] = [
    Row(
      "", ["v1"],
      namespaced: [
        "ConfigMap", "Endpoints", "Event", "LimitRange", "PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController",
        "ResourceQuota", "Secret", "Service", "ServiceAccount",
      ], cluster: ["Namespace", "Node", "PersistentVolume"]),
    Row("admissionregistration.k8s.io", ["v1"], cluster: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]),
    Row(
      "admissionregistration.k8s.io", ["v1", "v1beta1", "v1alpha1"],
      cluster: [
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
      ]),
    Row("apiextensions.k8s.io", ["v1"], cluster: ["CustomResourceDefinition"]),
    Row("apiregistration.k8s.io", ["v1"], cluster: ["APIService"]),
    Row("apps", ["v1"], namespaced: ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    Row("autoscaling", ["v2", "v1"], namespaced: ["HorizontalPodAutoscaler"]),
    Row("batch", ["v1"], namespaced: ["CronJob", "Job"]),
    Row("certificates.k8s.io", ["v1"], cluster: ["CertificateSigningRequest"]),
    Row("certificates.k8s.io", ["v1beta1", "v1alpha1"], namespaced: ["PodCertificateRequest"], cluster: ["ClusterTrustBundle"]),
    Row("coordination.k8s.io", ["v1"], namespaced: ["Lease"]),
    Row("coordination.k8s.io", ["v1beta1", "v1alpha2"], namespaced: ["LeaseCandidate"]),
    Row("discovery.k8s.io", ["v1"], namespaced: ["EndpointSlice"]),
    Row("events.k8s.io", ["v1"], namespaced: ["Event"]),
    Row("flowcontrol.apiserver.k8s.io", ["v1", "v1beta3"], cluster: ["FlowSchema", "PriorityLevelConfiguration"]),
    Row("networking.k8s.io", ["v1"], namespaced: ["Ingress", "NetworkPolicy"], cluster: ["IngressClass"]),
    Row("networking.k8s.io", ["v1", "v1beta1"], cluster: ["IPAddress", "ServiceCIDR"]),
    Row("node.k8s.io", ["v1"], cluster: ["RuntimeClass"]),
    Row("policy", ["v1"], namespaced: ["PodDisruptionBudget"]),
    Row("rbac.authorization.k8s.io", ["v1"], namespaced: ["Role", "RoleBinding"], cluster: ["ClusterRole", "ClusterRoleBinding"]),
    Row(
      "resource.k8s.io", ["v1", "v1beta2", "v1beta1"], namespaced: ["ResourceClaim", "ResourceClaimTemplate"],
      cluster: ["DeviceClass", "ResourceSlice"]),
    Row("resource.k8s.io", ["v1beta2", "v1alpha3"], cluster: ["DeviceTaintRule"]),
    Row("scheduling.k8s.io", ["v1"], cluster: ["PriorityClass"]),
    Row(
      "storage.k8s.io", ["v1"], namespaced: ["CSIStorageCapacity"], cluster: ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"]),
    Row("storage.k8s.io", ["v1", "v1beta1"], cluster: ["VolumeAttributesClass"]),
    Row("storagemigration.k8s.io", ["v1beta1", "v1alpha1"], cluster: ["StorageVersionMigration"]),
    // The gateway's languages, whose definitions are seldom in a repository.
    Row(
      "gateway.networking.k8s.io", ["v1", "v1beta1"], namespaced: ["Gateway", "HTTPRoute", "ReferenceGrant"], cluster: ["GatewayClass"]),
    Row("gateway.networking.k8s.io", ["v1", "v1alpha3"], namespaced: ["BackendTLSPolicy", "TLSRoute"]),
    Row("gateway.networking.k8s.io", ["v1", "v1alpha2"], namespaced: ["TCPRoute", "UDPRoute"]),
    Row("gateway.networking.k8s.io", ["v1"], namespaced: ["GRPCRoute", "ListenerSet"]),
    Row("getambassador.io", ["v3alpha1", "v2"], namespaced: ["Host"]),
    Row("getambassador.io", ["v3alpha1"], namespaced: ["Listener"]),
    Row(
      "getambassador.io", ["v3alpha1", "v2", "v1"],
      namespaced: [
        "AuthService", "ConsulResolver", "DevPortal", "KubernetesEndpointResolver", "KubernetesServiceResolver", "LogService", "Mapping",
        "Module", "RateLimitService", "TCPMapping", "TLSContext", "TracingService",
      ]),
  ]
}
