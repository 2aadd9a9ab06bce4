import Manifests

/// Upstreams by their settings: equal settings share one, other settings have another name.
struct UpstreamTable {
  private(set) var upstreams: [UpstreamID: Upstream] = [:]
  private(set) var endpointSets: [String: EndpointSet] = [:]
  private var services: ServiceTable
  private var ids: [Settings: UpstreamID] = [:]
  var findings: [Finding] { services.findings }

  /// An upstream without what does not matter to Envoy: who asked for it.
  private struct Settings: Hashable {
    var upstream: Upstream
    let namespace: String

    static func == (left: Self, right: Self) -> Bool {
      left.namespace == right.namespace && left.upstream.withoutOrigin(of: right.upstream) == right.upstream
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(upstream.display)
      hasher.combine(namespace)
    }
  }

  init(services: ServiceTable) { self.services = services }

  /// The name of an upstream, which is added when it is new.
  mutating func add(_ upstream: Upstream, namespace: String) -> UpstreamID {
    let settings = Settings(upstream: upstream, namespace: namespace)
    if let id = ids[settings] { return id }
    var resolved = upstream
    if case .dns(let host, let port) = upstream.address, let (name, set) = services.endpoints(host: host, port: port, namespace: namespace)
    {
      endpointSets[name] = set
      resolved.address = .endpoints(name)
    }
    let id = UpstreamID(name(of: resolved))
    ids[settings] = id
    if upstreams[id] == nil { upstreams[id] = resolved }
    return id
  }

  private func name(of upstream: Upstream) -> String {
    let stem = String(upstream.display.prefix(40).map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? $0 : "_" })
    return "\(stem)-\(SHA256Digest.hex(prefix: 6, of: Array(upstream.settingsText.utf8)))"
  }
}

extension Upstream {
  fileprivate func withoutOrigin(of other: Upstream) -> Upstream {
    var copy = self
    copy.origin = other.origin
    return copy
  }

  /// Every setting that matters to Envoy, as one text. It stands in names, so it must be the same in every process.
  fileprivate var settingsText: String {
    let breakers = circuitBreakers.map {
      "\($0.isHighPriority) \($0.maxConnections ?? -1) \($0.maxPendingRequests ?? -1) \($0.maxRequests ?? -1) \($0.maxRetries ?? -1)"
    }
    let parts: [String] = [
      "\(address)", "\(originatesTLS)", "\(connectTimeout)", text(idleTimeout), text(maxConnectionLifetime), "\(isHTTP2)",
      balancing.rawValue, breakers.joined(separator: ","),
      keepalive.map { "\($0.probes ?? -1) \($0.idleTime ?? -1) \($0.interval ?? -1)" } ?? "", "\(logicalDNS)", "\(respectsDNSTTL)",
      addressFamilies.rawValue, tag ?? "",
    ]
    return parts.joined(separator: "|")
  }

  /// None is Envoy's default, zero is no limit.
  private func text(_ duration: Duration?) -> String { duration.map { "\($0)" } ?? "default" }
}
