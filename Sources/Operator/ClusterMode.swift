import ClusterSync
import EnvoyConfig
import Foundation
import Gateway
import GRPCCore
import Git
package import Kubernetes
package import Logging
import Manifests
import Rollout
import Telemetry
import UnixSignals
import XDS

/// The operator in a cluster: what runs in it, and who talks to whom. Read this first.
///
/// Every replica knows the world and serves proxies. One leads: it follows the source, brings objects into the cluster, decides
/// about rollouts and writes. The others have a stream with it: what their proxies say goes up, what they are to hold comes down.
package struct ClusterMode: Sendable {
  private let settings: ClusterSettings
  private let client: KubernetesClient
  private let logger: Logger

  /// Takes what it was told and a client of the cluster.
  package init(_ settings: ClusterSettings, client: KubernetesClient, logger: Logger) {
    self.settings = settings
    self.client = client
    self.logger = logger
  }

  /// Runs until SIGINT or SIGTERM.
  ///
  /// - Throws: What the user can mend.
  package func run() async throws {
    let lock = try settings.state.open()
    let xds = XDSFleet()
    let archive = ClusterArchive(
      client, namespace: settings.namespace, fleet: settings.fleet, copy: ReleaseStore(folder: settings.state.releases), logger: logger)
    let copy = try GitReleaseLog(directory: settings.state.log, fleet: settings.fleet, mirror: mirrorDirectory, isCopy: true)
    let world = ClusterWorld(
      client, xds: xds, memory: GoodObjectsFile(path: settings.state.path + "/good-objects.json"), archive: archive,
      quarantines: QuarantineStore(client, namespace: settings.namespace, fleet: settings.fleet), copy: settings.state.path + "/world.json",
      logger: logger)
    let standby = Standby(client, settings, xds: xds, archive: archive, world: world, logger: logger)
    try await standby.begin(copy)
    let certificates = try await whenMended(logger) {
      try await CertificateStore(
        AuthoritySecret(client: client, namespace: settings.namespace), names: settings.serverNames + [ownName],
        copy: settings.state.path + "/certificate.json", logger: logger)
    }
    let log = ClusterReleaseLog(
      client, namespace: settings.namespace, fleet: settings.fleet, identity: settings.identity, copy: copy)
    // Counts add up: the newest of a proxy says all that those before it said.
    let metrics = LeaderInbox<MetricsPush>(most: 4096)
    let decisions = LeaderInbox<UnwrittenDecision>()
    let identify = ProxyCertificate.identification(fleet: settings.fleet, namespace: settings.namespace)
    let replicas = ReplicaService(
      fleet: xds, metrics: metrics, decisions: decisions,
      identify: ProxyCertificate.replicas(fleet: settings.fleet, namespace: settings.namespace))
    let services: [any RegistrableRPCService] = [
      DiscoveryService(fleet: xds, identify: identify), MetricsService(identify: identify) { metrics.take($0) }, replicas,
    ]
    let turns = Turns(
      settings: settings, client: client, log: log, xds: xds, archive: archive, world: world, metrics: metrics, decisions: decisions,
      standby: standby,
      link: ReplicaLink(
        settings, xds: xds, metrics: metrics, standby: standby, archive: archive, log: log, certificates: certificates, logger: logger),
      replicas: replicas, logger: logger)
    let issuer = CertificateService(
      address: settings.certificates, client: client, namespace: settings.namespace, fleet: settings.fleet, store: certificates,
      logger: logger)
    let election = LeaderElection(
      client, namespace: settings.namespace, name: "nuncio-\(settings.fleet)", identity: settings.identity,
      address: "\(settings.advertised)", duration: settings.lease, logger: logger)
    let (news, tell) = AsyncStream.makeStream(of: Leadership.self)
    logger.info("\(settings.identity): fleet \(settings.namespace)/\(settings.fleet), \(client.server), proxies on \(settings.xds)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await serve(services, certificates) }
      group.addTask { await certificates.run() }
      group.addTask { await FreeMemory.givingBack() }
      group.addTask { try await issuer.run() }
      group.addTask { try await ClusterHealth(address: settings.health, world: world, logger: logger).run() }
      group.addTask { await world.run() }
      group.addTask { await standby.run() }
      group.addTask { await election.run { tell.yield($0) } }
      group.addTask { try await stopOnSignal() }
      group.addTask { try await turns.run(news) }
      defer { group.cancelAll() }
      do { for try await _ in group {} } catch is StopRequested { group.cancelAll() }
    }
    withExtendedLifetime(lock) {}
  }

  /// Serves the proxies; whom it believes is set when a server begins, so that another authority is another server.
  private func serve(_ services: [any RegistrableRPCService], _ certificates: CertificateStore) async throws {
    func following() async -> [String]? {
      for await trust in certificates.trusts { return trust }
      return nil
    }
    var trust = await following()
    while let current = trust {
      let server = FleetServer(
        address: .init(host: settings.xds.host, port: settings.xds.port), certificates: certificates,
        trust: current.map { Array($0.utf8) }, services: services)
      trust = try await withThrowingTaskGroup(of: [String]?.self) { group in
        group.addTask {
          try await server.run()
          return nil
        }
        group.addTask { await following() }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    }
  }

  /// The SPIFFE id that the replicas know each other by.
  private var ownName: String { ProxyCertificate.replicaName(fleet: settings.fleet, namespace: settings.namespace) }

  private var mirrorDirectory: String { "\(settings.state.mirrors)/\(settings.fleet)" }

  private func stopOnSignal() async throws {
    for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
      logger.info("\(signal): the operator ends; the proxies go on serving")
      throw StopRequested()
    }
  }
}

/// Somebody asked the operator to stop.
private struct StopRequested: Error {}
