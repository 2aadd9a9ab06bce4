package import Git

/// What an operator in a cluster was told.
package struct ClusterSettings: Sendable {
  /// Where Source, Fleet and Releases live, and where the operator keeps what is its own.
  package var namespace: String
  /// The Fleet's name.
  package var fleet: String
  /// This replica's name, different from all others'.
  package var identity: String
  /// Mirrors, the copy of the release log and of the newest resources: what serves when nobody answers.
  package var state: StateDirectory
  /// The daemon's own HTTP.
  package var admin: ListenAddress
  /// Where the kubelet asks.
  package var health: ListenAddress
  /// Where proxies get their configuration, by mutual TLS.
  package var xds: ListenAddress
  /// Where the other replicas find `xds` of this one, as `HOST:PORT` with an address of this Pod.
  package var advertised: ListenAddress
  /// Where Pods of the fleet get their certificates.
  package var certificates: ListenAddress
  /// The names and addresses that the operator's servers are found by.
  package var serverNames: [String]
  /// The address of the proxies' listeners.
  package var bindAddress: String
  /// Which Mappings count.
  package var ambassadorIDs: [String]
  /// Folders of policies that every commit must pass.
  package var policies: [String]
  /// The repository in place of the Source's `url`: a local folder too, which no object in a cluster may name.
  package var repository: RemoteURL?
  /// How long a leader that does not answer is waited for.
  package var lease: Duration
  /// The operator's own executable.
  package var executable: String

  /// Makes settings.
  package init(
    namespace: String, fleet: String, identity: String, state: StateDirectory, admin: ListenAddress, health: ListenAddress,
    xds: ListenAddress, advertised: ListenAddress,
    certificates: ListenAddress, serverNames: [String], bindAddress: String = "0.0.0.0", ambassadorIDs: [String] = ["default"],
    policies: [String] = [],
    repository: RemoteURL? = nil, lease: Duration = .seconds(15), executable: String
  ) {
    self.namespace = namespace
    self.fleet = fleet
    self.identity = identity
    self.state = state
    self.admin = admin
    self.health = health
    self.xds = xds
    self.advertised = advertised
    self.certificates = certificates
    self.serverNames = serverNames
    self.bindAddress = bindAddress
    self.ambassadorIDs = ambassadorIDs
    self.policies = policies
    self.repository = repository
    self.lease = lease
    self.executable = executable
  }
}
