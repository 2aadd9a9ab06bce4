import Identity
import Rollout
import Telemetry

/// Pushes to blocks: a block ends when every connected proxy has pushed once, at the latest after 1.5 s. Pure.
struct BlockCollector {
  private static let longest = Duration.milliseconds(1500)
  private var window: CounterWindow
  private var block: BlockCounts = [:]
  private var pushed: Set<ProxyID> = []
  private var since: Duration?

  /// - Parameter window: What was counted before.
  init(window: CounterWindow = CounterWindow()) { self.window = window }

  /// What every proxy counted since its process began.
  var totals: [ProxyID: [RouteID: MetricsPush.Totals]] { window.totals }

  /// Takes a push in.
  ///
  /// - Returns: The block that it ends, if it does.
  mutating func add(_ push: MetricsPush, connected: Set<ProxyID>, at now: Duration) -> BlockCounts? {
    guard let difference = window.difference(push) else { return nil }
    if since == nil { since = now }
    for (route, totals) in difference {
      let count = RouteCount(requests: Int(clamping: totals.requests), errors: Int(clamping: totals.errors))
      block[push.proxy, default: [:]][route, default: RouteCount()].add(count)
    }
    pushed.insert(push.proxy)
    return connected.isSubset(of: pushed) ? end() : nil
  }

  /// The block, when it has been open for too long.
  mutating func overdue(at now: Duration) -> BlockCounts? {
    guard let since, now - since >= Self.longest else { return nil }
    return end()
  }

  /// The process of a proxy ended: the next one counts from zero.
  mutating func processEnded(_ proxy: ProxyID) { window.processEnded(proxy) }

  private mutating func end() -> BlockCounts {
    defer { (block, pushed, since) = ([:], [], nil) }
    return block
  }
}
