import Foundation
import Glibc
package import Identity
package import Logging

/// What a local fleet is made of.
package struct FleetSettings: Sendable {
  package var proxies: [ProxyID]
  /// `STATE/proxies`.
  package var directory: String
  package var envoy: EnvoyBinary
  /// The bootstrap of a proxy, as JSON.
  package var bootstrap: @Sendable (ProxyID, ProxyPaths) throws -> String
  /// How long a proxy drains before it is ended.
  package var drain: Duration

  /// Makes settings.
  package init(
    proxies: [ProxyID], directory: String, envoy: EnvoyBinary, drain: Duration = .seconds(5),
    bootstrap: @escaping @Sendable (ProxyID, ProxyPaths) throws -> String
  ) {
    self.proxies = proxies
    self.directory = directory
    self.envoy = envoy
    self.drain = drain
    self.bootstrap = bootstrap
  }
}

/// What happens to the processes of a fleet.
package enum FleetEvent: Sendable {
  case started(ProxyID, process: String, adopted: Bool)
  case ended(ProxyID, process: String, ProcessEnd, wasAsked: Bool)
}

/// Envoy processes on this machine: started, adopted, replaced by hot restart, restarted when they end. They outlive the
/// daemon.
package actor LocalFleet {
  private struct Running {
    var process: EnvoyProcess
    var since: ContinuousClock.Instant
  }

  /// Everything that happens, in order.
  package nonisolated let events: AsyncStream<FleetEvent>
  private nonisolated let sink: AsyncStream<FleetEvent>.Continuation
  private let settings: FleetSettings
  private let logger: Logger
  private var running: [ProxyID: Running] = [:]
  private var machines: [ProxyID: ProxyMachine] = [:]
  /// Parents of a hot restart, which leave by themselves.
  private var retiring: Set<String> = []
  private var isStopping = false
  private let restarts: AsyncStream<(ProxyID, Duration)>
  private let restart: AsyncStream<(ProxyID, Duration)>.Continuation
  private var emptyWaiters: [CheckedContinuation<Void, Never>] = []

  /// Nothing runs yet.
  package init(_ settings: FleetSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
    (events, sink) = AsyncStream.makeStream()
    (restarts, restart) = AsyncStream.makeStream()
  }

  /// The process of each proxy that runs.
  package var processes: [ProxyID: String] { running.mapValues(\.process.record.process) }

  /// Starts or adopts every proxy and keeps them running, until it is cancelled. The processes stay.
  ///
  /// - Throws: `FleetError` when a proxy cannot be started at all.
  package func run() async throws {
    for proxy in settings.proxies { try adoptOrStart(proxy) }
    try await replaceOutdated()
    await withTaskGroup(of: Void.self) { group in
      for await (proxy, wait) in restarts {
        group.addTask {
          // Cancelled: the daemon leaves, and so does the wait.
          guard (try? await Task.sleep(for: wait)) != nil else { return }
          await self.startAgain(proxy)
        }
      }
      group.cancelAll()
    }
  }

  private func adoptOrStart(_ proxy: ProxyID) throws(FleetError) {
    let paths = ProxyPaths(proxy, in: settings.directory)
    try paths.create()
    if let record = ProxyRecord.load(paths) {
      if record.isAlive {
        take(proxy, EnvoyProcess(record: record), adopted: true)
        return
      }
      sink.yield(.ended(proxy, process: record.process, .unknown, wasAsked: false))
    }
    try start(proxy, epoch: 0)
  }

  private func start(_ proxy: ProxyID, epoch: Int) throws(FleetError) {
    let process = try launch(proxy, epoch: epoch)
    try process.record.save(ProxyPaths(proxy, in: settings.directory))
    take(proxy, process, adopted: false)
  }

  private func launch(_ proxy: ProxyID, epoch: Int) throws(FleetError) -> EnvoyProcess {
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
      proxy: proxy.name)
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
  private func fingerprint(_ bootstrap: String) -> String { "\(settings.envoy.version)\n\(bootstrap)" }

  /// Each process begins a log of its own, so that its last words are its own; the one before is kept.
  private func setAside(_ log: String) throws(FleetError) {
    guard FileManager.default.fileExists(atPath: log) else { return }
    guard rename(log, log + ".1") == 0 else { throw .disk(path: log, reason: String(cString: strerror(errno))) }
  }

  private func take(_ proxy: ProxyID, _ process: EnvoyProcess, adopted: Bool) {
    running[proxy] = Running(process: process, since: .now)
    sink.yield(.started(proxy, process: process.record.process, adopted: adopted))
    process.watch {
      // The end of a process comes from outside of every task; the actor owns what follows.
      Task { await self.ended(proxy, process.record) }
    }
  }

  private func ended(_ proxy: ProxyID, _ record: ProxyRecord) {
    if retiring.remove(record.process) != nil { return }
    guard let current = running[proxy], current.process.record.process == record.process else { return }
    running[proxy] = nil
    let tail = logTail(ProxyPaths(proxy, in: settings.directory))
    let end = ProcessEnd(lastWords: tail)
    sink.yield(.ended(proxy, process: record.process, end, wasAsked: isStopping))
    if isStopping {
      if running.isEmpty { for waiter in emptyWaiters { waiter.resume() }; emptyWaiters = [] }
      return
    }
    let wait = machines[proxy, default: ProxyMachine()].ended(after: current.since.duration(to: .now))
    let words = tail.split(separator: "\n").last.map { ": \($0.prefix(300))" } ?? ""
    logger.warning("\(proxy) \(end); it is started again in \(wait)\(words)")
    restart.yield((proxy, wait))
  }

  private func startAgain(_ proxy: ProxyID) {
    guard !isStopping, running[proxy] == nil else { return }
    do {
      try start(proxy, epoch: 0)
    } catch {
      let wait = machines[proxy, default: ProxyMachine()].ended(after: .zero)
      logger.error("\(error); tried again in \(wait)")
      restart.yield((proxy, wait))
    }
  }

  /// The last lines of a proxy's log, since its process began.
  private func logTail(_ paths: ProxyPaths) -> String {
    guard let handle = FileHandle(forReadingAtPath: paths.log) else { return "" }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > 8192 ? size - 8192 : 0)
    return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }

  /// Proxies whose bootstrap or Envoy is another by now are replaced, one after the other.
  private func replaceOutdated() async throws {
    for proxy in settings.proxies {
      guard let current = running[proxy] else { continue }
      let text = try settings.bootstrap(proxy, ProxyPaths(proxy, in: settings.directory))
      guard current.process.record.fingerprint != fingerprint(text) else { continue }
      // What serves goes on serving: the next start of the daemon tries again.
      do { try await replace(proxy) } catch let error as FleetError { logger.error("\(error)") }
    }
  }

  /// Replaces a proxy by hot restart: its listening sockets are handed on, no connection is refused.
  ///
  /// - Throws: `FleetError` when the new one cannot be started or does not come up; then the old one goes on.
  package func replace(_ proxy: ProxyID) async throws {
    guard let old = running[proxy]?.process.record else { return }
    logger.info("\(proxy) is replaced by hot restart")
    let new = try launch(proxy, epoch: old.epoch + 1)
    let paths = ProxyPaths(proxy, in: settings.directory)
    let admin = AdminClient(socket: paths.adminSocket)
    for _ in 0..<200 where new.record.isAlive {
      if await admin.epoch() == new.record.epoch, await admin.isReady() {
        retiring.insert(old.process)
        try new.record.save(paths)
        take(proxy, new, adopted: false)
        return
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    new.signal(SIGKILL)
    let words = logTail(paths).split(separator: "\n").last.map(String.init) ?? "it did not come up"
    throw FleetError.notStarted(proxy: proxy.name, reason: "its replacement ended: \(words.prefix(300)). The old one goes on")
  }

  /// Drains every proxy and ends it; all are gone within about 15 s.
  package func shutDown() async {
    isStopping = true
    restart.finish()
    guard !running.isEmpty else { return }
    await withTaskGroup(of: Void.self) { group in
      for proxy in running.keys {
        group.addTask { _ = await AdminClient(socket: ProxyPaths(proxy, in: self.settings.directory).adminSocket).drain() }
      }
    }
    await waitForEnd(settings.drain)
    for entry in running.values { entry.process.signal(SIGTERM) }
    await waitForEnd(.seconds(5))
    for entry in running.values { entry.process.signal(SIGKILL) }
    await waitForEnd(.seconds(2))
  }

  /// Waits until nothing runs, at most so long.
  private func waitForEnd(_ limit: Duration) async {
    guard !running.isEmpty else { return }
    let timer = Task {
      try await Task.sleep(for: limit)
      self.stopWaiting()
    }
    await withCheckedContinuation { emptyWaiters.append($0) }
    timer.cancel()
  }

  private func stopWaiting() {
    for waiter in emptyWaiters { waiter.resume() }
    emptyWaiters = []
  }
}
