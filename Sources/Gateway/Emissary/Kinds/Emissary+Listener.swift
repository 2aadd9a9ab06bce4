import Manifests
import SourceYAML

extension Emissary {
  /// A port and the Hosts that it serves.
  struct Listener {
    /// Which requests count as secure.
    enum SecurityModel: String { case xfp = "XFP", secure = "SECURE", insecure = "INSECURE" }

    var origin: Origin
    var name: String
    var port: Int
    var portPosition: SourcePosition
    var endsTLS: Bool
    var proxyProtocol: Bool
    var model: SecurityModel
    /// None takes Hosts of every namespace.
    var namespace: String?
    var hostLabels: [String: String]
    var trustedHops: Int
    var http2MaxConcurrentStreams: Int?

    /// Whether it serves a Host.
    func takes(_ host: Host) -> Bool {
      (namespace == nil || namespace == host.namespace) && hostLabels.allSatisfy { host.labels[$0.key] == $0.value }
    }
  }
}

extension Emissary.Listener {
  private static let stacks: [String: [String]] = [
    "HTTP": ["HTTP", "TCP"], "HTTPS": ["TLS", "HTTP", "TCP"], "HTTPPROXY": ["PROXY", "HTTP", "TCP"],
    "HTTPSPROXY": ["TLS", "PROXY", "HTTP", "TCP"],
  ]

  /// Reads a Listener; nil when it has an error, which is among the findings.
  static func read(_ manifest: Manifest, findings: inout [Finding]) -> Emissary.Listener? {
    guard var reader = SpecReader.spec(of: manifest, findings: &findings) else { return nil }
    defer { findings += reader.findings }
    let port = reader.int("port", in: 1...65535)
    if port == nil, reader.node["port"] == nil { reader.error(.missingField, "a Listener needs a 'port'") }
    let stack = protocolStack(&reader)
    let model = reader.oneOf("securityModel", ["XFP", "SECURE", "INSECURE"]).flatMap(SecurityModel.init)
    if model == nil, reader.node["securityModel"] == nil {
      reader.error(.missingField, "a Listener needs a 'securityModel': XFP, SECURE or INSECURE")
    }
    let binding = hostBinding(&reader)
    let hops = reader.int("l7Depth", in: 0...100) ?? 0
    let streams = reader.int("http2MaxConcurrentStreams", in: 1...Int(Int32.max))
    reader.finish(unsupported: ["statsPrefix"], ignored: ["ambassador_id"])
    guard !reader.hasErrors, let port, let model else { return nil }
    return Emissary.Listener(
      origin: Origin(object: manifest.key, position: manifest.position), name: manifest.key.path, port: port,
      portPosition: reader.node["port"]?.position ?? manifest.position, endsTLS: stack.contains("TLS"),
      proxyProtocol: stack.contains("PROXY"), model: model, namespace: binding.fromAll ? nil : manifest.key.namespace,
      hostLabels: binding.labels, trustedHops: hops, http2MaxConcurrentStreams: streams)
  }

  private static func protocolStack(_ reader: inout SpecReader) -> [String] {
    let name = reader.oneOf("protocol", ["HTTP", "HTTPS", "HTTPPROXY", "HTTPSPROXY", "TCP", "TLS", "UDP"])
    let written = reader.strings("protocolStack")
    if !written.isEmpty {
      if name != nil { reader.warn(.badValue, "'protocol' has no effect beside 'protocolStack'", at: reader.node["protocol"]?.position) }
      let allowed = [
        ["HTTP", "TCP"], ["TLS", "HTTP", "TCP"], ["PROXY", "HTTP", "TCP"], ["PROXY", "TLS", "HTTP", "TCP"],
        ["TLS", "PROXY", "HTTP", "TCP"],
      ]
      if !allowed.contains(written) {
        reader.error(.unsupportedField, "this protocolStack is not supported by this version", at: reader.node["protocolStack"]?.position)
      }
      return written
    }
    guard let name else {
      if reader.node["protocol"] == nil { reader.error(.missingField, "a Listener needs a 'protocol', such as HTTP or HTTPS") }
      return []
    }
    guard let stack = stacks[name] else {
      reader.error(.unsupportedField, "protocol \(name) is not supported by this version", at: reader.node["protocol"]?.position)
      return []
    }
    return stack
  }

  private static func hostBinding(_ reader: inout SpecReader) -> (fromAll: Bool, labels: [String: String]) {
    guard var binding = reader.nested("hostBinding") else {
      if reader.node["hostBinding"] == nil {
        reader.error(.missingField, "a Listener needs a 'hostBinding', such as {namespace: {from: ALL}}")
      }
      return (false, [:])
    }
    var fromAll = false
    if var namespace = binding.nested("namespace") {
      fromAll = namespace.oneOf("from", ["SELF", "ALL"]) == "ALL"
      namespace.finish()
      binding.take(namespace)
    }
    let labels = Emissary.matchLabels("selector", &binding) ?? [:]
    if binding.node["namespace"] == nil, binding.node["selector"] == nil {
      binding.error(.missingField, "'hostBinding' needs a 'namespace' or a 'selector'")
    }
    binding.finish()
    reader.take(binding)
    return (fromAll, labels)
  }
}
