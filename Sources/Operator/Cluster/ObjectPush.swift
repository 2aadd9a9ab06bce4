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
  struct Knowledge: Sendable, Equatable {
    var commit: String?
    var failures: [SyncFailure] = []
    var drifted: [ObjectKey] = []
  }

  private let sync: ClusterSync
  private let client: KubernetesClient
  private let mirror: SourceMirror
  private let documents: ClusterDocuments
  private let namespace: String
  private let logger: Logger
  private(set) var knowledge = Knowledge()
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation
  /// How often the cluster is compared with what it should be.
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

  /// A transition happened: the cluster may have to be another.
  nonisolated func transitioned() { wake.yield() }

  func admit(_ head: Commit, _ objects: ManifestSet) async throws -> [Finding] {
    let plan = try await sync.plan(objects.manifests, allowsMassDelete: try await allowsMassDelete(head.id.hex))
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
    knowledge = Knowledge(commit: head.id.hex, failures: failed)
    if let passing = failed.first(where: \.mayPass) { throw passing }
    let done = plan.writes.count - failed.count
    if !failed.isEmpty { return findings(failed, " (\(done) of \(plan.writes.count) objects of the commit are in the cluster)") }
    if done > 0 { logger.info("\(head.id.short): \(done) objects applied") }
    return []
  }

  /// Keeps the cluster as the stable release has it, until it is cancelled.
  func run(_ memory: @escaping @Sendable () async -> RolloutMemory) async {
    let (ticks, tick) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [wakes] in for await _ in wakes { tick.yield() } }
      group.addTask { while (try? await Task.sleep(for: Self.interval)) != nil { tick.yield() } }
      for await _ in ticks {
        let now = await memory()
        // While one is tried its objects are there, and what it removes stays.
        guard now.trial == nil, let stable = now.stable else { continue }
        do { try await keep(stable) } catch { logger.warning("the objects of release \(stable.number) are not looked after now: \(error)") }
      }
      group.cancelAll()
    }
  }

  private func keep(_ stable: ReleaseRecord) async throws {
    guard let id = CommitID(stable.revision.commit) else { return }
    let commit = try await mirror.commit(id)
    let files = RevisionFiles(tree: CommitTree(tree: try await mirror.tree(of: commit)), path: documents.source.path)
    let loaded = try await files.rendered().load()
    let plan = try await sync.plan(loaded.manifests.manifests, allowsMassDelete: try await allowsMassDelete(commit.id.hex))
    var next = Knowledge(commit: commit.id.hex, failures: plan.failures)
    let isDrift = knowledge.commit == commit.id.hex && knowledge.failures.isEmpty
    if isDrift, !documents.source.correctsDrift {
      next.drifted = plan.writes.map(\.object.key)
    } else {
      if isDrift { for item in plan.writes { logger.warning("\(item.object.key) was changed in the cluster: it is put right") } }
      next.failures += try await sync.apply(plan)
    }
    if documents.source.prunes { next.failures += try await sync.prune(plan) }
    for failure in next.failures where !knowledge.failures.contains(failure) { logger.error("\(failure)") }
    for key in next.drifted where !knowledge.drifted.contains(key) {
      logger.warning("\(key) was changed in the cluster, and the Source only reports that (drift: report)")
    }
    knowledge = next
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
