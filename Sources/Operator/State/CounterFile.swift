import Foundation
import Identity
import Telemetry

/// The last counter values of the proxies, kept while a release is tried: what is counted while the daemon is away is
/// then one block of evidence.
struct CounterFile: Sendable {
  private struct Entry: Codable {
    var proxy: ProxyID
    var routes: [String: MetricsPush.Totals]
  }

  private let path: String

  /// Takes the file's path.
  init(path: String) { self.path = path }

  /// The values that were kept; none when there are none, or they cannot be read: evidence then begins with the next block.
  func load() -> CounterWindow {
    guard let bytes = FileManager.default.contents(atPath: path), let entries = try? JSONDecoder().decode([Entry].self, from: bytes) else {
      return CounterWindow()
    }
    let totals = entries.map { entry in
      (entry.proxy, Dictionary(entry.routes.map { (RouteID($0.key), $0.value) }) { $1 })
    }
    return CounterWindow(totals: Dictionary(totals) { $1 })
  }

  /// Keeps values, without waiting for the disk: when the machine goes, the proxies and their counters go too.
  ///
  /// - Throws: What the file system throws.
  func save(_ totals: [ProxyID: [RouteID: MetricsPush.Totals]]) throws {
    let entries = totals.map { proxy, routes in Entry(proxy: proxy, routes: Dictionary(routes.map { ($0.key.name, $0.value) }) { $1 }) }
    try JSONEncoder().encode(entries).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Forgets them: nothing is tried any more.
  func clear() { try? FileManager.default.removeItem(atPath: path) }
}
