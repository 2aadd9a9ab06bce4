import Foundation
import Glibc
package import Identity
import Logging

/// Hot restart: the listening sockets of a proxy are handed on to its child, no connection is refused.
extension LocalFleet {
  /// Proxies whose bootstrap or Envoy is another by now are replaced, one after the other.
  func replaceOutdated() async {
    for proxy in settings.proxies {
      guard let current = running[proxy], replacing[proxy] == nil else { continue }
      let paths = ProxyPaths(proxy, in: settings.directory)
      guard let text = try? settings.bootstrap(proxy, paths), current.process.record.fingerprint != fingerprint(text) else { continue }
      await replaceOrExplain(proxy)
    }
  }

  /// What serves goes on serving: the next start of the daemon tries again.
  func replaceOrExplain(_ proxy: ProxyID) async {
    do {
      try await replace(proxy)
    } catch is CancellationError {
      // The daemon leaves: the next one goes on with it.
    } catch {
      logger.error("\(error)")
    }
  }

  /// Replaces a proxy, or goes on with a replacement that a daemon before began.
  ///
  /// - Throws: `FleetError` when the new one cannot be started or does not come up; then the old one goes on.
  ///   `CancellationError` when the task is cancelled; both go on.
  package func replace(_ proxy: ProxyID) async throws {
    let paths = ProxyPaths(proxy, in: settings.directory)
    let old = running[proxy]?.process.record
    let child: EnvoyProcess
    if let begun = replacing[proxy] {
      child = begun
    } else {
      guard let old else { return }
      logger.info("\(proxy) is replaced by hot restart")
      child = try launch(proxy, epoch: old.epoch + 1) { record throws(FleetError) in try record.save(paths.replacement) }
      replacing[proxy] = child
    }
    if try await comesUp(child, AdminClient(socket: paths.adminSocket)) {
      if let old, old.isAlive { retiring.insert(old.process) }
      try child.record.save(paths.record)
      replacing[proxy] = nil
      try? FileManager.default.removeItem(atPath: paths.replacement)
      take(proxy, child, adopted: old == nil)
      return
    }
    replacing[proxy] = nil
    try? FileManager.default.removeItem(atPath: paths.replacement)
    child.signal(SIGKILL)
    guard !isStopping else { return }
    // A parent that its child has ended before it failed is one more process that ended.
    if let old, !old.isAlive { ended(proxy, old) }
    let words = logTail(paths).split(separator: "\n").last.map(String.init) ?? "it did not come up"
    throw FleetError.notStarted(proxy: proxy.name, reason: "its replacement ended: \(words.prefix(300)). The old one goes on")
  }

  /// Whether a child serves within 20 s. Envoy says so nowhere but in its admin interface, which has to be asked.
  private func comesUp(_ child: EnvoyProcess, _ admin: AdminClient) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while child.record.isAlive, !isStopping, ContinuousClock.now < deadline {
      if await admin.epoch() == child.record.epoch, await admin.isReady() { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }
}
