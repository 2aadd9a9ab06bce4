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
    guard var reader = SpecReader.spec(of: manifest, findings: &findings) else { return nil }
    defer { findings += reader.findings }
    // Host names know no case (RFC 4343), and Envoy refuses two that differ in it alone.
    let hostname = (reader.nonEmpty("hostname") ?? "*").lowercased()
    let position = reader.node["hostname"]?.position ?? manifest.position
    if let problem = HostGlob.problem(hostname) { reader.error(.badValue, problem, at: position) }
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
    if tls != nil, hostname != "*", hostname.contains("*"), !hostname.hasPrefix("*.") {
      reader.error(.badValue, "with TLS a '*' stands for whole labels in front, as in *.example.com", at: position)
    }
    acmeProvider(&reader)
    reader.finish(unsupported: ["tlsContext", "previewUrl"], ignored: ["ambassador_id", "ambassadorId"])
    guard !reader.hasErrors else { return nil }
    return Emissary.Host(
      origin: Origin(object: manifest.key, position: manifest.position), namespace: manifest.key.namespace, hostname: hostname,
      hostnamePosition: position, labels: manifest.labels, selector: byNewName ?? byOldName, insecure: action, tls: tls)
  }

  /// No certificate is fetched here: the Secret that `tlsSecret` names is served, whoever put it there.
  private static func acmeProvider(_ reader: inout SpecReader) {
    guard var provider = reader.nested("acmeProvider") else { return }
    let authority = provider.string("authority")
    _ = (provider.string("email"), provider.string("registration"))
    if var secret = provider.nested("privateKeySecret") {
      _ = (secret.string("name"), secret.string("namespace"))
      secret.finish()
      provider.take(secret)
    }
    if let authority, authority != "none" {
      provider.warn(.badValue, "no certificate is fetched from \(authority): 'tlsSecret' is served as it is", at: provider.node.position)
    }
    provider.finish()
    reader.take(provider)
  }

  private static func termination(_ manifest: Manifest, secrets: inout SecretLookup, _ reader: inout SpecReader) -> TLSTermination? {
    let options = tlsOptions(&reader)
    guard var reference = reader.nested("tlsSecret") else {
      if reader.value("tls") != nil { reader.error(.missingField, "'tls' without 'tlsSecret': which certificate should be served?") }
      return nil
    }
    let name = reference.required("name", "'tlsSecret' needs a 'name'")
    let namespace = reference.nonEmpty("namespace") ?? manifest.key.namespace
    reference.finish()
    reader.take(reference)
    guard let name else { return nil }
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
    // Without a lower bound Envoy starts at v1.2.
    if let high = result.maximumVersion, result.minimumVersion ?? "v1.2" > high {
      tls.error(
        .badValue, "min_tls_version\(result.minimumVersion == nil ? ", v1.2 if it is not given," : "") is above max_tls_version",
        at: tls.node["max_tls_version"]?.position)
    }
    result.alpn = alpn(&tls)
    result.cipherSuites = names("cipher_suites", of: TLSNames.cipherSuites, &tls)
    result.ecdhCurves = names("ecdh_curves", of: TLSNames.curves, &tls)
    tls.finish(unsupported: [
      "ca_secret", "cacert_chain_file", "cert_chain_file", "private_key_file", "cert_required", "crl_secret", "sni",
      "redirect_cleartext_from", "secret", "secret_namespacing", "v3CRLSecret",
    ])
    reader.take(tls)
    return result
  }

  /// Protocols in one text, separated by commas; each has 1 to 255 bytes (RFC 7301).
  private static func alpn(_ tls: inout SpecReader) -> [String] {
    guard let text = tls.nonEmpty("alpn_protocols") else { return [] }
    let protocols = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).filter { $0 != " " } }
    if protocols.contains(where: { !(1...255).contains($0.utf8.count) || !HeaderRules.isToken($0.replacing("/", with: "-")) }) {
      tls.error(.badValue, "'tls.alpn_protocols' is a list such as \"h2,http/1.1\"", at: tls.node["alpn_protocols"]?.position)
    }
    return protocols
  }

  private static func names(_ field: String, of known: Set<String>, _ tls: inout SpecReader) -> [String] {
    tls.positionedStrings(field).map { name, position in
      if !known.contains(name) {
        let near = Spelling.nearest(name, in: known).map { ". Did you mean \($0)?" } ?? ". Known: \(known.sorted().joined(separator: ", "))"
        tls.error(.badValue, "Envoy knows no \(name) in '\(field)'\(near)", at: position)
      }
      return name
    }
  }
}

/// What Envoy's TLS library knows by name; it refuses a whole listener for any other.
private enum TLSNames {
  static let cipherSuites: Set<String> = [
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA",
  ]
  static let curves: Set<String> = ["X25519", "P-256", "P-384", "P-521", "X25519MLKEM768"]
}
