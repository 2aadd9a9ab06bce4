import Manifests

/// What differs in a thing between two gateways, in words.
package struct FieldChange: Hashable, Sendable {
  /// Such as `timeout`.
  package let field: String
  /// None when it was not said.
  package let before: String?
  package let after: String?
}

/// A thing's settings in words, in a fixed order; equal words mean equal settings.
typealias Settings = [(field: String, value: String)]

extension FieldChange {
  /// What differs, in the order of the fields.
  static func between(_ before: Settings, _ after: Settings) -> [FieldChange] {
    let fields = before.map(\.field) + after.map(\.field).filter { name in !before.contains { $0.field == name } }
    return fields.compactMap { name in
      let (old, new) = (before.first { $0.field == name }?.value, after.first { $0.field == name }?.value)
      return old == new ? nil : FieldChange(field: name, before: old, after: new)
    }
  }
}

extension Treatment.Outcome {
  /// Whether requests go to an upstream, rather than being sent elsewhere.
  var forwards: Bool {
    shares.contains { share in
      if case .forward = share.action { true } else { false }
    }
  }

  /// Where requests go.
  func destination(in model: GatewayModel) -> String {
    if shares.count == 1, shares[0].percent == 100 { return shares[0].action.destination(in: model) }
    return shares.map { "\($0.percent) % \($0.action.destination(in: model))" }.joined(separator: ", ")
  }

  /// The services that get requests.
  func targets(in model: GatewayModel) -> [TrafficRoute.Target] {
    shares.compactMap { share in
      guard case .forward = share.action else { return nil }
      return .init(service: share.action.destination(in: model), percent: share.percent)
    }
  }

  /// Everything that can differ. What several destinations have in common is said once.
  func settings(in model: GatewayModel) -> Settings {
    let each = shares.map { $0.settings(in: model) }
    var result: Settings = [("service", destination(in: model))]
    let names = each.flatMap { $0.map(\.field) }
    var seen = Set<String>()
    for name in names where seen.insert(name).inserted {
      let values = each.map { list in list.first { $0.field == name }?.value ?? "none" }
      result.append((name, Set(values).count == 1 ? values[0] : values.joined(separator: ", ")))
    }
    return result
  }
}

extension Treatment.Outcome.Share {
  fileprivate func settings(in model: GatewayModel) -> Settings {
    var result: Settings = []
    switch action {
    case .redirect: break
    case .forward(let forward): result += forward.settings(model.upstreams[forward.upstream], in: model)
    }
    if !requestHeaders.words.isEmpty { result.append(("request headers", requestHeaders.words)) }
    if !responseHeaders.words.isEmpty { result.append(("response headers", responseHeaders.words)) }
    if let cors { result.append(("CORS", cors.words)) }
    return result
  }
}

extension RouteAction {
  fileprivate func destination(in model: GatewayModel) -> String {
    switch self {
    case .forward(let forward): return model.upstreams[forward.upstream]?.display ?? forward.upstream.name
    case .redirect(let redirect):
      let host = (redirect.host ?? "the same host") + (redirect.port.map { ":\($0)" } ?? "")
      let path: String =
        switch redirect.path {
        case .keep: ""
        case .replace(let text): text
        case .prefix(let text): "\(text)*"
        case .regex(let pattern, let substitution): " with \(pattern) as \(substitution)"
        }
      return "\(redirect.status) to \(redirect.toHTTPS ? "https://" : "")\(host)\(path)"
    }
  }
}

