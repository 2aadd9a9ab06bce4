/// What becomes of a request that a route takes: Envoy's rewriting, on paper.
struct Destination {
  let route: Route
  let request: RequestSketch
  let model: GatewayModel
  /// The client's scheme, as a trusted proxy says it where there is one.
  let scheme: String

  /// The answer for this route.
  var answer: Explanation.Action {
    switch route.action {
    case .forward(let forward): .forward(forwarded(forward))
    case .redirect(let redirect): .redirect(.init(status: redirect.status, location: location(redirect)))
    }
  }

  private func forwarded(_ forward: Forward) -> Explanation.Forwarding {
    let upstream = model.upstreams[forward.upstream]
    let path: String =
      switch forward.rewrite {
      case .none: request.path
      case .prefix(let text): replacingMatch(with: text)
      case .regex(let pattern, let substitution): Self.replace(pattern, in: request.path, with: substitution)
      }
    let host: String =
      switch forward.host {
      case .keep: request.authority
      case .literal(let text): text
      case .upstream: upstream?.hostname ?? request.authority
      }
    var endpoints: [String]?
    if case .endpoints(let name)? = upstream?.address {
      endpoints =
        model.endpointSets[name]?.endpoints.map { $0.address.contains(":") ? "[\($0.address)]:\($0.port)" : "\($0.address):\($0.port)" }
        ?? []
    }
    return Explanation.Forwarding(
      upstream: forward.upstream.name, address: upstream?.display ?? forward.upstream.name, path: withQuery(path),
      pathChanges: path != request.path, host: host, hostChanges: host != request.authority, timeout: forward.timeout,
      retries: forward.retries, endpoints: endpoints)
  }

  private func location(_ redirect: Redirect) -> String {
    let path: String =
      switch redirect.path {
      case .keep: withQuery(request.path)
      // A replacement that holds a query brings its own.
      case .replace(let text): text.contains("?") ? text : withQuery(text)
      case .prefix(let text): withQuery(replacingMatch(with: text))
      case .regex(let pattern, let substitution): withQuery(Self.replace(pattern, in: request.path, with: substitution))
      }
    var host = redirect.host ?? request.authority
    if let port = redirect.port { host = "\(redirect.host ?? HostSearch.withoutPort(host)):\(port)" }
    return "\(redirect.toHTTPS ? "https" : scheme)://\(host)\(path)"
  }

  /// A prefix leaves what is behind it; an exact path and a regex are the whole path.
  private func replacingMatch(with text: String) -> String {
    guard case .prefix(let prefix) = route.match.path else { return text }
    return text + String(decoding: request.path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }

  private func withQuery(_ path: String) -> String { path + (request.query.map { "?\($0)" } ?? "") }

  private static func replace(_ pattern: String, in text: String, with substitution: String) -> String {
    (try? RegularExpression(pattern))?.replacing(text, with: substitution) ?? text
  }
}

extension Upstream {
  /// Without the port.
  fileprivate var hostname: String {
    if case .dns(let host, _) = address { return host }
    return display.lastIndex(of: ":").map { String(display[..<$0]) } ?? display
  }
}
