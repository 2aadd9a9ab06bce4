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
  var findings = language.findings + KindCheck.findings(manifests, options) + ForbiddenAddress.findings(manifests)
  findings += options.ownAddress?.findings(model) ?? []
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
