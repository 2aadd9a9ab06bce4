/// How often a proxy that ends is started again. Pure.
struct ProxyMachine: Sendable {
  /// Longer than this and an end is forgotten.
  static let good = Duration.seconds(60)
  static let first = Duration.milliseconds(500)
  static let longest = Duration.seconds(30)

  private var wait = first

  /// How long to wait before the next start, after the process was up for so long.
  mutating func ended(after up: Duration) -> Duration {
    if up >= Self.good { wait = Self.first }
    defer { wait = min(wait * 2, Self.longest) }
    return wait
  }
}
