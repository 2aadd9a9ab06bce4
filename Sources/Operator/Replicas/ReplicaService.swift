import GRPCCore
import Identity
import Synchronization
import Telemetry
import XDS

/// Where the other replicas have a stream with the one that leads: their proxies are in its rollout like its own.
final class ReplicaService: RegistrableRPCService {
  private struct State {
    var leads = false
    var open: [Int: AsyncStream<Item>.Continuation] = [:]
    var next = 0
  }

  /// What a stream is woken for.
  private enum Item: Sendable {
    case report(ReplicaReport)
    case errand(ProxyID, XDSFleet.Errand)
  }

  private let fleet: XDSFleet
  private let metrics: LeaderInbox<MetricsPush>
  private let decisions: LeaderInbox<UnwrittenDecision>
  private let identify: @Sendable (ServerContext) throws(RPCError) -> Void
  private let state = Mutex(State())

  /// - Parameter identify: Refuses whoever is no replica.
  init(
    fleet: XDSFleet, metrics: LeaderInbox<MetricsPush>, decisions: LeaderInbox<UnwrittenDecision>,
    identify: @escaping @Sendable (ServerContext) throws(RPCError) -> Void
  ) {
    self.fleet = fleet
    self.metrics = metrics
    self.decisions = decisions
    self.identify = identify
  }

  /// Whether this replica leads. While it does not, others are sent away.
  func lead(_ leads: Bool) {
    let open = state.withLock { state in
      state.leads = leads
      return leads ? [] : Array(state.open.values)
    }
    for stream in open { stream.finish() }
  }

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(
      forMethod: ReplicaMethod.descriptor, deserializer: JSONMessageDeserializer<ReplicaReport>(),
      serializer: JSONMessageSerializer<ReplicaOrder>()
    ) { [self] request, context in
      try identify(context)
      let (items, item) = AsyncStream.makeStream(of: Item.self)
      guard let id = enter(item) else { throw RPCError(code: .unavailable, message: "this replica does not lead") }
      return StreamingServerResponse(metadata: [:]) { writer in
        defer { self.leave(id) }
        try await self.serve(request.messages, items, item, writer)
        return [:]
      }
    }
  }

  private func enter(_ item: AsyncStream<Item>.Continuation) -> Int? {
    state.withLock { state in
      guard state.leads else { return nil }
      state.next += 1
      state.open[state.next] = item
      return state.next
    }
  }

  private func leave(_ id: Int) { state.withLock { $0.open[id] = nil } }

  private func serve(
    _ reports: RPCAsyncSequence<ReplicaReport, any Error>, _ items: AsyncStream<Item>, _ item: AsyncStream<Item>.Continuation,
    _ writer: RPCWriter<ReplicaOrder>
  ) async throws {
    var link = Link(fleet: fleet, metrics: metrics)
    let (taken, take) = AsyncStream.makeStream(of: Void.self)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          defer { item.finish() }
          var turns = taken.makeAsyncIterator()
          for try await report in reports {
            item.yield(.report(report))
            // The next one is read when this one is taken.
            guard await turns.next() != nil else { return }
          }
        }
        for await next in items {
          switch next {
          case .report(let report):
            if case .decided(let decision) = report { decisions.take(decision) }
            await link.take(report) { item.yield(.errand($0, $1)) }
            take.yield()
          case .errand(let proxy, let errand): if let order = await link.order(proxy, errand) { try await writer.write(order) }
          }
        }
        group.cancelAll()
      }
    } catch {
      // However a replica goes, its proxies are not seen any more.
      await link.close()
      throw error
    }
    await link.close()
  }
}

/// One replica's proxies, as they are known here.
private struct Link {
  let fleet: XDSFleet
  let metrics: LeaderInbox<MetricsPush>
  /// Their streams.
  private var streams: [ProxyID: Int] = [:]
  /// Streams of counts, numbered anew: only here it is known which is newer than which.
  private var counted: [UInt64: UInt64] = [:]

  init(fleet: XDSFleet, metrics: LeaderInbox<MetricsPush>) {
    self.fleet = fleet
    self.metrics = metrics
  }

  mutating func take(_ report: ReplicaReport, _ errand: @escaping @Sendable (ProxyID, XDSFleet.Errand) -> Void) async {
    switch report {
    case .event(.disconnected(let proxy)):
      guard let stream = streams.removeValue(forKey: proxy) else { return }
      await fleet.closeElsewhere(proxy, id: stream)
    case .event(let event):
      if case .connected(let proxy, _) = event, streams[proxy] == nil {
        streams[proxy] = await fleet.openElsewhere(proxy) { errand(proxy, $0) }
        // It may have been assigned something before it came.
        errand(proxy, .retarget)
      }
      await fleet.heard(event)
    case .counts(var push):
      let stream = counted[push.stream] ?? MetricsService.nextStream()
      counted[push.stream] = stream
      push.stream = stream
      metrics.take(push)
    // It concerns no proxy of the replica's alone.
    case .decided: break
    }
  }

  func order(_ proxy: ProxyID, _ errand: XDSFleet.Errand) async -> ReplicaOrder? {
    switch errand {
    case .retarget: await fleet.assigned(proxy).map { .hold(proxy, $0) }
    case .resend: .resend(proxy)
    case .warming(let count): .warming(proxy, count)
    }
  }

  mutating func close() async {
    for (proxy, stream) in streams { await fleet.closeElsewhere(proxy, id: stream) }
    streams = [:]
  }
}
