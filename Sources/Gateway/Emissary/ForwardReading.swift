import Manifests
import SourceYAML

extension Emissary {
  /// Reads where a Mapping's requests go, and how.
  struct ForwardReading {
    let manifest: Manifest
    let origin: Origin

    func forward(service: String?, _ reader: inout SpecReader) -> Mapping.Action? {
      // Whatever is wrong with the service, the other fields are read too, so that all is said at once.
      var address = ServiceAddress.unknown
      do throws(ServiceAddress.Fault) {
        if let service { address = try ServiceAddress(service, namespace: manifest.key.namespace) }
      } catch {
        reader.error(error.isForbidden ? .forbiddenUpstream : .badValue, error.message, at: reader.node["service"]?.position)
      }
      let balancer = balancing(&reader)
      let upstream = upstream(address, balancer?.policy ?? .roundRobin, &reader)
      let forward = Forward(
        upstream: UpstreamID(""), rewrite: rewrite(&reader), host: hostRewrite(&reader),
        timeout: reader.milliseconds("timeout_ms") ?? .seconds(3), idleTimeout: reader.milliseconds("idle_timeout_ms"),
        retries: retries(&reader), upgrades: upgrades(&reader),
        isHighPriority: reader.oneOf("priority", ["DEFAULT", "HIGH", "default", "high"])?.uppercased() == "HIGH",
        hashPolicy: balancer?.hash)
      return .forward(forward, upstream)
    }

    private func rewrite(_ reader: inout SpecReader) -> Rewrite {
      let text = reader.plain("rewrite")
      if let (pattern, substitution) = regexPair("regex_rewrite", &reader) {
        return .regex(pattern: pattern, substitution: substitution)
      }
      guard let text else { return .prefix("/") }
      if !text.isEmpty, !text.hasPrefix("/") {
        reader.error(.badValue, "'rewrite' must begin with '/', or be empty to leave the path alone", at: reader.node["rewrite"]?.position)
      }
      return text.isEmpty ? .none : .prefix(text)
    }

    private func hostRewrite(_ reader: inout SpecReader) -> HostRewrite {
      let literal = reader.nonEmpty("host_rewrite")
      let automatic = reader.bool("auto_host_rewrite") ?? false
      if literal != nil, automatic {
        reader.error(
          .badValue, "only one of host_rewrite and auto_host_rewrite may be given", at: reader.node["auto_host_rewrite"]?.position)
      }
      if let literal, HeaderRules.hasControls(literal) || literal.contains(" ") || literal.contains("/") {
        reader.error(.badValue, "'host_rewrite' is not a host name", at: reader.node["host_rewrite"]?.position)
      }
      return literal.map { .literal($0) } ?? (automatic ? .upstream : .keep)
    }

    /// Protocols such as `websocket`; Envoy refuses one that stands twice, in whatever case.
    private func upgrades(_ reader: inout SpecReader) -> [String] {
      var seen = Set<String>()
      return reader.positionedStrings("allow_upgrade").map { text, position in
        if !HeaderRules.isToken(text) { reader.error(.badValue, "'allow_upgrade' holds names such as websocket", at: position) }
        if !seen.insert(text.lowercased()).inserted { reader.error(.badValue, "'\(text)' stands twice in 'allow_upgrade'", at: position) }
        return text
      }
    }

    private func retries(_ reader: inout SpecReader) -> Retries? {
      guard var policy = reader.nested("retry_policy") else { return nil }
      defer { reader.take(policy) }
      let conditions = ["5xx", "gateway-error", "connect-failure", "retriable-4xx", "refused-stream", "retriable-status-codes"]
      if policy.node["retry_on"] == nil {
        policy.error(.missingField, "'retry_policy' needs 'retry_on': \(conditions.joined(separator: ", "))")
      }
      let on = policy.oneOf("retry_on", conditions)
      let result = Retries(
        on: on ?? "", times: policy.int("num_retries", in: 0...1000), perTryTimeout: duration("per_try_timeout", &policy))
      policy.finish()
      return result
    }

    /// A duration as Go writes it: `250ms`, `1.5s`, `2m`.
    private func duration(_ name: String, _ reader: inout SpecReader) -> Duration? {
      guard let text = reader.string(name) else { return nil }
      let units: [(String, Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
      for (unit, factor) in units where text.hasSuffix(unit) {
        let digits = text.dropLast(unit.count)
        guard digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }) else { break }
        if let number = Double(digits), number * factor <= 86_400_000 {
          return .milliseconds(Int(number * factor))
        }
      }
      reader.error(.badValue, "'\(name)' is a duration such as 250ms or 1.5s, not \"\(text)\"", at: reader.node[name]?.position)
      return nil
    }

