package import Identity

/// What a local fleet is made of.
package struct FleetSettings: Sendable {
  /// Those that are there from the beginning.
  package var proxies: [ProxyID]
  /// `STATE/proxies`.
  package var directory: String
  package var envoy: EnvoyBinary
  /// The bootstrap of a proxy, as JSON.
  package var bootstrap: @Sendable (ProxyID, ProxyPaths) throws -> String
  /// How long a proxy drains before it is ended.
  package var drain: Duration

  /// Makes settings.
  package init(
    proxies: [ProxyID], directory: String, envoy: EnvoyBinary, drain: Duration = .seconds(5),
    bootstrap: @escaping @Sendable (ProxyID, ProxyPaths) throws -> String
  ) {
    self.proxies = proxies
    self.directory = directory
    self.envoy = envoy
    self.drain = drain
    self.bootstrap = bootstrap
  }
}

/// What happens to the processes of a fleet.
package enum FleetEvent: Sendable {
  case started(ProxyID, process: String, adopted: Bool)
  case ended(ProxyID, process: String, ProcessEnd, wasAsked: Bool)
}
