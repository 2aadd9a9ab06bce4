import EnvoyConfig
import Fleet
import Foundation
import Git
import Identity
import Logging
import Rollout
import Telemetry
import XDS

/// The machine's shell: events come in one after the other, actions are carried out in order.
actor RolloutService {
  /// What waits to be taken in.
  enum Inbox: Sendable {
    case event(RolloutEvent)
    case xds(XDSEvent)
    case fleet(FleetEvent)
    case push(MetricsPush)
    case offer(Offer)
    case command(RolloutEvent, CheckedContinuation<CommandOutcome, Never>)
    case tick
  }

  /// A revision with its resources.
  struct Offer: Sendable {
    let revision: Revision
    let plan: PlanStatement
    let resources: ResourceSet
    /// The objects that no source owns and that it is made from.
    let foreign: [ForeignObjects.Entry]
  }

  nonisolated let inbox: AsyncStream<Inbox>.Continuation
  private nonisolated let queue: AsyncStream<Inbox>
  private var machine: RolloutMachine
  /// The machine as it was when its actions were last carried out and written down: a crash takes nothing back that is shown.
  private(set) var shown: RolloutMachine
  private let xds: XDSFleet
  private let log: any ReleaseLog
  private let archive: any ReleaseArchive
  private let logger: Logger
  private let started = ContinuousClock.now
  private let counters: CounterFile
  private let surroundings: Surroundings
  private var collector: BlockCollector
  private var offered: [String: ResourceSet] = [:]
  /// What could not be written; the next entry that can be holds all of it.
  private var unwritten: Transition?
  /// A confirmation that is written with whatever comes next, before its proxy's counts are evidence: of a thousand proxies that
  /// confirm at once each would be a write of its own.
  private var confirmation: Transition?
  /// The resources that are in the archive as far as is known.
  private var archived: Set<String> = []
  /// The disk's trouble, in words, while there is any.
  private(set) var diskTrouble: String?
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var isOver = false

  /// What the service asks of the rest of the daemon.
  struct Surroundings: Sendable {
    /// The process of a proxy.
    var process: @Sendable (ProxyID) async -> String?
    /// Compile the source's head and offer it.
    var takeHead: @Sendable (Revision.Cause) -> Void
    /// Bring the fleet to these proxies.
    var resize: @Sendable ([ProxyID]) async throws -> Void
    /// Hears of every transition when it was acted on, in order, with what was known before and is known now. Nothing else is taken
    /// in until it returns.
    var happened: @Sendable (Transition, _ before: RolloutMemory, RolloutMemory) async -> Void = { _, _, _ in }
  }

  init(
    fleet: FleetDocument, proxies: [ProxyID], sizing: FleetSizing = .plan, memory: RolloutMemory, xds: XDSFleet, log: any ReleaseLog,
    archive: any ReleaseArchive, counters: CounterFile, logger: Logger, surroundings: Surroundings
  ) {
    (queue, inbox) = AsyncStream.makeStream()
    machine = RolloutMachine(
      fleet: fleet.name, proxies: proxies, sizing: sizing, plan: fleet.operatorPlan, memory: memory,
      at: Moment(sinceStart: .zero, wall: Int(Date().timeIntervalSince1970)))
    shown = machine
    self.xds = xds
    self.log = log
    self.archive = archive
    self.counters = counters
    collector = BlockCollector(window: memory.trial == nil ? CounterWindow() : counters.load())
    self.logger = logger
    self.surroundings = surroundings
  }

  /// Takes in what comes, until it is cancelled.
  func run() async {
    // A proxy that comes back is asked what it holds: what it may hold must be known first.
    for record in [machine.memory.stable, machine.memory.trial?.release].compactMap({ $0 }) {
      if let resources = await archive.load(record.revision.resources) { await xds.add(record.number, resources) }
    }
    let actions = machine.begin(at: now)
    await perform(actions, before: machine, answer: nil)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [inbox] in
        while (try? await Task.sleep(for: .milliseconds(500))) != nil { inbox.yield(.tick) }
      }
      group.addTask { [inbox, xds] in for await event in await xds.listen() { inbox.yield(.xds(event)) } }
      for await item in queue { await take(item) }
      group.cancelAll()
    }
    isOver = true
    wakeWaiters()
  }

  /// Sends a command and waits for what it came to.
  func command(_ event: RolloutEvent) async -> CommandOutcome {
    await withCheckedContinuation { continuation in
      if case .enqueued = inbox.yield(.command(event, continuation)) { return }
      continuation.resume(returning: Self.tooLate)
    }
  }

  private static let tooLate = CommandOutcome(isDone: false, message: "this replica decides no more: ask again", release: nil)

  /// Returns after the next event was taken in, half a second from now at the latest.
  ///
  /// - Returns: Whether there can be another.
  @discardableResult
  func nextChange() async -> Bool {
    if !isOver { await withCheckedContinuation { waiters.append($0) } }
    return !isOver
  }

  private func wakeWaiters() {
    let woken = waiters
    waiters = []
    for waiter in woken { waiter.resume() }
  }

  private var now: Moment {
    Moment(sinceStart: started.duration(to: .now), wall: Int(Date().timeIntervalSince1970))
  }

  private func take(_ item: Inbox) async {
    switch item {
    case .event(let event): await receive(event)
    case .xds(let event): await take(event)
    case .fleet(let event): await take(event)
    case .push(let push):
      if let warming = push.warmingClusters {
        await xds.reported(push.proxy, warming: warming)
        await receive(.warming(push.proxy, warming + (push.warmingListeners ?? 0)))
      }
      let connected = Set(machine.status.proxies.filter(\.isConnected).map(\.id))
      if let block = collector.add(push, connected: connected, at: now.sinceStart) { await end(block) }
    case .offer(let offer):
      offered[offer.revision.resources] = offer.resources
      await receive(.accepted(offer.revision, plan: offer.plan))
      forgetOffers()
    case .command(let event, let continuation): await receive(event, answer: continuation)
    case .tick:
      if let block = collector.overdue(at: now.sinceStart) { await end(block) }
      if let late = unwritten ?? confirmation { await write(late) }
      await receive(.tick)
    }
    wakeWaiters()
  }

  private func take(_ event: XDSEvent) async {
    switch event {
    case .connected(let proxy, let holds): await receive(.connected(proxy, process: await surroundings.process(proxy) ?? "", holds: holds))
    case .disconnected(let proxy): await receive(.disconnected(proxy))
    case .acked(let proxy, let release): await receive(.acked(proxy, process: await surroundings.process(proxy) ?? "", release))
    case .nacked(let proxy, let release, let keys, let message):
      let refusal = await Refusals.explain(keys, message: message, own: xds.resources(of: release), stable: stableResources())
      await receive(.nacked(proxy, release, refusal))
    }
  }

  /// A block is over: its counts are evidence, and are kept as long as something is tried.
  private func end(_ block: BlockCounts) async {
    if let confirmation { await write(confirmation) }
    await receive(.counted(block))
    if machine.memory.trial != nil { keepCounters() }
  }

  private func keepCounters() {
    // A disk that is full costs evidence after a crash, and is told by what else cannot be written.
    do { try counters.save(collector.totals) } catch { logger.debug("the counters cannot be kept: \(error)") }
  }

  private func resize(to count: Int) async {
    let proxies = ProxyID.members(of: machine.fleet, count: count)
    do {
      try await surroundings.resize(proxies)
      await receive(.membership(proxies))
      logger.info("the fleet has \(count) proxies now")
    } catch {
      logger.error("the fleet cannot be brought to \(count) proxies: \(error)")
    }
  }

  private func stableResources() async -> ResourceSet? {
    guard let stable = machine.memory.stable else { return nil }
    return await xds.resources(of: stable.number)
  }

  private func take(_ event: FleetEvent) async {
    guard case .ended(let proxy, let process, let end, let wasAsked) = event else { return }
    collector.processEnded(proxy)
    var signal: Int?
    if case .signal(let number) = end { signal = number }
    await receive(.ended(proxy, process: process, signal: signal, wasAsked: wasAsked))
  }

  private func receive(_ event: RolloutEvent, answer: CheckedContinuation<CommandOutcome, Never>? = nil) async {
    let before = machine
    let actions = machine.receive(event, at: now)
    await perform(actions, before: before, answer: answer)
  }

  private func perform(_ actions: [RolloutAction], before: RolloutMachine, answer: CheckedContinuation<CommandOutcome, Never>?) async {
    var outcome: CommandOutcome?
    var causes: [Revision.Cause] = []
    let owed = unwritten
    for (index, action) in actions.enumerated() {
      switch action {
      case .record(let transition):
        if case .acked = transition.change, actions.count == 1 {
          confirmation = transition
          continue
        }
        let exposes = actions[(index + 1)...].contains { if case .assign = $0 { true } else { false } }
        if await write(transition) { continue }
        if exposes {
          // What exposes more traffic is durable first: it has not happened, and is tried again.
          machine = before
          outcome = CommandOutcome(isDone: false, message: diskTrouble ?? "the release log cannot be written", release: nil)
          unwritten = owed
          answer?.resume(returning: outcome ?? CommandOutcome(isDone: false, message: "", release: nil))
          return
        }
      case .assign(let assignments):
        for (proxy, assignment) in assignments { await assign(proxy, assignment) }
      case .dismiss(let gone): await xds.dismiss(gone)
      case .resend(let proxy): await xds.resend(proxy)
      case .resize(let count): await resize(to: count)
      case .takeHead(let cause): causes.append(cause)
      case .announce(let notice):
        switch notice.weight {
        case .news: logger.info("\(notice.text)")
        case .warning: logger.warning("\(notice.text)")
        }
      case .answer(let given): outcome = given
      }
    }
    shown = machine
    for cause in causes { surroundings.takeHead(cause) }
    let transitions = actions.compactMap { if case .record(let transition) = $0 { transition } else { nil } }
    if !transitions.isEmpty, machine.memory.kept != before.memory.kept { await forget() }
    for transition in transitions { await surroundings.happened(transition, before.memory, machine.memory) }
    if (machine.memory.trial == nil) != (before.memory.trial == nil) { machine.memory.trial == nil ? counters.clear() : keepCounters() }
    answer?.resume(returning: outcome ?? CommandOutcome(isDone: false, message: "nothing came of it", release: nil))
  }

  private func assign(_ proxy: ProxyID, _ assignment: Assignment) async {
    for number in [assignment.release, assignment.alongside].compactMap({ $0 }) where await !xds.has(number) {
      guard let record = machine.memory.kept.last(where: { $0.number == number }) else { continue }
      var resources = offered[record.revision.resources]
      if resources == nil { resources = await archive.load(record.revision.resources) }
      guard let resources else {
        logger.error("the stored resources of release \(number) are gone or damaged: \(proxy) keeps what it has")
        return
      }
      await xds.add(number, resources)
    }
    await xds.assign(proxy, release: assignment.release, alongside: assignment.alongside, isUrgent: assignment.isUrgent)
  }

  /// Makes a transition durable, its release's resources first.
  @discardableResult
  private func write(_ transition: Transition) async -> Bool {
    do {
      for digest in machine.memory.kept.map(\.revision.resources) where !archived.contains(digest) {
        guard let resources = offered[digest] else { continue }
        try await archive.save(resources)
        archived.insert(digest)
      }
      if transition.beginsTrial { try await requireResources() }
      try await log.append(transition, memory: machine.memory)
      if diskTrouble != nil { logger.info("the release log can be written again") }
      (diskTrouble, unwritten, confirmation) = (nil, nil, nil)
      return true
    } catch {
      if diskTrouble == nil {
        logger.error("the release log cannot be written: \(error). Nothing advances until it can be; rolling back goes on")
      }
      (diskTrouble, unwritten, confirmation) = ("\(error)", transition, nil)
      return false
    }
  }

  /// Lets go of resources that nobody goes back to.
  private func forget() async {
    await xds.keep(only: machine.memory.withinReach)
    forgetOffers()
    guard diskTrouble == nil else { return }
    let kept = machine.memory.kept.map(\.revision) + [machine.waiting?.revision].compactMap { $0 }
    let digests = Set(kept.map(\.resources)).union(kept.compactMap(\.objects))
    archived.formIntersection(digests)
    await archive.keep(only: digests)
  }

  /// What is tried and what waits may have to be written and told yet.
  private func forgetOffers() {
    let needed = [machine.memory.trial?.release.revision.resources, machine.waiting?.revision.resources]
    offered = offered.filter { needed.contains($0.key) }
  }

  /// - Throws: `MissingResources` when there is nothing that the proxies could be told of the release on trial.
  private func requireResources() async throws(MissingResources) {
    guard let release = machine.memory.trial?.release, offered[release.revision.resources] == nil,
      await archive.load(release.revision.resources) == nil
    else { return }
    throw MissingResources(release: release.number)
  }
}

/// A release cannot be rolled out: nothing that its proxies are to be told is in memory or in the archive.
private struct MissingResources: Error, CustomStringConvertible {
  let release: ReleaseNumber

  var description: String { "the resources of release \(release) are gone or damaged" }
}
