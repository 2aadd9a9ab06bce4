import Identity
import Telemetry
import Testing

/// Totals to differences.
struct CounterWindowTests {
  private let proxy = ProxyID("edge-0")

  private func push(_ requests: UInt64, _ errors: UInt64 = 0, stream: UInt64 = 1) -> MetricsPush {
    MetricsPush(proxy: proxy, stream: stream, routes: [RouteID("r"): .init(requests: requests, errors: errors)])
  }

  @Test("the first push only sets the base, the next ones give differences")
  func differences() {
    var window = CounterWindow()
    #expect(window.difference(push(100)) == nil)
    #expect(window.difference(push(130, 5))?[RouteID("r")] == .init(requests: 30, errors: 5))
    #expect(window.difference(push(130, 5))?.isEmpty == true)
  }

  @Test("a smaller value is a process that began anew")
  func reset() {
    var window = CounterWindow()
    _ = window.difference(push(100))
    #expect(window.difference(push(7, 1, stream: 2))?[RouteID("r")] == .init(requests: 7, errors: 1))
  }

  @Test("a stream that reconnects goes on where it was, an older one is not listened to")
  func streams() {
    var window = CounterWindow()
    _ = window.difference(push(100, stream: 1))
    #expect(window.difference(push(110, stream: 2))?[RouteID("r")]?.requests == 10)
    #expect(window.difference(push(500, stream: 1)) == nil)
  }
}
