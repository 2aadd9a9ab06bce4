import Manifests
import SourceYAML

/// Kinds of the API groups that are read but not carried out: an error, for to skip one may open what was closed.
enum KindCheck {
  private static let carriedOut: Set<String> = ["Listener", "Host", "Mapping"]
  private static let known: [String: Set<String>] = [
    "getambassador.io": [
      "AuthService", "ConsulResolver", "DevPortal", "KubernetesEndpointResolver", "KubernetesServiceResolver", "LogService", "Module",
      "RateLimitService", "TCPMapping", "TLSContext", "TracingService",
    ],
    "gateway.networking.k8s.io": [
      "GatewayClass", "Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "ReferenceGrant", "BackendTLSPolicy",
    ],
    "networking.k8s.io": ["Ingress", "IngressClass"],
  ]

  /// One for each object that would be skipped, those of other gateways excepted.
  static func findings(_ manifests: ManifestSet, _ options: CompileOptions) -> [Finding] {
    manifests.manifests.compactMap { annotation($0) ?? kind($0, options) }
  }

  private static func kind(_ manifest: Manifest, _ options: CompileOptions) -> Finding? {
    let (group, kind) = (manifest.key.group, manifest.key.kind)
    guard group == EmissaryLanguage.group || group == "gateway.networking.k8s.io" || known[group]?.contains(kind) == true else {
      return nil
    }
    if group == EmissaryLanguage.group {
      guard !carriedOut.contains(kind), AmbassadorID.concerns(manifest, options.ambassadorIDs) else { return nil }
    }
    let position = manifest.root["kind"]?.position
    if known[group]?.contains(kind) == true {
      return .error(
        .unsupportedKind, "\(kind) is not supported by this version: leaving it out would change what is served", at: position,
        object: manifest.key)
    }
    let near = Spelling.nearest(kind, in: carriedOut.union(known[group] ?? [])).map { ". Did you mean \($0)?" } ?? ""
    return .error(.unknownKind, "there is no kind \(kind) in \(group)\(near)", at: position, object: manifest.key)
  }

  /// Emissary reads objects out of an annotation of Services and Ingresses.
  private static func annotation(_ manifest: Manifest) -> Finding? {
    let isRead = (manifest.key.group, manifest.key.kind) == ("", "Service") || manifest.key.kind == "Ingress"
    guard isRead, let written = manifest.root["metadata"]?["annotations"]?["getambassador.io/config"] else { return nil }
    return .error(
      .unsupportedField, "this version reads no Mappings out of annotations: write them as objects of their own", at: written.position,
      object: manifest.key)
  }
}
