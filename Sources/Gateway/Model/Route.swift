package import Identity

/// A class of requests and what happens to them.
package struct Route: Hashable, Sendable {
  package var id: RouteID
  package var match: RouteMatch
  package var action: RouteAction
  package var requestHeaders: HeaderChanges
  package var responseHeaders: HeaderChanges
  package var cors: CORS?
  package var origin: Origin
}

/// Which requests a route takes.
package struct RouteMatch: Hashable, Sendable {
  /// The path, without the query.
  package enum Path: Hashable, Sendable {
    /// Everything that begins with the text; not by segments.
    case prefix(String)
    case exact(String)
    /// RE2, the whole path.
    case regex(String)
  }

  package var path: Path
  /// Of the path alone.
  package var isCaseSensitive: Bool
  /// All must match; `:authority` and `:method` stand here too.
  package var headers: [ValueMatch]
  /// All must match.
  package var query: [ValueMatch]
  /// Per cent of the requests that get this far; 100 takes all.
  package var percent: Int
}

/// A named value and what it must be.
package struct ValueMatch: Hashable, Sendable {
  /// What the value must be.
  package enum Rule: Hashable, Sendable {
    case exact(String)
    case prefix(String)
    case suffix(String)
    /// RE2, the whole value.
    case regex(String)
  }

  package var name: String
  package var rule: Rule
}

/// What happens to a request.
package enum RouteAction: Hashable, Sendable {
  case forward(Forward)
  case redirect(Redirect)
}

/// A request goes to an upstream.
package struct Forward: Hashable, Sendable {
  package var upstream: UpstreamID
  package var rewrite: Rewrite
  package var host: HostRewrite
  /// Zero means none.
  package var timeout: Duration
  /// None means Envoy's default, zero means none.
  package var idleTimeout: Duration?
  package var retries: Retries?
  /// Such as `websocket`.
  package var upgrades: [String]
  package var isHighPriority: Bool
  package var hashPolicy: HashPolicy?
}

/// What becomes of the path.
package enum Rewrite: Hashable, Sendable {
  case none
  /// The matched prefix becomes the text.
  case prefix(String)
  /// RE2 with `\1` in the substitution.
  case regex(pattern: String, substitution: String)
}

/// What becomes of the host header.
package enum HostRewrite: Hashable, Sendable {
  case keep
  case literal(String)
  /// The upstream's name.
  case upstream
}

/// The client is sent elsewhere.
package struct Redirect: Hashable, Sendable, Encodable {
  /// None keeps the host.
  package var host: String?
  package var port: Int?
  /// Whether the scheme becomes https.
  package var toHTTPS: Bool
  package var path: RedirectPath
  /// 301, 302, 303, 307 or 308.
  package var status: Int
}

/// What becomes of a redirect's path.
package enum RedirectPath: Hashable, Sendable {
  case keep
  case replace(String)
  case prefix(String)
  case regex(pattern: String, substitution: String)
}

/// When a request is tried again.
package struct Retries: Hashable, Sendable {
  /// One of Envoy's conditions, such as `5xx`.
  package var on: String
  /// None means Envoy's default, one.
  package var times: Int?
  package var perTryTimeout: Duration?
}

/// Which endpoint a request sticks to.
package enum HashPolicy: Hashable, Sendable {
  case header(String)
  case cookie(name: String, path: String?, ttl: Duration?)
  case sourceIP
}

/// Headers that are set and taken away.
package struct HeaderChanges: Hashable, Sendable, Encodable {
  /// A header that is added.
  package struct Addition: Hashable, Sendable, Encodable {
    package var name: String
    package var value: String
    /// Beside what is there; else instead of it.
    package var appends: Bool

    /// Makes an addition.
    package init(name: String, value: String, appends: Bool) {
      self.name = name
      self.value = value
      self.appends = appends
    }
  }

  package var add: [Addition] = []
  package var remove: [String] = []
}

/// Cross-origin resource sharing, as Envoy's filter carries it out.
package struct CORS: Hashable, Sendable, Encodable {
  /// `*` or exact origins.
  package var origins: [String]
  package var methods: String?
  package var headers: String?
  package var exposedHeaders: String?
  package var credentials: Bool?
  /// Seconds.
  package var maxAge: String?
}
