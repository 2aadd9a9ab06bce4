import Kubernetes
import Logging
import Telemetry
import XDS

/// One replica's life: it leads while it is its turn, and stands by while another leads; never both.
struct Turns: Sendable {
  let settings: ClusterSettings
  let client: KubernetesClient
  let log: ClusterReleaseLog
  let xds: XDSFleet
  let archive: ClusterArchive
  let world: ClusterWorld
  let metrics: LeaderInbox<MetricsPush>
  let decisions: LeaderInbox<UnwrittenDecision>
  let standby: Standby
  /// To whoever leads.
  let link: ReplicaLink
  /// The others', while this one leads.
  let replicas: ReplicaService
  let logger: Logger

  /// Takes its turns until it is cancelled.
  ///
  /// - Throws: When one of the operator's own addresses is another's.
  func run(_ news: AsyncStream<Leadership>) async throws {
    var current = await next(news)
    while let leadership = current {
      switch leadership {
      case .following(let leader): current = await standBy(leader, news)
      case .leading(let since): current = try await lead(since, news)
      }
    }
  }

  private func next(_ news: AsyncStream<Leadership>) async -> Leadership? {
    for await leadership in news { return leadership }
    return nil
  }

  /// Follows another, until there is news.
  private func standBy(_ leader: Leader?, _ news: AsyncStream<Leadership>) async -> Leadership? {
    logger.info("\(leader?.name ?? "nobody") leads; \(settings.identity) stands by")
    return await withTaskGroup(of: Void.self, returning: Leadership?.self) { group in
      if let leader { group.addTask { await link.follow(leader) } }
      defer { group.cancelAll() }
      return await next(news)
    }
  }

  /// Leads, until another does, or did.
  private func lead(_ since: String, _ news: AsyncStream<Leadership>) async throws -> Leadership? {
    logger.info("\(settings.identity) leads")
    await log.lead()
    defer { replicas.lead(false) }
    let successor = try await withThrowingTaskGroup(of: Leadership?.self) { group in
      group.addTask {
        while !Task.isCancelled {
          let leader = try await whenMended(logger) {
            try await ClusterLeader(settings, client: client, log: log, xds: xds, archive: archive, world: world, logger: logger)
          }
          let (pushes, decided) = (metrics.listen(), decisions.listen())
          // Not before: others whose proxies nobody decides about must hear of nobody.
          replicas.lead(true)
          await standby.end()
          try await leader.run(pushes, decided)
        }
        return nil
      }
      group.addTask { await lost(since, news) }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
    switch successor {
    case .following(let leader?):
      logger.warning("\(leader.name) leads by now: this replica decides no more, and its proxies hold what \(leader.name) says")
    case .leading: logger.warning("another may have led meanwhile: what was written then is read")
    case .following(nil), nil: return nil
    }
    await standby.again(await log.owed?.memory)
    return successor
  }

  /// Returns when another leads, or may have led meanwhile. A leader that cannot say that it leads writes nothing, and decides on.
  private func lost(_ since: String, _ news: AsyncStream<Leadership>) async -> Leadership? {
    for await leadership in news {
      switch leadership {
      case .leading(since):
        logger.info("\(settings.identity) leads again")
        await log.lead()
      case .following(nil): await log.stopLeading()
      case .leading, .following:
        await log.stopLeading()
        return leadership
      }
    }
    return nil
  }
}
