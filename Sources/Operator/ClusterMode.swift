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
/// Every replica knows the world and can serve the last good release. One leads: it follows the source, brings objects into the
/// cluster, decides about rollouts and writes; the proxies' Service leads to it.
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
      client, xds: xds, memory: GoodObjectsFile(path: settings.state.path + "/good-objects.json"),
      copy: settings.state.path + "/world.json", logger: logger)
    let standby = Standby(client, settings, xds: xds, archive: archive, world: world, logger: logger)
    try await standby.begin(copy)
    let certificates = try await waitingForServer {
      try await CertificateStore(
        AuthoritySecret(client: client, namespace: settings.namespace), names: settings.serverNames,
        copy: settings.state.path + "/certificate.json", logger: logger)
    }
    let log = ClusterReleaseLog(
      client, namespace: settings.namespace, fleet: settings.fleet, identity: settings.identity, copy: copy, logger: logger)
    let metrics = MetricsInbox()
    let identify = ProxyCertificate.identification(fleet: settings.fleet, namespace: settings.namespace)
    let services: [any RegistrableRPCService] = [
      DiscoveryService(fleet: xds, identify: identify), MetricsService(identify: identify) { metrics.take($0) },
    ]
    let issuer = CertificateService(
      address: settings.certificates, client: client, namespace: settings.namespace, fleet: settings.fleet, store: certificates,
      logger: logger)
    let election = LeaderElection(
      client, namespace: settings.namespace, name: "nuncio-\(settings.fleet)", identity: settings.identity, duration: settings.lease,
      logger: logger)
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
      group.addTask { try await follow(news, log: log, xds: xds, standby: standby, archive: archive, world: world, metrics) }
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

  /// Without the API server there is nothing to begin with: it is waited for, and what can be mended is told once.
  private func waitingForServer<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    var backoff = Backoff(longest: .seconds(5))
    var told = ""
    while true {
      do { return try await body() } catch let error where (error as? APIError)?.isOfServer == true || error is StartFailure {
        if told != "\(error)" { logger.warning("\(error)") }
        told = "\(error)"
        try await Task.sleep(for: backoff.next(random: .random(in: 0...1)))
      }
    }
  }

  /// Leads when it is this replica's turn, and stands by when it is another's.
  private func follow(
    _ news: AsyncStream<Leadership>, log: ClusterReleaseLog, xds: XDSFleet, standby: Standby, archive: ClusterArchive,
    world: ClusterWorld, _ metrics: MetricsInbox
  ) async throws {
    for await leadership in news {
      guard case .leading = leadership else {
        if case .following(let other) = leadership { logger.info("\(other ?? "nobody") leads; \(settings.identity) stands by") }
        continue
      }
      logger.info("\(settings.identity) leads")
      await LeaderMark(client: client, settings: settings, logger: logger).take()
      let successor = try await withThrowingTaskGroup(of: String?.self) { group in
        group.addTask {
          while !Task.isCancelled {
            let leader = try await ClusterLeader(
              settings, client: client, log: log, xds: xds, archive: archive, world: world, logger: logger)
            await standby.end()
            try await leader.run(metrics)
          }
          return nil
        }
        group.addTask { await self.lost(news, log) }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
      guard let successor else { return }
      logger.warning("\(successor) leads by now: this replica decides no more, and serves what \(successor) says")
      await standby.again()
    }
  }

  /// Returns when another leads, with its name. A leader that cannot say that it leads writes nothing, and decides on.
  private func lost(_ news: AsyncStream<Leadership>, _ log: ClusterReleaseLog) async -> String? {
    for await leadership in news {
      switch leadership {
      case .leading:
        logger.info("\(settings.identity) leads again")
        await log.lead()
      case .following(nil): await log.stopLeading()
      case .following(let other?):
        await log.stopLeading()
        return other
      }
    }
    return nil
  }

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