    private func balancing(_ reader: inout SpecReader) -> (policy: Upstream.Balancing, hash: HashPolicy?)? {
      guard var balancer = reader.nested("load_balancer") else { return nil }
      defer { reader.take(balancer) }
      let policy = balancer.oneOf("policy", ["round_robin", "least_request", "ring_hash", "maglev"]).flatMap(Upstream.Balancing.init)
      var hashes: [HashPolicy] = []
      if let header = balancer.nonEmpty("header") {
        if let words = HeaderRules.problem(withMatchedName: header) {
          balancer.error(.badValue, words, at: balancer.node["header"]?.position)
        }
        hashes.append(.header(header))
      }
      if balancer.bool("source_ip") ?? false { hashes.append(.sourceIP) }
      if let cookie = cookie(&balancer) { hashes.append(cookie) }
      let wantsHash = policy == .ringHash || policy == .maglev
      if balancer.node["policy"] == nil { balancer.error(.missingField, "'load_balancer' needs a 'policy'") }
      if policy != nil, wantsHash != (hashes.count == 1) || hashes.count > 1 {
        balancer.error(
          .badValue,
          wantsHash ? "this policy needs exactly one of header, cookie and source_ip" : "this policy takes no header, cookie or source_ip")
      }
      balancer.finish()
      return policy.map { ($0, hashes.first) }
    }

    private func cookie(_ balancer: inout SpecReader) -> HashPolicy? {
      guard var cookie = balancer.nested("cookie") else { return nil }
      defer { balancer.take(cookie) }
      let name = cookie.required("name", "'load_balancer.cookie' needs a 'name'")
      if let name, !HeaderRules.isToken(name) { cookie.error(.badValue, "this is not a cookie's name", at: cookie.node["name"]?.position) }
      let path = cookie.plain("path")
      if path?.contains(";") == true { cookie.error(.badValue, "a cookie's path cannot hold ';'", at: cookie.node["path"]?.position) }
      let ttl = duration("ttl", &cookie)
      cookie.finish()
      return .cookie(name: name ?? "", path: path, ttl: ttl)
    }

    private func upstream(_ address: ServiceAddress, _ balancing: Upstream.Balancing, _ reader: inout SpecReader) -> Upstream {
      let (v4, v6) = (reader.bool("enable_ipv4") ?? true, reader.bool("enable_ipv6") ?? false)
      return Upstream(
        display: address.display, address: .dns(host: address.host, port: address.port), originatesTLS: address.isTLS,
        connectTimeout: reader.milliseconds("connect_timeout_ms", from: 1) ?? .seconds(3),
        idleTimeout: reader.milliseconds("cluster_idle_timeout_ms"),
        maxConnectionLifetime: reader.milliseconds("cluster_max_connection_lifetime_ms"), isHTTP2: reader.bool("grpc") ?? false,
        balancing: balancing, circuitBreakers: circuitBreakers(&reader), keepalive: keepalive(&reader),
        logicalDNS: reader.oneOf("dns_type", ["strict_dns", "logical_dns"]) == "logical_dns",
        respectsDNSTTL: reader.bool("respect_dns_ttl") ?? false, addressFamilies: v6 ? (v4 ? .both : .ipv6) : .ipv4,
        tag: reader.string("cluster_tag"), origin: origin)
    }

    private func circuitBreakers(_ reader: inout SpecReader) -> [CircuitBreaker] {
      let limit = 0...Int(UInt32.max)
      return reader.readers("circuit_breakers").map { item in
        var breaker = item
        let result = CircuitBreaker(
          isHighPriority: breaker.oneOf("priority", ["default", "high"]) == "high",
          maxConnections: breaker.int("max_connections", in: limit),
          maxPendingRequests: breaker.int("max_pending_requests", in: limit), maxRequests: breaker.int("max_requests", in: limit),
          maxRetries: breaker.int("max_retries", in: limit))
        breaker.finish()
        reader.take(breaker)
        return result
      }
    }

    private func keepalive(_ reader: inout SpecReader) -> Keepalive? {
      guard var keepalive = reader.nested("keepalive") else { return nil }
      let result = Keepalive(
        probes: keepalive.int("probes", in: 1...1000), idleTime: keepalive.int("idle_time", in: 1...86_400),
        interval: keepalive.int("interval", in: 1...86_400))
      keepalive.finish()
      reader.take(keepalive)
      return result
    }
  }
}
