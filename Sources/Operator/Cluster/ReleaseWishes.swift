import Identity
import Kubernetes
import Logging
import Manifests
import Rollout

/// What people ask of a Release with `kubectl annotate`: `nuncio.dev/rollback=REASON` goes back to that release, or, on the
/// candidate, ends it. The annotation goes away when it was answered, and an event says how.
actor ReleaseWishes {
  private let client: KubernetesClient
  private let settings: ClusterSettings
  private let service: RolloutService
  private let events: EventRecorder
  private let logger: Logger
  /// What was answered and is still on its Release: a status that is written meanwhile shows it once more.
  private var answered: [ObjectKey: String] = [:]
  /// The Releases whose annotation is to go.
  private let done: AsyncStream<String>
  private let carriedOut: AsyncStream<String>.Continuation

  init(_ client: KubernetesClient, _ settings: ClusterSettings, service: RolloutService, logger: Logger) {
    self.client = client
    self.settings = settings
    self.service = service
    self.logger = logger
    events = EventRecorder(client, instance: settings.identity, logger: logger)
    (done, carriedOut) = AsyncStream.makeStream()
  }

  private static let annotation = "nuncio.dev/rollback"

  private struct Wish: Sendable {
    let number: Int
    let reason: String
    let release: KubernetesObject
  }

  /// Follows Releases until it is cancelled.
  func run() async {
    let releases = Reflector<Wish>(
      client, NuncioKinds.release, namespace: settings.namespace, labels: "nuncio.dev/fleet=\(settings.fleet)", logger: logger
    ) { object in
      guard let reason = object.annotations[Self.annotation], let number = object.json["spec"]?["number"]?.int else { return nil }
      return Wish(number: number, reason: reason, release: object)
    }
    await withDiscardingTaskGroup { group in
      group.addTask { await releases.run { event in await self.take(event) } }
      for await name in done { group.addTask { await self.removeAnnotation(from: name) } }
    }
  }

  /// Takes the annotation off, however often it takes: whoever leads next would carry it out once more.
  private func removeAnnotation(from name: String) async {
    do {
      try await whenMended(logger) {
        do throws(APIError) {
          _ = try await client.patch(
            NuncioKinds.release, namespace: settings.namespace, name: name, merge: ["metadata": ["annotations": [Self.annotation: .null]]])
        } catch {
          guard case .notFound = error else { throw error }
        }
      }
    } catch {
      logger.debug("the annotation \(Self.annotation) is left on \(name) for now: this replica does not lead any more")
    }
  }

  private func take(_ event: ReflectorEvent<Wish>) async {
    switch event {
    case .synced(let all):
      answered = answered.filter { all[$0.key] != nil }
      for wish in all.values { await carryOut(wish) }
    case .changed(_, let wish): await carryOut(wish)
    case .removed(let key): answered[key] = nil
    case .trouble, .recovered: break
    }
  }

  private func carryOut(_ wish: Wish) async {
    guard answered[wish.release.key] != wish.reason else { return }
    answered[wish.release.key] = wish.reason
    let number = ReleaseNumber(wish.number)
    let isCandidate = await service.shown.status.trial?.release.number == number
    let outcome = await service.command(.rollback(to: isCandidate ? nil : number, reason: wish.reason.isEmpty ? nil : wish.reason))
    if outcome.isDone {
      logger.notice("release \(number): rollback by annotation: \(outcome.message)")
    } else {
      logger.warning("release \(number): rollback by annotation is not possible: \(outcome.message)")
      await events.record("RollbackRefused", outcome.message, action: "RollBack", weight: .warning, about: wish.release)
    }
    carriedOut.yield(wish.release.name)
  }
}
