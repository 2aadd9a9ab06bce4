import EnvoyConfig
import Fleet
import Foundation
import Gateway
import Git
import Identity
package import Logging
import Manifests
import Rollout
import Telemetry
import UnixSignals
import XDS

/// The daemon on one machine: what runs in it, and who talks to whom. Read this first.
package struct LocalMode {
  private let configuration: OperatorConfiguration
  private let envoy: EnvoyBinary
  private let logger: Logger

  /// Finds Envoy.
  ///
  /// - Throws: `FleetError` when there is none that can be used.
  package init(_ configuration: OperatorConfiguration, environment: [String: String], logger: Logger) throws {
    self.configuration = configuration
    self.logger = logger
    envoy = try EnvoyBinary.find(flag: configuration.envoyPath, environment: environment, executable: configuration.executable)
  }

  /// Runs until SIGINT or SIGTERM, which drain and end the fleet; a crash leaves it serving.
  ///
  /// - Throws: What the user can mend: `StartFailure`, `StateDirectoryError`, `FleetError`, `GitError`.
  package func run() async throws {
    let lock = try configuration.state.open()
    let mirrorDirectory = "\(configuration.state.mirrors)/\(SHA256Digest.hex(prefix: 6, of: Array(configuration.source.url.text.utf8)))"
    let log = try GitReleaseLog(directory: configuration.state.log, fleet: configuration.fleet.name, mirror: mirrorDirectory)
    let memory = try await log.load()
    let proxies = configuration.fleet.proxies(memory)
    let xds = XDSFleet()
    let fleet = LocalFleet(fleetSettings(proxies), logger: logger)
    let (wakeups, wake) = AsyncStream.makeStream(of: Revision.Cause.self)
    let (pushes, push) = AsyncStream.makeStream(of: MetricsPush.self)
    let server = ADSServer(fleet: xds, logger: logger) { proxy in [MetricsService(identify: { _ in proxy }) { push.yield($0) }] }
    let sockets = ProxySockets(directory: configuration.state.proxies, server: server)
    try await sockets.open(proxies)
    let service = RolloutService(
      fleet: configuration.fleet, proxies: proxies, memory: memory, xds: xds, log: log,
      archive: ReleaseStore(folder: configuration.state.releases), counters: CounterFile(path: configuration.state.counters),
      logger: logger,
      surroundings: .init(
        process: { await fleet.processes[$0] }, takeHead: { wake.yield($0) },
        resize: {
          try await sockets.open($0)
          await fleet.resize($0)
        }))
    let facts = SecretFacts(folder: configuration.secretsDirectory, xds: xds, logger: logger)
    try await facts.load()
    let mirror = SourceMirror(
      MirrorSettings(
        url: configuration.source.url, reference: configuration.source.reference, scope: configuration.source.path.scope,
        directory: mirrorDirectory,
        credentials: configuration.source.credentials, executable: [configuration.executable, "fetch-child"])
    ) { [logger] in logger.warning("\($0). It was a copy, and has been made anew") }
    let poller = SourcePoller(
      configuration, mirror: mirror, log: log, service: service, outside: facts, wakeups: wakeups, logger: logger)
    let api = ControlAPI(
      address: configuration.admin, token: try configuration.state.token(),
      backend: DaemonBackend(configuration: configuration, service: service, poller: poller, xds: xds), logger: logger)
    logger.info(
      "fleet \(configuration.fleet.name): \(proxies.count) proxies, Envoy \(envoy.version); source \(configuration.source.url) \(configuration.source.reference); http://\(configuration.admin)"
    )

    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let (listening, listens) = AsyncStream.makeStream(of: Never.self)
      group.addTask { try await api.run { listens.finish() } }
      group.addTask {
        // Nothing is started before the daemon has its own address: a start that fails leaves no proxy behind.
        for await _ in listening {}
        if !Task.isCancelled { try await fleet.run() }
      }
      group.addTask { for await event in fleet.events { service.inbox.yield(.fleet(event)) } }
      group.addTask { for await push in pushes { service.inbox.yield(.push(push)) } }
      group.addTask { await service.run() }
      group.addTask { await poller.run() }
      group.addTask { try await stopOnSignal(fleet) }
      defer { group.cancelAll() }
      do {
        // The first that throws ends all: `waitForAll` would wait for the others first.
        for try await _ in group {}
      } catch is StopRequested {
        group.cancelAll()
      }
    }
    withExtendedLifetime(lock) {}
  }

  private func fleetSettings(_ proxies: [ProxyID]) -> FleetSettings {
    let name = configuration.fleet.name
    return FleetSettings(proxies: proxies, directory: configuration.state.proxies, envoy: envoy) { proxy, paths in
      try ProxyBootstrap(node: proxy.name, fleet: name, server: .socket(paths.xdsSocket), adminSocket: paths.adminSocket).json()
    }
  }

  private func stopOnSignal(_ fleet: LocalFleet) async throws {
    for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
      if configuration.keepProxies {
        logger.info("\(signal): the daemon ends, the proxies stay")
      } else {
        logger.info("\(signal): the proxies drain and end")
        await fleet.shutDown()
      }
      throw StopRequested()
    }
  }
}

/// Somebody asked the daemon to stop.
private struct StopRequested: Error {}

/// The socket of each proxy's configuration stream: one that was opened stays, for a proxy that leaves may come back.
private actor ProxySockets {
  private let directory: String
  private let server: ADSServer
  private var opened: Set<ProxyID> = []

  init(directory: String, server: ADSServer) {
    self.directory = directory
    self.server = server
  }

  /// - Throws: `FleetError` when a proxy's folder cannot be made.
  func open(_ proxies: [ProxyID]) throws {
    for proxy in proxies where !opened.contains(proxy) {
      let paths = ProxyPaths(proxy, in: directory)
      try paths.create()
      server.add(proxy, socket: paths.xdsSocket)
      opened.insert(proxy)
    }
  }
}
