import GRPCCore
import GRPCNIOTransportHTTP2
import Kubernetes
import Logging
import Telemetry
import XDS

/// The stream of a replica that stands by with the one that leads: what its proxies say goes up, what they are to hold comes down.
struct ReplicaLink: Sendable {
  private let settings: ClusterSettings
  private let xds: XDSFleet
  private let metrics: LeaderInbox<MetricsPush>
  private let standby: Standby
  private let certificates: CertificateStore
  private let archive: ClusterArchive
  private let log: ClusterReleaseLog
  private let logger: Logger

  init(
    _ settings: ClusterSettings, xds: XDSFleet, metrics: LeaderInbox<MetricsPush>, standby: Standby, archive: ClusterArchive,
    log: ClusterReleaseLog,
    certificates: CertificateStore, logger: Logger
  ) {
    self.settings = settings
    self.xds = xds
    self.metrics = metrics
    self.standby = standby
    self.certificates = certificates
    self.archive = archive
    self.log = log
    self.logger = logger
  }

  /// Follows whoever leads until it is cancelled. Nobody else may listen to the proxies meanwhile.
  func follow(_ leader: Leader) async {
    // Each leader's orders are its own: what one that is gone wanted waits for nothing any more.
    let orders = ReplicaOrders(xds: xds, archive: archive, logger: logger)
    await withDiscardingTaskGroup { group in
      group.addTask { await orders.run() }
      group.addTask { await exchangeAgain(with: leader, orders) }
    }
  }

  /// Has a stream with it, again and again.
  private func exchangeAgain(with leader: Leader, _ orders: ReplicaOrders) async {
    guard let address = leader.address.flatMap(ListenAddress.init) else {
      logger.warning("\(leader.name) leads and does not say where: it does not hear of this replica's proxies")
      return
    }
    var backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
    var told = ""
    while !Task.isCancelled {
      do {
        try await exchange(with: address, orders)
        backoff.reset()
      } catch {
        if told != "\(error)" { logger.info("no stream with \(leader.name) at \(address): \(error)") }
        told = "\(error)"
      }
      await standby.heard(false)
      guard (try? await Task.sleep(for: backoff.next(random: .random(in: 0...1)))) != nil else { return }
    }
  }

  private func exchange(with address: ListenAddress, _ orders: ReplicaOrders) async throws {
    let security = try HTTP2ClientTransport.Posix.TransportSecurity.mTLS(certificateReloader: certificates) { tls in
      tls.trustRoots = .certificates(certificates.trust.map { .bytes(Array($0.utf8), format: .pem) })
    }
    let place: any ResolvableTarget =
      address.host.contains(":") ? .ipv6(address: address.host, port: address.port) : .ipv4(address: address.host, port: address.port)
    let transport = try HTTP2ClientTransport.Posix(
      target: place, transportSecurity: security,
      config: .defaults { config in
        config.http2.authority = settings.serverNames.first
        config.connection.keepalive = .init(time: .seconds(5), timeout: .seconds(5), allowWithoutCalls: false)
      })
    let (reports, report) = AsyncStream.makeStream(of: ReplicaReport.self)
    // Before anything that the other might decide by.
    for decision in await log.owed?.decisions ?? [] { report.yield(.decided(decision)) }
    let (events, pushes) = (await xds.listen(), metrics.listen())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for await event in events { report.yield(.event(event)) } }
      group.addTask { for await push in pushes { report.yield(.counts(push)) } }
      defer { group.cancelAll() }
      try await withGRPCClient(transport: transport) { client in
        try await client.bidirectionalStreaming(
          request: StreamingClientRequest { writer in for await next in reports { try await writer.write(next) } },
          descriptor: ReplicaMethod.descriptor, serializer: JSONMessageSerializer<ReplicaReport>(),
          deserializer: JSONMessageDeserializer<ReplicaOrder>(), options: .defaults
        ) { response in
          defer { report.finish() }
          _ = try response.accepted.get()
          await standby.heard(true)
          await log.settle()
          for try await order in response.messages { await orders.carryOut(order) }
        }
      }
    }
  }
}
