import ClusterSync
import Foundation
import Git
import Kubernetes
import Logging
import Manifests
import Rollout

/// Brings the objects of commits into the cluster: what a commit makes and changes before its release, what it removes when that
/// is live; the stable release's again when one was taken back or somebody changed them.
actor ObjectPush: ReleaseGate {
  /// What is told of it in the Source's conditions.
  struct Knowledge: Sendable {
    var commit: String?
    var failures: [SyncFailure] = []
    /// Why the newest commit cannot be brought there now.
    var notAdmitted: String?
    /// Why what is there is not looked after now.
    var notKept: String?
    var trouble: String? { notAdmitted ?? notKept }
    var drifted: [ObjectKey] = []
    /// What controllers have not done yet, or cannot.
    var unhealthy: [(key: ObjectKey, health: Health)] = []
  }

  private struct Admission {
    var commit: String
    var until: ContinuousClock.Instant
  }

  private let sync: ClusterSync
  private let client: KubernetesClient
  private let mirror: SourceMirror
  private let documents: ClusterDocuments
  private let namespace: String
  private let logger: Logger
  private(set) var knowledge = Knowledge()
  private let turn = OneAtATime()
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation
  /// The commit whose objects are in the cluster to the last: only what the watch tells can change that.
  private var settled: String?
  /// A commit that was let through, and until when its trial is waited for.
  private var admitted: Admission?
  /// Who changes an object again and again is answered less and less often.
  private var patience = Backoff(first: .seconds(1), longest: .seconds(300))
  private var corrected: (at: ContinuousClock.Instant, rest: Duration)?
  /// How often is looked at what no watch tells.
  private static let interval = Duration.seconds(30)

  init(
    _ sync: ClusterSync, client: KubernetesClient, mirror: SourceMirror, documents: ClusterDocuments, namespace: String, logger: Logger
  ) {
    self.sync = sync
    self.client = client
    self.mirror = mirror
    self.documents = documents
    self.namespace = namespace
    self.logger = logger
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// A transition happened: the cluster may have to be another. What becomes of a trial that has begun decides about its objects.
  func happened(_ change: Transition.Change) {
    if case .rolling = change { admitted = nil }
    wake.yield()
  }

  func admit(_ head: Commit, _ objects: ManifestSet) async throws -> [Finding] {
    try await turn.take {
      do {
        let refusals = try await push(head, objects)
        knowledge.notAdmitted = nil
        if refusals.isEmpty { admitted = Admission(commit: head.id.hex, until: .now + Self.interval) }
        return refusals
      } catch {
        knowledge.notAdmitted = "\(head.id.short): \(error)"
        throw error
      }
    }
  }

  private func push(_ head: Commit, _ objects: ManifestSet) async throws -> [Finding] {
    settled = nil
    let objects = documents.source.pushesPolicies ? ManifestSet(objects.manifests + (try await policies(of: head))) : objects
    let whole = try await sync.plan(objects.manifests, allowsMassDelete: try await allowsMassDelete(head.id.hex))
    if documents.source.prunes, let brake = whole.brake { return [.error(.refusedByCluster, brake.message, at: nil, object: nil)] }
    let plan = documents.source.correctsDrift ? whole : whole.leavingDrift
    let places = Dictionary(plan.items.map { ($0.object.key, $0.position) }) { first, _ in first }
    func findings(_ failures: [SyncFailure], _ words: String = "") -> [Finding] {
      failures.map {
        .error(.refusedByCluster, "\($0.message)\(words)", at: places[$0.object] ?? objects[$0.object]?.position, object: $0.object)
      }
    }
    let refused = await sync.validate(plan)
    if let passing = refused.first(where: \.mayPass) { throw passing }
    if !refused.isEmpty { return findings(refused) }
    let failed = try await sync.apply(plan)
    knowledge = Knowledge(commit: head.id.hex, failures: failed, notKept: knowledge.notKept)
    let done = plan.writes.count - failed.count
    let words = " (\(done) of \(plan.writes.count) objects of the commit are in the cluster)"
    if let passing = failed.first(where: \.mayPass) { throw SyncFailure(passing.reason, passing.object, passing.message + words) }
    if !failed.isEmpty { return findings(failed, words) }
    if done > 0 { logger.info("\(head.id.short): \(done) objects applied") }
    return []
  }

  /// Keeps the cluster as the stable release has it, until it is cancelled.
  func run(_ memory: @escaping @Sendable () async -> RolloutMemory) async {
    let (ticks, tick) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [wakes] in for await _ in wakes { tick.yield() } }
      group.addTask { while (try? await Task.sleep(for: Self.interval)) != nil { tick.yield() } }
      group.addTask { [sync] in
        await sync.watch.run { tick.yield() }
      }
      for await _ in ticks {
        do {
          try await turn.take { try await keep(memory) }
          knowledge.notKept = nil
        } catch {
          if knowledge.notKept != "\(error)" { logger.warning("the cluster's objects are not looked after now: \(error)") }
          knowledge.notKept = "\(error)"
        }
        if let rest { group.addTask { if (try? await Task.sleep(for: rest)) != nil { tick.yield() } } }
        // What changes together is answered together.
        if (try? await Task.sleep(for: .milliseconds(500))) == nil { break }
      }
      group.cancelAll()
    }
  }

  private func keep(_ current: @Sendable () async -> RolloutMemory) async throws {
    knowledge.unhealthy = try await sync.unhealthy()
    // Looked at before the memory, which has every trial that began until then.
    let admitted = admitted
    let memory = await current()
    guard let current = memory.trial?.release ?? memory.stable, !isAwaited(admitted, current), rest == nil else { return }
    if memory.trial != nil {
      // While one is tried its objects are there: one that waited for its turn may have lost them meanwhile.
      if knowledge.commit == current.revision.commit { return }
    } else if settled == current.revision.commit, try await sync.differences()?.isEmpty == true {
      return
    }
    settled = nil
    try await bring(current, isStable: memory.trial == nil)
  }

  /// How long nothing is put right yet.
  private var rest: Duration? {
    guard let corrected else { return nil }
    let left = corrected.rest - corrected.at.duration(to: .now)
    return left > .zero ? left : nil
  }

  /// Whether a commit was let through whose trial has not begun yet.
  private func isAwaited(_ admitted: Admission?, _ stable: ReleaseRecord) -> Bool {
    guard let admitted else { return false }
    return admitted.commit != stable.revision.commit && .now < admitted.until
  }

  /// Compares the whole cluster with a release, and puts right what differs. What only the one before has goes when it is stable.
  private func bring(_ release: ReleaseRecord, isStable: Bool) async throws {
    guard let id = CommitID(release.revision.commit) else { return }
    let commit = try await mirror.commit(id)
    let files = RevisionFiles(tree: CommitTree(tree: try await mirror.tree(of: commit)), path: documents.source.path)
    let rendered = try await files.rendered()
    var objects = try rendered.load().manifests.manifests
    if documents.source.pushesPolicies { objects += try rendered.policiesToPush() }
    let plan = try await sync.plan(objects, allowsMassDelete: try await allowsMassDelete(commit.id.hex))
    var next = Knowledge(commit: commit.id.hex, failures: plan.failures, notAdmitted: knowledge.notAdmitted, unhealthy: knowledge.unhealthy)
    let drift = plan.writes.filter(\.isDrift).map(\.object.key)
    if !documents.source.correctsDrift { next.drifted = drift } else if !drift.isEmpty { noteCorrection(of: drift) }
    next.failures += try await sync.apply(documents.source.correctsDrift ? plan : plan.leavingDrift)
    // What could not be made is no reason to take away what it was to replace.
    if isStable, documents.source.prunes, next.failures.isEmpty { next.failures += try await sync.prune(plan) }
    for failure in next.failures where !knowledge.failures.contains(failure) { logger.error("\(failure)") }
    for key in next.drifted where !knowledge.drifted.contains(key) {
      logger.warning("\(key) was changed in the cluster, and the Source only reports that (drift: report)")
    }
    knowledge = next
    if isStable, next.failures.isEmpty, next.drifted.isEmpty, plan.failures.isEmpty { settled = release.revision.commit }
  }

  private func noteCorrection(of keys: [ObjectKey]) {
    for key in keys { logger.warning("\(key) was changed in the cluster: it is put right") }
    if let corrected, corrected.at.duration(to: .now) > corrected.rest + .seconds(300) { patience.reset() }
    corrected = (.now, patience.next(random: .random(in: 0...1)))
  }

  private func policies(of head: Commit) async throws -> [Manifest] {
    try RevisionFiles(tree: CommitTree(tree: try await mirror.tree(of: head)), path: documents.source.path).policiesToPush()
  }

  /// Whether somebody said that this commit may delete much.
  private func allowsMassDelete(_ commit: String) async throws -> Bool {
    let source = try await client.get(NuncioKinds.source, namespace: namespace, name: documents.source.name)
    return source?.annotations[SyncNames.allowPrune].map { $0.count >= 7 && commit.hasPrefix($0) } ?? false
  }
}

extension SyncFailure {
  /// Whether the same may succeed without anybody doing anything.
  fileprivate var mayPass: Bool { reason == .unreachable || reason == .busy }
}

extension FindingCode {
  /// The API server would not take an object of the commit.
  static let refusedByCluster = FindingCode(rawValue: "refused-by-cluster")
}
