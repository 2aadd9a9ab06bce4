import Foundation
import Glibc
package import Identity
package import Logging

/// Envoy processes on this machine: started, adopted, replaced by hot restart, restarted when they end. They outlive the
/// daemon.
package actor LocalFleet {
  struct Running {
    var process: EnvoyProcess
    var since: ContinuousClock.Instant
  }

  /// What is to be done beside everything else.
  private enum Errand: Sendable {
    case startAgain(ProxyID, after: Duration)
    case replace(ProxyID)
    case retire(ProxyID)
  }

  /// Everything that happens, in order.
  package nonisolated let events: AsyncStream<FleetEvent>
  nonisolated let sink: AsyncStream<FleetEvent>.Continuation
  let settings: FleetSettings
  let logger: Logger
  /// Those that are to run.
  private var proxies: Set<ProxyID>
  var running: [ProxyID: Running] = [:]
  private var machines: [ProxyID: ProxyMachine] = [:]
  /// Parents of a hot restart, which leave by themselves.
  var retiring: Set<String> = []
  /// Children of a hot restart that do not serve yet.
  var replacing: [ProxyID: EnvoyProcess] = [:]
  /// Processes that were told to drain: their end is no surprise, whatever is wanted by then.
  package internal(set) var leaving: Set<String> = []
  var isStopping = false
  private let errands: AsyncStream<Errand>
  private let errand: AsyncStream<Errand>.Continuation
  var emptyWaiters: [CheckedContinuation<Void, Never>] = []

  /// Nothing runs yet.
  package init(_ settings: FleetSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
    proxies = Set(settings.proxies)
    (events, sink) = AsyncStream.makeStream()
    (errands, errand) = AsyncStream.makeStream()
  }

  /// The process of each proxy that runs.
  package var processes: [ProxyID: String] { running.mapValues(\.process.record.process) }

  /// Starts or adopts every proxy and keeps them running, until it is cancelled. The processes stay.
  ///
  /// - Throws: `FleetError` when a proxy cannot be started at all.
  package func run() async throws {
    for proxy in settings.proxies where !isStopping { try adoptOrStart(proxy) }
    for proxy in leftovers() { errand.yield(.retire(proxy)) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.replaceOutdated() }
      for await errand in errands { group.addTask { await self.run(errand) } }
      group.cancelAll()
    }
  }

  private func run(_ errand: Errand) async {
    switch errand {
    case .startAgain(let proxy, let wait):
      // Cancelled: the daemon leaves, and so does the wait.
      guard (try? await Task.sleep(for: wait)) != nil else { return }
      startAgain(proxy)
    case .replace(let proxy): await replaceOrExplain(proxy)
    case .retire(let proxy): await retire(proxy)
    }
  }

  /// Another set of proxies: new ones are started, those that are not wanted any more drain and end.
  package func resize(_ wanted: [ProxyID]) {
    guard !isStopping else { return }
    let gone = proxies.subtracting(wanted)
    proxies = Set(wanted)
    for proxy in gone.sorted() { errand.yield(.retire(proxy)) }
    for proxy in wanted where running[proxy] == nil { startAgain(proxy) }
  }

  /// Whether a proxy is to run.
  func isWanted(_ proxy: ProxyID) -> Bool { proxies.contains(proxy) && !isStopping }

  /// No process is started from here on.
  func stopStarting() {
    isStopping = true
    errand.finish()
  }

  private func adoptOrStart(_ proxy: ProxyID) throws(FleetError) {
    let paths = ProxyPaths(proxy, in: settings.directory)
    try paths.create()
    let record = ProxyRecord.load(paths.record)
    if let child = ProxyRecord.load(paths.replacement), child.isAlive, child != record {
      // The daemon ended in the middle of a hot restart: it is brought to its end.
      if let record, record.isAlive { take(proxy, EnvoyProcess(record: record), adopted: true) }
      replacing[proxy] = EnvoyProcess(record: child)
      errand.yield(.replace(proxy))
      return
    }
    if let record, record.isAlive {
      take(proxy, EnvoyProcess(record: record), adopted: true)
      return
    }
    if let record { sink.yield(.ended(proxy, process: record.process, .unknown, wasAsked: false)) }
    try start(proxy)
  }

  private func start(_ proxy: ProxyID) throws(FleetError) {
    let process = try launch(proxy, epoch: 0) { record throws(FleetError) in
      try record.save(ProxyPaths(proxy, in: self.settings.directory).record)
    }
    take(proxy, process, adopted: false)
  }

  func launch(_ proxy: ProxyID, epoch: Int, remember: (ProxyRecord) throws(FleetError) -> Void) throws(FleetError) -> EnvoyProcess {
    let paths = ProxyPaths(proxy, in: settings.directory)
    try paths.create()
    if epoch == 0 { try setAside(paths.log) }
    let text: String
    do { text = try settings.bootstrap(proxy, paths) } catch { throw .notStarted(proxy: proxy.name, reason: "\(error)") }
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: paths.bootstrap), options: .atomic) } catch {
      throw .disk(path: paths.bootstrap, reason: error.localizedDescription)
    }
    return try EnvoyProcess.start(
      settings.envoy, arguments: try arguments(proxy, paths, epoch: epoch), paths: paths, epoch: epoch, fingerprint: fingerprint(text),
      proxy: proxy.name, remember: remember)
  }

  private func arguments(_ proxy: ProxyID, _ paths: ProxyPaths, epoch: Int) throws(FleetError) -> [String] {
    var arguments = [
      "-c", paths.bootstrap, "--concurrency", "1", "--log-level", "warning", "--drain-strategy", "immediate",
      "--drain-time-s", String(max(1, Int(settings.drain.components.seconds) - 2)), "--parent-shutdown-time-s", "6", "--restart-epoch",
      String(epoch),
    ]
    if epoch == 0 {
      arguments += ["--use-dynamic-base-id", "--base-id-path", paths.baseID]
    } else {
      guard let bytes = FileManager.default.contents(atPath: paths.baseID) else {
        throw .notStarted(proxy: proxy.name, reason: "\(paths.baseID) is gone")
      }
      arguments += ["--base-id", String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)]
    }
    return arguments
  }

  /// What decides whether a running proxy is out of date.
  func fingerprint(_ bootstrap: String) -> String { "\(settings.envoy.version)\n\(bootstrap)" }

  /// Each process begins a log of its own, so that its last words are its own; the one before is kept.
  private func setAside(_ log: String) throws(FleetError) {
    guard FileManager.default.fileExists(atPath: log) else { return }
    guard rename(log, log + ".1") == 0 else { throw .disk(path: log, reason: String(cString: strerror(errno))) }
  }

  func take(_ proxy: ProxyID, _ process: EnvoyProcess, adopted: Bool) {
    running[proxy] = Running(process: process, since: .now)
    sink.yield(.started(proxy, process: process.record.process, adopted: adopted))
    process.watch {
      // The end of a process comes from outside of every task; the actor owns what follows.
      Task { await self.ended(proxy, process.record) }
    }
  }

  func ended(_ proxy: ProxyID, _ record: ProxyRecord) {
    if retiring.remove(record.process) != nil { return }
    guard let current = running[proxy], current.process.record.process == record.process else { return }
    // Its child ends it when it has taken over, which may be noticed before the child is seen to serve.
    if let child = replacing[proxy], child.record.isAlive, !isStopping { return }
    running[proxy] = nil
    let tail = logTail(ProxyPaths(proxy, in: settings.directory))
    let end = ProcessEnd(lastWords: tail)
    let wasAsked = leaving.remove(record.process) != nil || !isWanted(proxy)
    sink.yield(.ended(proxy, process: record.process, end, wasAsked: wasAsked))
    if running.isEmpty { stopWaiting() }
    if wasAsked {
      startAgain(proxy)
      return
    }
    let wait = machines[proxy, default: ProxyMachine()].ended(after: current.since.duration(to: .now))
    let words = tail.split(separator: "\n").last.map { ": \($0.prefix(300))" } ?? ""
    logger.warning("\(proxy) \(end); it is started again in \(wait)\(words)")
    errand.yield(.startAgain(proxy, after: wait))
  }

  private func startAgain(_ proxy: ProxyID) {
    guard isWanted(proxy), running[proxy] == nil else { return }
    do {
      try start(proxy)
    } catch {
      let wait = machines[proxy, default: ProxyMachine()].ended(after: .zero)
      logger.error("\(error); tried again in \(wait)")
      errand.yield(.startAgain(proxy, after: wait))
    }
  }

  /// The last lines of a proxy's log, since its process began.
  func logTail(_ paths: ProxyPaths) -> String {
    guard let handle = FileHandle(forReadingAtPath: paths.log) else { return "" }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > 8192 ? size - 8192 : 0)
    return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
