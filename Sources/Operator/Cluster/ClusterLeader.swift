import ClusterSync
import EnvoyConfig
import Fleet
import Foundation
import Gateway
import Git
import Identity
import Kubernetes
import Logging
import Manifests
import Rollout
import Telemetry
import XDS

/// What the leading replica does beside serving: it follows the source, brings objects into the cluster, and decides about rollouts.
struct ClusterLeader {
  private let settings: ClusterSettings
  private let client: KubernetesClient
  private let documents: ClusterDocuments
  private let configuration: OperatorConfiguration
  private let service: RolloutService
  private let poller: SourcePoller
  private let push: ObjectPush
  private let policies: ClusterPolicies
  private let xds: XDSFleet
  private let log: ClusterReleaseLog
  private let watch: PodWatch
  private let story: ClusterStory
  /// What happened and is told to the cluster, which no rollout waits for.
  private let transitions: AsyncStream<(Transition, RolloutMemory)>
  private let world: ClusterWorld
  private let logger: Logger

  /// Reads what the cluster says and takes up where the leader before stopped.
  ///
  /// - Throws: What the user can mend, and `APIError`.
  init(
    _ settings: ClusterSettings, client: KubernetesClient, log: ClusterReleaseLog, xds: XDSFleet, archive: ClusterArchive,
    world: ClusterWorld, logger: Logger
  ) async throws {
    self.settings = settings
    self.client = client
    self.xds = xds
    self.log = log
    self.world = world
    self.logger = logger
    documents = try await ClusterDocuments.load(client, settings)
    try documents.bringCredentials()
    if let missing = documents.missing { logger.error("\(missing). What serves goes on serving") }
    policies = ClusterPolicies(
      client, folder: "\(settings.state.path)/policies", logger: logger)
    try await policies.seen()
    configuration = OperatorConfiguration(
      source: documents.source, fleet: documents.fleet, state: settings.state, admin: settings.admin, bindAddress: settings.bindAddress,
      envoyPath: nil, secretsDirectory: nil, policies: settings.policies + [policies.folder], ambassadorIDs: settings.ambassadorIDs,
      keepProxies: true,
      executable: settings.executable)
    let memory = try await log.load()
    let watch = PodWatch(client, namespace: settings.namespace, selector: documents.fleet.selector, logger: logger)
    self.watch = watch
    let mirror = SourceMirror(
      MirrorSettings(
        url: documents.source.url, reference: documents.source.reference, scope: documents.source.path.scope,
        directory: "\(settings.state.mirrors)/\(settings.fleet)", credentials: documents.source.credentials,
        executable: [settings.executable, "fetch-child"])
    ) { logger.warning("\($0). It was a copy, and has been made anew") }
    let push = ObjectPush(
      ClusterSync(
        client, namespace: settings.namespace, source: documents.source.name, requireWriting: { try await log.requireLeading() },
        logger: logger),
      client: client, mirror: mirror, documents: documents, namespace: settings.namespace, logger: logger)
    self.push = push
    let (wakeups, wake) = AsyncStream.makeStream(of: Revision.Cause.self)
    let story = ClusterStory(client, settings, documents, logger: logger)
    self.story = story
    try await story.begin()
    let (transitions, told) = AsyncStream.makeStream(of: (Transition, RolloutMemory).self)
    self.transitions = transitions
    try await world.takeUp(stable: memory.stable?.revision)
    await world.seen()
    service = RolloutService(
      fleet: documents.fleet, proxies: try await watch.seen().members, sizing: .members, memory: memory, xds: xds, log: log,
      archive: archive,
      counters: CounterFile(path: settings.state.counters), logger: logger,
      surroundings: .init(
        process: { await watch.fleet.process(of: $0) }, takeHead: { wake.yield($0) }, resize: { _ in },
        happened: { transition, before, memory in
          switch transition.change {
          case .live(let release, _): await world.becameLive(release.revision)
          case .rolledBack: if let release = before.trial?.release { await world.tookBack(release.revision) }
          default: break
          }
          await push.happened(transition.change)
          told.yield((transition, memory))
        }))
    poller = SourcePoller(
      configuration, mirror: mirror, log: log, service: service, outside: world, gate: push, wakeups: wakeups, logger: logger)
  }

  /// Runs until it is cancelled, or until the Source or the Fleet says something else.
  ///
  /// - Parameters:
  ///   - pushes: Proxies' counts.
  ///   - decided: What a leader before decided and could not write down.
  /// - Throws: `StartFailure` when the operator's own address is another's.
  func run(_ pushes: AsyncStream<MetricsPush>, _ decided: AsyncStream<UnwrittenDecision>) async throws {
    do { try await lead(pushes, decided) } catch is DocumentsChanged {
      logger.info("the Source, the Fleet or the credentials were changed: they are read anew")
    }
  }

  private struct DocumentsChanged: Error {}

  private func lead(_ pushes: AsyncStream<MetricsPush>, _ decided: AsyncStream<UnwrittenDecision>) async throws {
    let api = ControlAPI(
      address: settings.admin, token: try settings.state.token(),
      backend: DaemonBackend(configuration: configuration, service: service, poller: poller, xds: xds), logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [service] in await service.run() }
      group.addTask { [watch, service] in
        await watch.run { before, fleet in
          for (proxy, process, signal) in fleet.ended(since: before) {
            service.inbox.yield(.fleet(.ended(proxy, process: process, signal.map(ProcessEnd.signal) ?? .unknown, wasAsked: false)))
          }
          service.inbox.yield(.event(.placed(fleet.places)))
          service.inbox.yield(.event(.replacing(fleet.isReplacing)))
          service.inbox.yield(.event(.membership(fleet.members)))
        }
      }
      group.addTask { [service] in for await push in pushes { service.inbox.yield(.push(push)) } }
      group.addTask { [service, logger] in
        for await decision in decided {
          logger.notice("another that led could not write down what it decided: that is taken up")
          service.inbox.yield(.event(.decided(decision.change, lastNumber: decision.lastNumber)))
        }
      }
      group.addTask { [policies] in await policies.run() }
      group.addTask { [poller] in await poller.run() }
      group.addTask { [push, service] in await push.run { await service.shown.memory } }
      group.addTask { [story, world, transitions] in
        for await (transition, memory) in transitions {
          if case .rolledBack = transition.change { await world.keepQuarantine() }
          await story.happened(transition, memory)
        }
      }
      group.addTask { [story, service, poller, push] in await story.run(service: service, poller: poller, push: push) }
      group.addTask { [client, settings, documents, service, poller, logger] in
        await ObjectStatuses(
          client, source: "\(settings.namespace)/\(documents.source.name)", ambassadorIDs: settings.ambassadorIDs, logger: logger
        ).run(fleet: settings.fleet, service: service, poller: poller)
      }
      group.addTask { [client, settings, service, logger] in
        await ReleaseWishes(client, settings, service: service, logger: logger).run()
      }
      group.addTask { try await api.run {} }
      group.addTask { [client, settings, logger] in
        try await whenMended(logger) { try await LeaderMark(client: client, settings: settings).take() }
      }
      group.addTask { [client, settings, documents, logger] in
        try await DocumentsWatch(client: client, settings: settings, documents: documents, logger: logger).changed()
        throw DocumentsChanged()
      }
      defer { group.cancelAll() }
      for try await _ in group {}
    }
  }
}
