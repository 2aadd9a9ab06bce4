/// What a daemon in local mode was told, flags, environment and files already settled to one value.
package struct OperatorConfiguration: Sendable {
  /// Where commits come from.
  package var source: SourceDocument
  /// How many proxies, which stages, which evidence.
  package var fleet: FleetDocument
  /// All that must be remembered.
  package var state: StateDirectory
  /// The daemon's own HTTP.
  package var admin: ListenAddress
  /// The address of the proxies' listeners.
  package var bindAddress: String
  /// `--envoy`; none means to look for it.
  package var envoyPath: String?
  /// `--secrets DIR`: TLS secrets as facts, watched.
  package var secretsDirectory: String?
  /// `--policies DIR`: folders of policies that judge every revision.
  package var policies: [String]
  /// Which Mappings count; the default is `["default"]`.
  package var ambassadorIDs: [String]
  /// Whether the proxies stay when the daemon is told to stop.
  package var keepProxies: Bool
  /// The daemon's own executable: network work with Git runs in a child of it.
  package var executable: String

  /// Makes a configuration.
  package init(
    source: SourceDocument, fleet: FleetDocument, state: StateDirectory, admin: ListenAddress, bindAddress: String,
    envoyPath: String?, secretsDirectory: String?, policies: [String] = [], ambassadorIDs: [String], keepProxies: Bool, executable: String
  ) {
    self.source = source
    self.fleet = fleet
    self.state = state
    self.admin = admin
    self.bindAddress = bindAddress
    self.envoyPath = envoyPath
    self.secretsDirectory = secretsDirectory
    self.policies = policies
    self.ambassadorIDs = ambassadorIDs
    self.keepProxies = keepProxies
    self.executable = executable
  }
}

/// A `HOST:PORT` to listen on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// A name or an address.
  package let host: String
  /// 1 to 65535.
  package let port: Int

  /// Reads `HOST:PORT`, with `[...]` around an IPv6 address; nil when it is neither.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port)
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard !host.isEmpty else { return nil }
    self.host = host
    self.port = port
  }

  /// `HOST:PORT`.
  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
