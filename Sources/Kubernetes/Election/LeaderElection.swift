package import Logging
import Manifests

/// Who leads, as far as this candidate knows.
package enum Leadership: Sendable, Hashable {
  /// This one does, since it took the Lease (its `acquireTime`): another time means that another may have led in between.
  case leading(since: String)
  /// Another does, where it is known who.
  case following(Leader?)

  /// Whether this one leads.
  package var isLeading: Bool { if case .leading = self { true } else { false } }
}

/// Another candidate, which leads.
package struct Leader: Sendable, Hashable {
  package let name: String
  /// Where it is found, as it says itself; nil when it does not.
  package let address: String?

  /// Names one.
  package init(name: String, address: String?) {
    self.name = name
    self.address = address
  }
}

/// One candidate for a Lease. Whoever holds it renews it; whoever sees it unchanged for its whole time, by its own clock, may take it.
///
/// A leader that cannot renew steps down after two thirds of the Lease's time, so before another can take it.
package struct LeaderElection: Sendable {
  private let client: KubernetesClient
  private let namespace: String
  private let name: String
  private let identity: String
  private let address: String?
  private let duration: Duration
  private let logger: Logger

  private static let type = ResourceType(group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", scope: .namespaced)

  /// - Parameters:
  ///   - identity: This candidate's name, different from all others'.
  ///   - address: Where it is found while it leads, for the others to read.
  ///   - duration: How long a Lease holds that is not renewed; whole seconds, 3 or more.
  package init(
    _ client: KubernetesClient, namespace: String, name: String, identity: String, address: String? = nil,
    duration: Duration = .seconds(15), logger: Logger
  ) {
    self.client = client
    self.namespace = namespace
    self.name = name
    self.identity = identity
    self.address = address
    self.duration = duration
    self.logger = logger
  }

  /// What is known between two looks.
  private struct Knowledge {
    var record: LeaseRecord?
    var seenAt = ContinuousClock.now
    var renewedAt: ContinuousClock.Instant?
  }

  /// What was told last: a call that hangs and the clock both tell.
  private actor Voice {
    private var told: Leadership?
    private let tell: @Sendable (Leadership) async -> Void

    init(_ tell: @escaping @Sendable (Leadership) async -> Void) { self.tell = tell }

    var isLeading: Bool { told?.isLeading == true }

    func say(_ news: Leadership) async {
      guard told != news else { return }
      told = news
      await tell(news)
    }
  }

  /// Runs until it is cancelled, then gives the Lease away, so that another need not wait.
  package func run(_ tell: @escaping @Sendable (Leadership) async -> Void) async {
    var knowledge = Knowledge()
    let voice = Voice(tell)
    while !Task.isCancelled {
      await step(&knowledge, voice)
      // A leader renews at a third of its time; a follower looks as often.
      let wait = duration / 6 * Double.random(in: 0.8...1.2)
      guard (try? await Task.sleep(for: wait)) != nil else { break }
    }
    guard await voice.isLeading else { return }
    await voice.say(.following(nil))
    // Of a task that is cancelled no call is made any more: this one is waited for here.
    await Task { await release() }.value
  }

  /// A leader that has not renewed for so long leads no more.
  private var term: Duration { duration * 2 / 3 }

  private func step(_ knowledge: inout Knowledge, _ voice: Voice) async {
    let begun = ContinuousClock.now
    let renewed = knowledge.renewedAt
    await withTaskGroup(of: Void.self) { group in
      // A call may hang for longer than the Lease holds.
      if let renewed, await voice.isLeading {
        group.addTask {
          if (try? await Task.sleep(until: renewed + term, clock: .continuous)) != nil { await giveUp(voice) }
        }
      }
      do throws(APIError) {
        let news = try await attempt(&knowledge)
        if news.isLeading { knowledge.renewedAt = begun }
        // Another may have taken since what took this long.
        if !news.isLeading || begun.duration(to: .now) < term { await voice.say(news) }
      } catch {
        logger.debug("the lease \(namespace)/\(name): \(error)")
      }
      group.cancelAll()
    }
    if let renewed = knowledge.renewedAt, renewed.duration(to: .now) > term { await giveUp(voice) }
  }

  private func giveUp(_ voice: Voice) async {
    guard await voice.isLeading else { return }
    logger.warning("the lease \(namespace)/\(name) could not be renewed: this replica leads no more. What serves goes on serving")
    await voice.say(.following(nil))
  }

  /// Looks, and takes or renews the Lease where that is due. Somebody who writes to it meanwhile and takes nothing is no reason
  /// to give it up.
  ///
  /// - Returns: Who leads now.
  private func attempt(_ knowledge: inout Knowledge) async throws(APIError) -> Leadership {
    var tries = 10
    while true {
      do throws(APIError) { return try await attemptOnce(&knowledge) } catch {
        tries -= 1
        guard case .outdated = error, tries > 0 else { throw error }
      }
    }
  }

  /// - Throws: `APIError.outdated` when somebody else wrote in between.
  private func attemptOnce(_ knowledge: inout Knowledge) async throws(APIError) -> Leadership {
    let patience = duration / 3
    let found: KubernetesObject?
    do throws(APIError) { found = try await client.get(Self.type, namespace: namespace, name: name, patience: patience) } catch {
      // Whoever holds it cannot renew it either: a whole time is waited for it after the server is back.
      knowledge.seenAt = .now
      throw error
    }
    guard let object = found else {
      var lease = KubernetesObject(apiVersion: Self.type.apiVersion, kind: "Lease", namespace: namespace, name: name)
      let now = LeaseRecord.time()
      lease.json["spec"] = LeaseRecord.spec(holder: identity, duration: duration, acquired: now, renewed: now, transitions: 0)
      LeaseRecord.set(address, in: &lease)
      do {
        _ = try await client.create(lease, as: Self.type)
        return .leading(since: now)
      } catch .alreadyExists {
        return .following(nil)
      }
    }
    let record = LeaseRecord(object)
    if record != knowledge.record { (knowledge.record, knowledge.seenAt) = (record, .now) }
    let isOver = record.holder == nil || knowledge.seenAt.duration(to: .now) > record.duration
    guard record.holder == identity || isOver else {
      return .following(record.holder.map { Leader(name: $0, address: record.address) })
    }
    var lease = object
    let now = LeaseRecord.time()
    let isMine = record.holder == identity
    let acquired = isMine ? object.json["spec"]?["acquireTime"]?.string ?? now : now
    lease.json["spec"] = LeaseRecord.spec(
      holder: identity, duration: duration, acquired: acquired, renewed: now, transitions: record.transitions + (isMine ? 0 : 1))
    LeaseRecord.set(address, in: &lease)
    let written = try await client.replace(lease, as: Self.type, patience: patience)
    (knowledge.record, knowledge.seenAt) = (LeaseRecord(written), .now)
    return .leading(since: acquired)
  }

  private func release() async {
    do {
      guard var lease = try await client.get(Self.type, namespace: namespace, name: name), LeaseRecord(lease).holder == identity else {
        return
      }
      lease.json["spec"]?["holderIdentity"] = ""
      _ = try await client.replace(lease, as: Self.type)
    } catch {
      logger.debug("the lease \(namespace)/\(name) is not given away: \(error)")
    }
  }
}
