import Gateway

/// A model as a reviewer reads it: what is as always is left out.
struct ModelText {
  let model: GatewayModel

  var text: String {
    var lines: [String] = []
    for listener in model.listeners {
      var extras = ""
      if listener.proxyProtocol { extras += ", PROXY protocol" }
      if listener.trustedHops > 0 { extras += ", \(listener.trustedHops) trusted hops" }
      lines.append("listener \(listener.name) :\(listener.port)\(extras)")
      if let hosts = listener.cleartext {
        lines.append("  cleartext")
        lines += hosts.flatMap(host)
      }
      for chain in listener.tlsChains { lines += self.chain(chain) }
    }
    lines += model.upstreams.sorted { $0.key < $1.key }.map(upstream)
    for (name, set) in model.endpointSets.sorted(by: { $0.key < $1.key }) {
      lines.append("endpoints \(name): \(set.endpoints.map { "\($0.address):\($0.port)" }.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func chain(_ chain: TLSChain) -> [String] {
    let tls = chain.termination
    var line = "  TLS \(chain.serverName ?? "(any name)") with \(tls.secret)"
    if let version = tls.minimumVersion { line += ", from \(version)" }
    if let version = tls.maximumVersion { line += ", to \(version)" }
    if !tls.alpn.isEmpty { line += ", ALPN \(tls.alpn.joined(separator: "+"))" }
    return [line] + chain.virtualHosts.flatMap(host)
  }

  private func host(_ host: VirtualHost) -> [String] {
    ["    host \(host.hostname)"] + host.routes.map { "      \(route($0))" }
  }

  private func route(_ route: Route) -> String {
    var words = "\(route.id): \(match(route.match)) -> \(action(route.action))"
    words += changes("request", route.requestHeaders) + changes("response", route.responseHeaders)
    if let cors = route.cors {
      let parts = [
        "origins \(cors.origins.joined(separator: " "))", cors.methods.map { "methods \($0)" }, cors.headers.map { "headers \($0)" },
        cors.exposedHeaders.map { "exposed \($0)" }, cors.credentials.map { "credentials \($0)" }, cors.maxAge.map { "max-age \($0)" },
      ]
      words += "; cors \(parts.compactMap { $0 }.joined(separator: ", "))"
    }
    return words
  }

  private func match(_ match: RouteMatch) -> String {
    var words: [String] =
      switch match.path {
      case .prefix(let text): ["prefix \(text)"]
      case .exact(let text): ["exact \(text)"]
      case .regex(let text): ["regex \(text)"]
      }
    if !match.isCaseSensitive { words.append("any case") }
    words += match.headers.map { "\($0.name)\(rule($0.rule))" }
    words += match.query.map { "?\($0.name)\(rule($0.rule))" }
    if match.percent != 100 { words.append("up to \(match.percent) %") }
    return words.joined(separator: ", ")
  }

  private func rule(_ rule: ValueMatch.Rule) -> String {
    switch rule {
    case .exact(let text): "=\(text)"
    case .prefix(let text): "=\(text)*"
    case .suffix(let text): "=*\(text)"
    case .regex(let text): "~\(text)"
    }
  }

  private func action(_ action: RouteAction) -> String {
    switch action {
    case .forward(let forward): self.forward(forward)
    case .redirect(let redirect): self.redirect(redirect)
    }
  }

  private func forward(_ forward: Forward) -> String {
    var words = [model.upstreams[forward.upstream]?.display ?? "no upstream \(forward.upstream)"]
    switch forward.rewrite {
    case .none: words.append("path stays")
    case .prefix("/"): break
    case .prefix(let text): words.append("rewrite \(text)")
    case .regex(let pattern, let substitution): words.append("rewrite \(pattern) to \(substitution)")
    }
    switch forward.host {
    case .keep: break
    case .literal(let text): words.append("host \(text)")
    case .upstream: words.append("host of the upstream")
    }
    if forward.timeout != .seconds(3) { words.append("timeout \(forward.timeout)") }
    if let idle = forward.idleTimeout { words.append("idle timeout \(idle)") }
    if let retries = forward.retries {
      words.append("retries \(retries.times ?? 1) on \(retries.on)" + (retries.perTryTimeout.map { " each \($0)" } ?? ""))
    }
    if !forward.upgrades.isEmpty { words.append("upgrades \(forward.upgrades.joined(separator: "+"))") }
    if forward.isHighPriority { words.append("high priority") }
    return words.joined(separator: ", ")
  }

  private func redirect(_ redirect: Redirect) -> String {
    var words = ["redirect \(redirect.status)"]
    if redirect.toHTTPS { words.append("to https") }
    if let host = redirect.host { words.append("host \(host)") }
    if let port = redirect.port { words.append("port \(port)") }
    switch redirect.path {
    case .keep: break
    case .replace(let text): words.append("path \(text)")
    case .prefix(let text): words.append("prefix \(text)")
    case .regex(let pattern, let substitution): words.append("\(pattern) to \(substitution)")
    }
    return words.joined(separator: ", ")
  }

  private func changes(_ side: String, _ changes: HeaderChanges) -> String {
    let add = changes.add.map { "\($0.appends ? "+" : "=")\($0.name): \($0.value)" }
    let all = add + changes.remove.map { "-\($0)" }
    return all.isEmpty ? "" : "; \(side) \(all.joined(separator: ", "))"
  }

  private func upstream(_ entry: (key: UpstreamID, value: Upstream)) -> String {
    let upstream = entry.value
    var words: [String] =
      switch upstream.address {
      case .dns(let host, let port): ["dns \(host) \(port)"]
      case .endpoints(let name): ["endpoints \(name)"]
      }
    if upstream.originatesTLS { words.append("TLS") }
    if upstream.connectTimeout != .seconds(3) { words.append("connect timeout \(upstream.connectTimeout)") }
    for breaker in upstream.circuitBreakers {
      let limits = [
        breaker.maxConnections.map { "connections \($0)" }, breaker.maxPendingRequests.map { "pending \($0)" },
        breaker.maxRequests.map { "requests \($0)" }, breaker.maxRetries.map { "retries \($0)" },
      ]
      words.append("\(breaker.isHighPriority ? "high" : "default") at most \(limits.compactMap { $0 }.joined(separator: " "))")
    }
    return "upstream \(upstream.display): \(words.joined(separator: ", "))"
  }
}
