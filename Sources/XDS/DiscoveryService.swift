import EnvoyAPI
import EnvoyConfig
package import GRPCCore
package import Identity
import SwiftProtobuf
import Synchronization

typealias DeltaRequest = DeltaDiscoveryRequest

/// Says which proxy calls; never by what it says of itself.
package typealias ProxyIdentification = @Sendable (ServerContext) throws(RPCError) -> ProxyID

/// `envoy.service.discovery.v3.AggregatedDiscoveryService`, delta: the shell around `StreamMachine`.
package final class DiscoveryService: RegistrableRPCService {
  private let identify: ProxyIdentification
  private let fleet: XDSFleet

  /// Serves every proxy that `identify` knows.
  package init(fleet: XDSFleet, identify: @escaping ProxyIdentification) {
    self.identify = identify
    self.fleet = fleet
  }

  /// Adds the one method.
  package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let method = MethodDescriptor(
      fullyQualifiedService: "envoy.service.discovery.v3.AggregatedDiscoveryService", method: "DeltaAggregatedResources")
    router.registerHandler(forMethod: method, deserializer: DeltaRequestDeserializer(), serializer: EncodedDeltaSerializer()) {
      [self] request, context in
      let proxy = try identify(context)
      return StreamingServerResponse(metadata: [:]) { writer in
        try await self.serve(proxy, request.messages, writer)
        return [:]
      }
    }
  }

  private func serve(_ proxy: ProxyID, _ requests: RPCAsyncSequence<DeltaRequest, any Error>, _ writer: RPCWriter<EncodedDelta>)
    async throws
  {
    let (wakes, queue) = AsyncStream.makeStream(of: XDSFleet.Wake.self)
    // However often the target changes, a slow stream is woken once and takes the newest.
    let dirty = DirtyFlag()
    let changed = ChangedFacts()
    let (answered, answer) = AsyncStream.makeStream(of: Void.self)
    let (id, orphans) = await fleet.open(proxy) { wake in
      if case .retarget = wake, !dirty.raise() { return }
      if case .facts(let keys) = wake, !changed.add(keys) { return }
      queue.yield(wake)
    }
    var machine = StreamMachine(orphans: orphans)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          defer { queue.finish() }
          var turns = answered.makeAsyncIterator()
          for try await request in requests {
            queue.yield(.request(.init(request)))
            // The next one is read when this one is answered: what a proxy says too fast waits with the proxy.
            guard await turns.next() != nil else { return }
          }
        }
        for await wake in wakes {
          var wake = wake
          if case .retarget = wake { dirty.lower() }
          if case .facts = wake { wake = .facts(changed.take()) }
          let hadTarget = machine.target != nil
          let news = try await step(proxy, wake, &machine, writer, stream: id)
          if case .request = wake { answer.yield() }
          if !hadTarget, machine.target != nil {
            group.addTask {
              // Cancelled: the stream is gone, and its turn with it.
              guard (try? await Task.sleep(for: FirstPushes.patience)) != nil else { return }
              await self.fleet.endFirstPush(id)
            }
          }
          if news.contains(where: \.endsFirstPush) { await fleet.endFirstPush(id) }
          machine.settle(fleet.names)
        }
        group.cancelAll()
      }
    } catch {
      // However a stream ends, its proxy comes back by itself; what matters is that it is known to be away.
      await fleet.close(proxy, id: id, refused: machine.refusedKeys)
      throw error
    }
    await fleet.close(proxy, id: id, refused: machine.refusedKeys)
  }

  private func step(
    _ proxy: ProxyID, _ wake: XDSFleet.Wake, _ machine: inout StreamMachine, _ writer: RPCWriter<EncodedDelta>, stream: Int
  ) async throws -> [StreamMachine.News] {
    var outputs: [StreamMachine.Output] = []
    switch wake {
    case .request(let box):
      // The target first: a request is answered with what is wanted now.
      if machine.target == nil, let target = await fleet.firstTarget(proxy, stream: stream) { outputs.append(machine.retarget(target)) }
      outputs.append(machine.receive(box.request, releases: await fleet.releases))
    case .retarget:
      let target = machine.target == nil ? await fleet.firstTarget(proxy, stream: stream) : await fleet.target(proxy)
      if let target { outputs.append(machine.retarget(target)) }
    case .facts(let keys): outputs.append(machine.learn(await fleet.facts, changed: keys))
    case .resend: outputs.append(machine.forgetRefusals())
    case .warming(let count): outputs.append(machine.reported(warming: count))
    }
    for output in outputs {
      for response in output.responses { try await writer.write(response) }
      await fleet.tell(output.news, proxy, sent: output.responses.reduce(0) { $0 + $1.size })
    }
    return outputs.flatMap(\.news)
  }
}

/// The facts that changed since a stream last looked: however many, one wake-up is in the queue.
private final class ChangedFacts: Sendable {
  private let keys = Mutex<Set<ResourceKey>>([])

  /// - Returns: Whether a wake-up is due.
  func add(_ more: Set<ResourceKey>) -> Bool {
    keys.withLock { keys in
      defer { keys.formUnion(more) }
      return keys.isEmpty
    }
  }

  func take() -> Set<ResourceKey> {
    keys.withLock { keys in
      defer { keys = [] }
      return keys
    }
  }
}

/// Whether a wake-up is already in the queue.
private final class DirtyFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  func raise() -> Bool { !flag.exchange(true, ordering: .acquiringAndReleasing) }
  func lower() { flag.store(false, ordering: .releasing) }
}