extension Forward {
  fileprivate func settings(_ upstream: Upstream?, in model: GatewayModel) -> Settings {
    var result: Settings = []
    switch rewrite {
    case .none: break
    case .prefix(let text): result.append(("rewrite", text))
    case .regex(let pattern, let substitution): result.append(("rewrite", "\(pattern) as \(substitution)"))
    }
    switch host {
    case .keep: break
    case .literal(let text): result.append(("host header", text))
    case .upstream: result.append(("host header", "the upstream's"))
    }
    result.append(("timeout", timeout == .zero ? "none" : timeout.words))
    if let idleTimeout { result.append(("idle timeout", idleTimeout == .zero ? "none" : idleTimeout.words)) }
    if let retries { result.append(("retries", retries.words)) }
    if !upgrades.isEmpty { result.append(("upgrades", upgrades.joined(separator: ", "))) }
    if isHighPriority { result.append(("priority", "high")) }
    switch hashPolicy {
    case nil: break
    case .header(let name): result.append(("sticks to", "header \(name)"))
    case .cookie(let name, let path, let ttl):
      result.append(("sticks to", "cookie \(name)\(path.map { " on \($0)" } ?? "")\(ttl.map { " for \($0.words)" } ?? "")"))
    case .sourceIP: result.append(("sticks to", "client address"))
    }
    return result + (upstream?.settings(in: model) ?? [])
  }
}

extension Upstream {
  fileprivate func settings(in model: GatewayModel) -> Settings {
    var result: Settings = []
    switch address {
    case .dns(let host, let port): result.append(("address", "\(host):\(port)"))
    case .endpoints(let name):
      let endpoints = model.endpointSets[name]?.endpoints ?? []
      result.append(("endpoints", endpoints.isEmpty ? "none" : endpoints.map { "\($0.address):\($0.port)" }.joined(separator: " ")))
    }
    if originatesTLS { result.append(("TLS to the upstream", "yes")) }
    if isHTTP2 { result.append(("HTTP/2 to the upstream", "yes")) }
    result.append(("connect timeout", connectTimeout.words))
    if let idleTimeout { result.append(("upstream idle timeout", idleTimeout.words)) }
    if let maxConnectionLifetime { result.append(("connection lifetime", maxConnectionLifetime.words)) }
    result.append(("load balancing", balancing.rawValue))
    for breaker in circuitBreakers {
      let limits = [
        ("connections", breaker.maxConnections), ("pending", breaker.maxPendingRequests), ("requests", breaker.maxRequests),
        ("retries", breaker.maxRetries),
      ].compactMap { name, limit in limit.map { "\(name) \($0)" } }
      result.append((breaker.isHighPriority ? "circuit breaker, high priority" : "circuit breaker", limits.joined(separator: " ")))
    }
    if let keepalive {
      let words = [("probes", keepalive.probes), ("idle", keepalive.idleTime), ("interval", keepalive.interval)]
        .compactMap { name, value in value.map { "\(name) \($0)" } }
      result.append(("keep-alive", words.joined(separator: " ")))
    }
    if logicalDNS { result.append(("DNS", "logical")) }
    if respectsDNSTTL { result.append(("DNS TTL", "respected")) }
    result.append(("address family", addressFamilies.rawValue))
    if let tag { result.append(("cluster tag", tag)) }
    return result
  }
}

extension HeaderChanges {
  fileprivate var words: String {
    (add.map { "\($0.appends ? "add" : "set") \($0.name): \($0.shownValue)" } + remove.map { "remove \($0)" }).joined(separator: ", ")
  }
}

extension HeaderChanges.Addition {
  /// Credentials do not belong into a diff; two digits of their digest say whether they changed.
  fileprivate var shownValue: String {
    let words = ["authorization", "cookie", "token", "secret", "password", "key"]
    guard words.contains(where: name.lowercased().contains) else { return value }
    return "(hidden, \(SHA256Digest.hex(prefix: 2, of: Array(value.utf8))))"
  }
}

extension CORS {
  fileprivate var words: String {
    let parts: [(String, String?)] = [
      ("origins", origins.joined(separator: " ")), ("methods", methods), ("headers", headers), ("exposed", exposedHeaders),
      ("credentials", credentials.map { "\($0)" }), ("max age", maxAge),
    ]
    return parts.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: "; ")
  }
}
