import Manifests
import SourceYAML

/// TLS secrets by name: the facts first, then what the files hold.
struct SecretLookup {
  /// What came of looking for a secret.
  enum Answer {
    /// The name that a `TLSTermination` uses.
    case found(String)
    case missing
    case bad(String)
  }

  private let facts: Facts
  private let manifests: ManifestSet
  /// The secrets of the files that were asked for, by the name that is given out.
  private(set) var used: [String: TLSSecret] = [:]
  private(set) var findings: [Finding] = []

  init(manifests: ManifestSet, facts: Facts) {
    self.manifests = manifests
    self.facts = facts
  }

  /// Finds a secret and checks that it can serve.
  mutating func resolve(namespace: String, name: String) -> Answer {
    let manifest = manifests[ObjectKey(group: "", kind: "Secret", namespace: namespace, name: name)]
    if let fact = facts.secrets["\(namespace)/\(name)"] {
      if let manifest {
        findings.append(
          .warning(.factWins, "\(manifest.key) is also in --secrets, which wins", at: manifest.position, object: manifest.key))
      }
      if let words = CertificateCheck.problem(chain: fact.certificateChain, key: fact.privateKey) { return .bad(words) }
      return .found("fact/\(namespace)/\(name)")
    }
    guard let manifest else { return .missing }
    guard let chain = data("tls.crt", of: manifest), let key = data("tls.key", of: manifest) else {
      return .bad("it needs tls.crt and tls.key, in base64 below 'data' or as text below 'stringData'")
    }
    if let words = CertificateCheck.problem(chain: chain, key: key) { return .bad(words) }
    let given = "\(namespace)/\(name)/\(SHA256Digest.hex(prefix: 6, of: chain + key))"
    used[given] = TLSSecret(
      certificateChain: chain, privateKey: key, origin: Origin(object: manifest.key, position: manifest.position))
    return .found(given)
  }

  private func data(_ name: String, of manifest: Manifest) -> [UInt8]? {
    if let text = manifest.root["stringData"]?[name]?.string { return Array(text.utf8) }
    return manifest.root["data"]?[name]?.string.flatMap(Base64.decode)
  }
}
