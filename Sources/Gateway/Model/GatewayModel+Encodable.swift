import Identity
import Manifests
import SourceYAML

// The model as `compile --output model` writes it: a document for programs and for comparing two versions. Durations
// are whole milliseconds, positions `file:line:column`, and of a secret there is its name and its place alone.

extension GatewayModel: Encodable {
  private enum Field: String, CodingKey { case listeners, upstreams, endpoints, secrets }

  /// Writes `listeners` in order, and `upstreams`, `endpoints` and `secrets` by name.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(listeners, forKey: .listeners)
    try fields.encode(Dictionary(uniqueKeysWithValues: upstreams.map { ($0.key.name, $0.value) }), forKey: .upstreams)
    try fields.encode(endpointSets, forKey: .endpoints)
    try fields.encode(secrets.mapValues(\.origin), forKey: .secrets)
  }
}

extension Origin: Encodable {
  private enum Field: String, CodingKey { case object, position }

  /// Writes `object` as `Mapping shop/checkout` and `position` as `file:line:column`.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode("\(object)", forKey: .object)
    try fields.encode("\(position)", forKey: .position)
  }
}

extension Route: Encodable {
  private enum Field: String, CodingKey { case id, match, forward, redirect, requestHeaders, responseHeaders, cors, origin }

  /// Writes the action under its name.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(id.name, forKey: .id)
    try fields.encode(match, forKey: .match)
    switch action {
    case .forward(let forward): try fields.encode(forward, forKey: .forward)
    case .redirect(let redirect): try fields.encode(redirect, forKey: .redirect)
    }
    try fields.encode(requestHeaders, forKey: .requestHeaders)
    try fields.encode(responseHeaders, forKey: .responseHeaders)
    try fields.encodeIfPresent(cors, forKey: .cors)
    try fields.encode(origin, forKey: .origin)
  }
}

/// A name of a case, and what it holds.
private struct Case: Encodable {
  let name: String
  let value: String

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.singleValueContainer()
    try fields.encode([name: value])
  }
}

extension RouteMatch: Encodable {
  private enum Field: String, CodingKey { case path, caseSensitive, headers, query, percent }

  /// Writes the path as `{"prefix": "/a"}`, and likewise what headers and parameters must be.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    let written: Case =
      switch path {
      case .prefix(let text): Case(name: "prefix", value: text)
      case .exact(let text): Case(name: "exact", value: text)
      case .regex(let text): Case(name: "regex", value: text)
      }
    try fields.encode(written, forKey: .path)
    try fields.encode(isCaseSensitive, forKey: .caseSensitive)
    try fields.encode(headers, forKey: .headers)
    try fields.encode(query, forKey: .query)
    try fields.encode(percent, forKey: .percent)
  }
}

extension ValueMatch: Encodable {
  private enum Field: String, CodingKey { case name, value }

  /// Writes the rule as `{"exact": "1"}`.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(name, forKey: .name)
    let kind =
      switch rule {
      case .exact: "exact"
      case .prefix: "prefix"
      case .suffix: "suffix"
      case .regex: "regex"
      }
    try fields.encode(Case(name: kind, value: rule.text), forKey: .value)
  }
}

extension Forward: Encodable {
  private enum Field: String, CodingKey {
    case upstream, rewrite, host, timeoutMilliseconds, idleTimeoutMilliseconds, retries, upgrades, highPriority, hashPolicy
  }

  /// Leaves out what is as it always is.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(upstream.name, forKey: .upstream)
    switch rewrite {
    case .none: break
    case .prefix(let text): try fields.encode(["prefix": text], forKey: .rewrite)
    case .regex(let pattern, let substitution):
      try fields.encode(["pattern": pattern, "substitution": substitution], forKey: .rewrite)
    }
    switch host {
    case .keep: break
    case .literal(let text): try fields.encode(Case(name: "literal", value: text), forKey: .host)
    case .upstream: try fields.encode("upstream", forKey: .host)
    }
    try fields.encode(timeout.wholeMilliseconds, forKey: .timeoutMilliseconds)
    try fields.encodeIfPresent(idleTimeout?.wholeMilliseconds, forKey: .idleTimeoutMilliseconds)
    try fields.encodeIfPresent(retries, forKey: .retries)
    try fields.encode(upgrades, forKey: .upgrades)
    try fields.encode(isHighPriority, forKey: .highPriority)
    try fields.encodeIfPresent(hashPolicy, forKey: .hashPolicy)
  }
}

extension Retries: Encodable {
  private enum Field: String, CodingKey { case on, times, perTryTimeoutMilliseconds }

  /// Writes `times` also where it is Envoy's default.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(on, forKey: .on)
    try fields.encode(times ?? 1, forKey: .times)
    try fields.encodeIfPresent(perTryTimeout?.wholeMilliseconds, forKey: .perTryTimeoutMilliseconds)
  }
}

extension HashPolicy: Encodable {
  private enum Field: String, CodingKey { case header, cookie, path, ttlMilliseconds, sourceIP }

  /// Writes what the hash is made of.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    switch self {
    case .header(let name): try fields.encode(name, forKey: .header)
    case .cookie(let name, let path, let ttl):
      try fields.encode(name, forKey: .cookie)
      try fields.encodeIfPresent(path, forKey: .path)
      try fields.encodeIfPresent(ttl?.wholeMilliseconds, forKey: .ttlMilliseconds)
    case .sourceIP: try fields.encode(true, forKey: .sourceIP)
    }
  }
}

extension RedirectPath: Encodable {
  /// Writes `"keep"`, or one entry under the case's name.
  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .keep: try value.encode("keep")
    case .replace(let text): try value.encode(["replace": text])
    case .prefix(let text): try value.encode(["prefix": text])
    case .regex(let pattern, let substitution): try value.encode(["pattern": pattern, "substitution": substitution])
    }
  }
}

extension Upstream: Encodable {
  private enum Field: String, CodingKey {
    case service, host, port, endpoints, tls, connectTimeoutMilliseconds, idleTimeoutMilliseconds, maxConnectionLifetimeMilliseconds
    case http2, balancing, circuitBreakers, keepalive, logicalDNS, respectsDNSTTL, addressFamilies, tag, origin
  }

  /// Writes `host` and `port` where DNS is asked, else `endpoints`, the name of a set.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(display, forKey: .service)
    switch address {
    case .dns(let host, let port):
      try fields.encode(host, forKey: .host)
      try fields.encode(port, forKey: .port)
    case .endpoints(let name): try fields.encode(name, forKey: .endpoints)
    }
    try fields.encode(originatesTLS, forKey: .tls)
    try fields.encode(connectTimeout.wholeMilliseconds, forKey: .connectTimeoutMilliseconds)
    try fields.encodeIfPresent(idleTimeout?.wholeMilliseconds, forKey: .idleTimeoutMilliseconds)
    try fields.encodeIfPresent(maxConnectionLifetime?.wholeMilliseconds, forKey: .maxConnectionLifetimeMilliseconds)
    try fields.encode(isHTTP2, forKey: .http2)
    try fields.encode(balancing.rawValue, forKey: .balancing)
    try fields.encode(circuitBreakers, forKey: .circuitBreakers)
    try fields.encodeIfPresent(keepalive, forKey: .keepalive)
    try fields.encode(logicalDNS, forKey: .logicalDNS)
    try fields.encode(respectsDNSTTL, forKey: .respectsDNSTTL)
    try fields.encode(addressFamilies, forKey: .addressFamilies)
    try fields.encodeIfPresent(tag, forKey: .tag)
    try fields.encode(origin, forKey: .origin)
  }
}
