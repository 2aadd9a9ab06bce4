import Foundation
import Glibc
import Identity
import Logging

/// How proxies leave: they drain, and are ended.
extension LocalFleet {
  /// Proxies that run from a time when the fleet was larger.
  func leftovers() -> [ProxyID] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: settings.directory)) ?? []
    return names.sorted().map { ProxyID($0) }.filter { proxy in
      guard !isWanted(proxy), let record = ProxyRecord.load(ProxyPaths(proxy, in: settings.directory).record), record.isAlive else {
        return false
      }
      take(proxy, EnvoyProcess(record: record), adopted: true)
      return true
    }
  }

  /// Drains and ends a proxy that is not wanted any more. A drain cannot be undone: one that is wanted again meanwhile is
  /// ended all the same, and started anew at once.
  func retire(_ proxy: ProxyID) async {
    guard !isWanted(proxy), let current = running[proxy] else { return }
    leaving.insert(current.process.record.process)
    logger.info("\(proxy) leaves the fleet")
    _ = await AdminClient(socket: ProxyPaths(proxy, in: settings.directory).adminSocket).drain()
    // Cancelled or stopping: whoever ends the daemon ends it, or the next daemon does.
    guard (try? await Task.sleep(for: settings.drain)) != nil, !isStopping else { return }
    current.process.signal(SIGTERM)
    for _ in 0..<50 where current.process.record.isAlive {
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
    }
    current.process.signal(SIGKILL)
  }

  /// Drains every proxy and ends it; all are gone within about 15 s.
  package func shutDown() async {
    stopStarting()
    // A child that does not serve yet would come up as its parent leaves.
    for child in replacing.values { child.signal(SIGTERM) }
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

  func stopWaiting() {
    for waiter in emptyWaiters { waiter.resume() }
    emptyWaiters = []
  }
}
