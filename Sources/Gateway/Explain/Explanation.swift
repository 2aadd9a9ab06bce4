package import Identity
import Manifests
import SourceYAML

/// Which route takes a request, why that one, and what happens then.
package struct Explanation: Hashable, Sendable {
  /// Something in the model, with its place in the files.
  package struct Place: Hashable, Sendable, Encodable {
    /// `<namespace>/<name>`.
    package let object: String
    package let file: String
    package let line: Int
  }

  /// The port that takes the connection.
  package struct Entrance: Hashable, Sendable, Encodable {
    package let place: Place
    package let port: Int
    package let isTLS: Bool
    /// What the client asks for, in TLS.
    package let serverName: String?
  }

  /// The host among the listener's hosts.
  package struct Host: Hashable, Sendable, Encodable {
    package let place: Place
    package let hostname: String
  }

  /// A route that takes the request, or a share of it.
  package struct Choice: Hashable, Sendable, Encodable {
    package let route: RouteID
    package let place: Place
    /// `prefix /api/, header x-beta: yes`.
    package let match: String
    /// Per cent of such requests.
    package let share: Int
    package let action: Action
  }

  /// What happens.
  package enum Action: Hashable, Sendable {
    case forward(Forwarding)
    case redirect(Redirection)
  }

  /// Where a request goes and as what.
  package struct Forwarding: Hashable, Sendable {
    /// The upstream's name in Envoy.
    package let upstream: String
    /// `host:port`.
    package let address: String
    /// Path and query as the upstream sees them.
    package let path: String
    package let pathChanges: Bool
    package let host: String
    package let hostChanges: Bool
    /// Zero means none.
    package let timeout: Duration
    package let retries: Retries?
    /// The addresses that the files hold; none when Envoy asks DNS.
    package let endpoints: [String]?
  }

  /// Where the client is sent.
  package struct Redirection: Hashable, Sendable, Encodable {
    package let status: Int
    package let location: String
  }

  /// A route that is near and does not take the request.
  package struct Loser: Hashable, Sendable, Encodable {
    package let route: RouteID
    package let place: Place
    /// For a person.
    package let reason: String
  }

  /// Why nothing answers.
  package enum Silence: Hashable, Sendable {
    /// No listener has the port, or none speaks the scheme.
    case noListener(String)
    /// No host has the name.
    case noHost(String)
    /// No route of the host fits: 404 by Envoy.
    case noRoute(String)

    /// For a person.
    package var message: String {
      switch self {
      case .noListener(let words), .noHost(let words), .noRoute(let words): words
      }
    }
  }

  /// `GET https://www.example.com/`.
  package var request: String
  package var listener: Entrance?
  package var host: Host?
  /// In the order in which they are tried; several when they share by weight. Less than 100 in all: the rest is 404.
  package var choices: [Choice] = []
  /// Nearest first.
  package var losers: [Loser] = []
  package var silence: Silence?

  /// Whether a route takes it.
  package var isAnswered: Bool { !choices.isEmpty }
}

extension Explanation.Place {
  init(_ origin: Origin) {
    object = origin.object.path
    file = origin.position.file
    line = origin.position.line
  }
}

extension Explanation: Encodable {
  private enum Field: String, CodingKey { case request, answered, listener, host, choices, lost, reason, message }

  /// Writes one document; `reason` is `no-listener`, `no-host` or `no-route`.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(request, forKey: .request)
    try fields.encode(isAnswered, forKey: .answered)
    try fields.encodeIfPresent(listener, forKey: .listener)
    try fields.encodeIfPresent(host, forKey: .host)
    try fields.encode(choices, forKey: .choices)
    try fields.encode(losers, forKey: .lost)
    try fields.encodeIfPresent(silence?.code, forKey: .reason)
    try fields.encodeIfPresent(silence?.message, forKey: .message)
  }
}

extension Explanation.Silence {
  fileprivate var code: String {
    switch self {
    case .noListener: "no-listener"
    case .noHost: "no-host"
    case .noRoute: "no-route"
    }
  }
}

extension Explanation.Action: Encodable {
  private enum Field: String, CodingKey { case forward, redirect }

  /// Writes the one that it is, under its name.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    switch self {
    case .forward(let forwarding): try fields.encode(forwarding, forKey: .forward)
    case .redirect(let redirection): try fields.encode(redirection, forKey: .redirect)
    }
  }
}

extension Explanation.Forwarding: Encodable {
  private enum Field: String, CodingKey {
    case upstream, address, path, host, timeoutMilliseconds, retryOn, retries, endpoints
  }

  /// Writes durations as whole milliseconds; `timeoutMilliseconds` 0 means none.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(upstream, forKey: .upstream)
    try fields.encode(address, forKey: .address)
    try fields.encode(path, forKey: .path)
    try fields.encode(host, forKey: .host)
    try fields.encode(timeout.wholeMilliseconds, forKey: .timeoutMilliseconds)
    try fields.encodeIfPresent(retries?.on, forKey: .retryOn)
    try fields.encodeIfPresent(retries.map { $0.times ?? 1 }, forKey: .retries)
    try fields.encodeIfPresent(endpoints, forKey: .endpoints)
  }
}

extension Duration {
  /// Rounded down.
  var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
