package import Manifests
import SourceYAML

/// A gateway and all that is to be said about the objects it was made from.
package struct Compilation: Sendable {
  package let model: GatewayModel
  package let findings: [Finding]
}

/// Reads every configuration language into one model. Pure: no clock but that of certificates, which is a parameter.
///
/// - Parameter now: Seconds since 1970, for certificates whose time is over.
package func compileGateway(_ manifests: ManifestSet, options: CompileOptions, now: Int = 0) -> Compilation {
  var language = EmissaryLanguage(manifests, options: options)
  let model = language.read()
  var findings = language.findings + KindCheck.findings(manifests) + ForbiddenAddress.findings(manifests)
  for (_, secret) in model.secrets.sorted(by: { $0.key < $1.key }) where CertificateCheck.isExpired(chain: secret.certificateChain, at: now)
  {
    findings.append(
      .warning(.expiredCertificate, "this certificate's time is over", at: secret.origin.position, object: secret.origin.object))
  }
  findings.sort {
    ($0.position?.file ?? "", $0.position?.line ?? 0, $0.position?.column ?? 0) < (
      $1.position?.file ?? "", $1.position?.line ?? 0, $1.position?.column ?? 0
    )
  }
  return Compilation(model: model, findings: findings)
}

/// Kinds of the API groups that are read but not carried out: an error, for to skip one may open what was closed.
private enum KindCheck {
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

  static func findings(_ manifests: ManifestSet) -> [Finding] {
    manifests.manifests.compactMap { manifest in
      let (group, kind) = (manifest.key.group, manifest.key.kind)
      guard group == "getambassador.io" || group == "gateway.networking.k8s.io" || known[group]?.contains(kind) == true else { return nil }
      if group == "getambassador.io", carriedOut.contains(kind) { return nil }
      let position = manifest.root["kind"]?.position
      if known[group]?.contains(kind) == true {
        return .error(
          .unsupportedKind, "\(kind) is not supported by this version: leaving it out would change what is served", at: position,
          object: manifest.key)
      }
      let near = Spelling.nearest(kind, in: carriedOut.union(known[group] ?? [])).map { ". Did you mean \($0)?" } ?? ""
      return .error(.unknownKind, "there is no kind \(kind) in \(group)\(near)", at: position, object: manifest.key)
    }
  }
}
