import Identity
import Kubernetes
import Logging
import XDS

/// Carries out what the replica that leads wants done. What needs resources that are not here yet waits for them alone: a proxy's
/// way back to the stable release waits for nothing.
actor ReplicaOrders {
  private let xds: XDSFleet
  private let archive: ClusterArchive
  private let logger: Logger
  /// The newest order of each proxy that waits for resources.
  private var waiting: [ProxyID: XDSFleet.Assigned] = [:]
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  init(xds: XDSFleet, archive: ClusterArchive, logger: Logger) {
    self.xds = xds
    self.archive = archive
    self.logger = logger
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func carryOut(_ order: ReplicaOrder) async {
    switch order {
    case .hold(let proxy, let assigned):
      waiting[proxy] = assigned
      if await !assign(proxy, assigned) { wake.yield() }
    case .resend(let proxy): await xds.resend(proxy)
    case .warming(let proxy, let count): await xds.reported(proxy, warming: count)
    }
  }

  /// Fetches what is missing, until it is cancelled.
  func run() async {
    for await _ in wakes {
      var backoff = Backoff(first: .milliseconds(200), longest: .seconds(5))
      while !waiting.isEmpty {
        for (proxy, assigned) in waiting {
          for missing in await missing(assigned) {
            if let resources = await archive.load(missing.resources) { await xds.add(missing.release, resources) }
          }
          // Another order may have come meanwhile.
          if waiting[proxy] == assigned { _ = await assign(proxy, assigned) }
        }
        if !waiting.isEmpty, (try? await Task.sleep(for: backoff.next(random: .random(in: 0...1)))) == nil { return }
      }
    }
  }

  /// - Returns: Whether everything for it is here.
  private func assign(_ proxy: ProxyID, _ assigned: XDSFleet.Assigned) async -> Bool {
    guard await missing(assigned).isEmpty else { return false }
    guard waiting[proxy] == assigned else { return true }
    waiting[proxy] = nil
    await xds.assign(
      proxy, release: assigned.release.release, alongside: assigned.alongside?.release, isUrgent: assigned.isUrgent)
    return true
  }

  private func missing(_ assigned: XDSFleet.Assigned) async -> [XDSFleet.Reference] {
    var missing: [XDSFleet.Reference] = []
    for reference in [assigned.release, assigned.alongside].compactMap({ $0 }) where await !xds.has(reference.release) {
      missing.append(reference)
    }
    return missing
  }
}
