import Manifests
import SourceYAML

extension Emissary {
  /// A host name that is served.
  struct Host {
    /// What happens to requests without TLS.
    enum InsecureAction: String { case redirect = "Redirect", route = "Route", reject = "Reject" }

    var origin: Origin
    var namespace: String
    var hostname: String
    var hostnamePosition: SourcePosition
    var labels: [String: String]
    /// None takes Mappings by host name; empty takes all without one.
    var selector: [String: String]?
    var insecure: InsecureAction
    var tls: TLSTermination?
  }

  /// The labels of a `LabelSelector`; `matchExpressions` is an error, for to leave it out would select more.
  static func matchLabels(_ name: String, _ reader: inout SpecReader) -> [String: String]? {
    guard var selector = reader.nested(name) else { return nil }
    let labels = selector.texts("matchLabels")
    selector.finish(unsupported: ["matchExpressions"])
    reader.take(selector)
    return Dictionary(labels.map { ($0.name, $0.value) }) { _, last in last }
  }
}

extension Emissary.Host {
  /// Reads a Host; nil when it has an error, which is among the findings.
  static func read(_ manifest: Manifest, secrets: inout SecretLookup, findings: inout [Finding]) -> Emissary.Host? {
    var reader = SpecReader(manifest.spec ?? manifest.root, object: manifest.key)
    defer { findings += reader.findings }
    let hostname = reader.string("hostname") ?? "*"
    let position = reader.node["hostname"]?.position ?? manifest.position
    if let problem = HostGlob.problem(hostname) ?? (hostname.count > 1 && hostname.hasSuffix("*") ? "a Host's '*' stands in front" : nil) {
      reader.error(.badValue, problem, at: position)
    }
    let byNewName = Emissary.matchLabels("mappingSelector", &reader)
    let byOldName = Emissary.matchLabels("selector", &reader)
    var action = InsecureAction.redirect
    if var policy = reader.nested("requestPolicy") {
      if var insecure = policy.nested("insecure") {
        action = insecure.oneOf("action", ["Redirect", "Route", "Reject"]).flatMap(InsecureAction.init) ?? .redirect
        insecure.finish(ignored: ["additionalPort"])
        policy.take(insecure)
      }
      policy.finish()
      reader.take(policy)
    }
    let tls = termination(manifest, secrets: &secrets, &reader)
    reader.finish(unsupported: ["tlsContext", "acmeProvider", "previewUrl"], ignored: ["ambassador_id", "ambassadorId"])
    guard !reader.hasErrors else { return nil }
    return Emissary.Host(
      origin: Origin(object: manifest.key, position: manifest.position), namespace: manifest.key.namespace, hostname: hostname,
      hostnamePosition: position, labels: manifest.labels, selector: byNewName ?? byOldName, insecure: action, tls: tls)
  }

  private static func termination(_ manifest: Manifest, secrets: inout SecretLookup, _ reader: inout SpecReader) -> TLSTermination? {
    let options = tlsOptions(&reader)
    guard var reference = reader.nested("tlsSecret") else {
      if reader.value("tls") != nil { reader.error(.missingField, "'tls' without 'tlsSecret': which certificate should be served?") }
      return nil
    }
    let name = reference.string("name")
    let namespace = reference.string("namespace") ?? manifest.key.namespace
    reference.finish()
    reader.take(reference)
    guard let name else {
      reader.error(.missingField, "'tlsSecret' needs a 'name'", at: reference.node.position)
      return nil
    }
    switch secrets.resolve(namespace: namespace, name: name) {
    case .found(let secret):
      var result = options
      result.secret = secret
      return result
    case .missing:
      reader.error(
        .missingSecret, "no Secret \(namespace)/\(name) in the files or in --secrets: add it, or this host cannot serve TLS",
        at: reference.node.position)
    case .bad(let words):
      reader.error(.badSecret, "Secret \(namespace)/\(name): \(words)", at: reference.node.position)
    }
    return nil
  }

  private static func tlsOptions(_ reader: inout SpecReader) -> TLSTermination {
    var result = TLSTermination(secret: "", minimumVersion: nil, maximumVersion: nil, alpn: [], cipherSuites: [], ecdhCurves: [])
    guard var tls = reader.nested("tls") else { return result }
    let versions = ["v1.0", "v1.1", "v1.2", "v1.3"]
    result.minimumVersion = tls.oneOf("min_tls_version", versions)
    result.maximumVersion = tls.oneOf("max_tls_version", versions)
    if let low = result.minimumVersion, let high = result.maximumVersion, low > high {
      tls.error(.badValue, "min_tls_version is above max_tls_version", at: tls.node["min_tls_version"]?.position)
    }
    result.alpn = tls.string("alpn_protocols").map { $0.split(separator: ",").map { String($0).filter { $0 != " " } } } ?? []
    result.cipherSuites = tls.strings("cipher_suites")
    result.ecdhCurves = tls.strings("ecdh_curves")
    tls.finish(unsupported: [
      "ca_secret", "cacert_chain_file", "cert_chain_file", "private_key_file", "cert_required", "crl_secret", "sni",
      "redirect_cleartext_from", "secret", "secret_namespacing", "v3CRLSecret",
    ])
    reader.take(tls)
    return result
  }
}
