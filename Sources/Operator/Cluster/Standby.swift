import EnvoyConfig
import Foundation
import Git
import Identity
import Kubernetes
import Logging
import Rollout
import XDS

/// What a replica serves that does not lead, to proxies that the leader has assigned nothing yet: what the leader wrote down last,
/// so the last good release, and the candidate to its canaries. Before the API server was asked, and while it is away, that is what
/// the state directory has.
///
/// Where nobody who leads is heard for a while nobody watches the canaries either: they go back to the last good release.
actor Standby {
  private let client: KubernetesClient
  private let settings: ClusterSettings
  private let xds: XDSFleet
  private let archive: ClusterArchive
  private let world: ClusterWorld
  private let logger: Logger
  private var isNeeded = true
  private var served: ReleaseNumber?
  /// The file of what a leader wrote last.
  private var record: String { settings.state.path + "/record.json" }
  /// What the leader wrote last, whoever it is.
  private var newest: RolloutMemory?
  /// Since when nobody is heard who leads; nil while somebody is.
  private var silentSince: ContinuousClock.Instant? = .now
  /// The candidate that was taken back here because nobody led: only whoever leads may give it to a proxy again.
  private var withdrawn: ReleaseNumber?
  /// For so long canaries go on without a leader.
  private static let patience = Duration.seconds(30)

  init(_ client: KubernetesClient, _ settings: ClusterSettings, xds: XDSFleet, archive: ClusterArchive, world: ClusterWorld, logger: Logger)
  {
    self.client = client
    self.settings = settings
    self.xds = xds
    self.archive = archive
    self.world = world
    self.logger = logger
  }

  /// Serves from the state directory: what this replica decided last when it led, or heard since of who did.
  func begin(_ copy: GitReleaseLog) async throws {
    await world.restore()
    guard await world.isServable else { return }
    let (own, heard) = (try await copy.load(), LeaderRecord.load(record))
    let memory = heard.map { $0.lastChange > own.lastChange ? $0 : own } ?? own
    await serve(memory)
    if let served { logger.info("release \(served) is served from the state directory until somebody leads") }
  }

  /// Another leads now: what it wrote last is what this replica's proxies get, and then whatever it writes.
  ///
  /// - Parameter decided: What was known here when this replica took the way back and could not write that down any more: until the
  ///   other has heard of it, that is what the proxies keep.
  func again(_ decided: RolloutMemory?) async {
    isNeeded = true
    silentSince = .now
    if let decided {
      if let tried = newest?.trial?.release.number, tried != decided.trial?.release.number { withdrawn = tried }
      newest = decided
    }
    if let newest { await serve(newest) }
    await xds.unassign()
  }

  /// Whether there is a stream with whoever leads.
  func heard(_ isHeard: Bool) { silentSince = isHeard ? nil : silentSince ?? .now }

  /// Takes the canaries back when nobody leads for too long.
  private func lookForLeader() async {
    guard isNeeded, let silentSince, silentSince.duration(to: .now) > Self.patience, let newest, let trial = newest.trial,
      trial.release.number != withdrawn
    else { return }
    withdrawn = trial.release.number
    logger.warning("nobody is heard who leads: the canaries of this replica go back to the last good release")
    await serve(newest)
    await xds.unassign()
  }

  /// Follows what the leader writes, until it is cancelled.
  func run() async {
    await world.servable()
    let fleet = Reflector(
      client, NuncioKinds.fleet, namespace: settings.namespace, fields: "metadata.name=\(settings.fleet)", logger: logger
    ) { object in
      object.json["status"]?["record"]?.string.flatMap { try? JSONDecoder().decode(RolloutMemory.self, from: Data($0.utf8)) }
    }
    await withDiscardingTaskGroup { group in
      group.addTask { while (try? await Task.sleep(for: .seconds(5))) != nil { await self.lookForLeader() } }
      group.addTask {
        await fleet.run { event in
          switch event {
          case .synced(let all): if let memory = all.first?.value { await self.serve(memory) }
          case .changed(_, let memory): await self.serve(memory)
          case .removed, .trouble, .recovered: break
          }
        }
      }
    }
  }

  /// This replica leads: what serves is the rollout's business now.
  func end() async {
    isNeeded = false
    await xds.setStandby(nil, canaries: [:])
  }

  private func serve(_ memory: RolloutMemory) async {
    newest = memory
    let before = withdrawn
    guard isNeeded, let stable = memory.stable, await isKnown(stable) else { return }
    var canaries: [ProxyID: ReleaseNumber] = [:]
    if let trial = memory.trial, trial.release.number != withdrawn, await isKnown(trial.release) {
      for proxy in trial.canaries { canaries[proxy] = trial.release.number }
    }
    // The leader may have written more meanwhile, or the candidate was withdrawn: then that is served.
    guard isNeeded, memory == newest, withdrawn == before else { return }
    await xds.setStandby(stable.number, canaries: canaries)
    await xds.keep(only: memory.withinReach)
    served = stable.number
    LeaderRecord.save(memory, to: record, logger)
  }

  private func isKnown(_ release: ReleaseRecord) async -> Bool {
    if await xds.has(release.number) { return true }
    guard let resources = await archive.load(release.revision.resources) else { return false }
    await xds.add(release.number, resources)
    return true
  }
}
