import EnvoyConfig
import Identity
import Testing

@testable import XDS

/// Who is on what, when proxies come and go between replicas.
@Suite struct XDSFleetTests {
  private let proxy = ProxyID("edge-a")

  private func fleet() async -> XDSFleet {
    let fleet = XDSFleet()
    for number in 1...3 { await fleet.add(ReleaseNumber(number), ResourceSet()) }
    return fleet
  }

  @Test("a proxy that comes back to a replica that follows gets what is good by now, not what it was assigned before it left")
  func cameBack() async {
    let fleet = await fleet()
    await fleet.setStandby(ReleaseNumber(1), canaries: [:])
    let id = await fleet.open(proxy) { _ in }.id
    await fleet.assign(proxy, release: ReleaseNumber(2), alongside: ReleaseNumber(1), isUrgent: false)
    #expect(await fleet.target(proxy)?.release == ReleaseNumber(2))
    await fleet.close(proxy, id: id, refused: [])
    await fleet.setStandby(ReleaseNumber(3), canaries: [:])
    _ = await fleet.open(proxy) { _ in }
    #expect(await fleet.target(proxy)?.release == ReleaseNumber(3))
  }

  @Test("whoever leads goes on with what a proxy was assigned")
  func leaderRemembers() async {
    let fleet = await fleet()
    let id = await fleet.open(proxy) { _ in }.id
    await fleet.assign(proxy, release: ReleaseNumber(2), alongside: nil, isUrgent: false)
    await fleet.close(proxy, id: id, refused: [])
    #expect(await fleet.target(proxy)?.release == ReleaseNumber(2))
  }

  @Test("of a proxy that left the fleet nothing is kept, as soon as its stream has ended")
  func dismissed() async {
    let fleet = await fleet()
    let id = await fleet.open(proxy) { _ in }.id
    await fleet.assign(proxy, release: ReleaseNumber(2), alongside: nil, isUrgent: false)
    await fleet.tell([], proxy, sent: 10)
    await fleet.dismiss([proxy])
    #expect(await fleet.target(proxy)?.release == ReleaseNumber(2), "while it drains it is served")
    await fleet.close(proxy, id: id, refused: [])
    await fleet.keep(only: [ReleaseNumber(3)])
    let (isKept, sent) = (await fleet.has(ReleaseNumber(2)), await fleet.bytesSent[proxy])
    #expect(!isKept && sent == nil)
  }

  @Test("who listens later hears of a refusal that still holds, and of none that was confirmed since")
  func refusals() async {
    let fleet = await fleet()
    await fleet.heard(.connected(proxy, holds: ReleaseNumber(1)))
    await fleet.heard(.nacked(proxy, ReleaseNumber(2), resources: [], message: "address in use"))
    var events: [XDSEvent] = []
    let news = await fleet.listen()
    await fleet.heard(.acked(proxy, ReleaseNumber(2)))
    let later = await fleet.listen()
    for await event in news { events.append(event) }
    #expect(events.count == 3)
    guard case .nacked(_, ReleaseNumber(2), _, "address in use") = events.dropFirst().first else {
      Issue.record("the refusal is not heard: \(events)")
      return
    }
    _ = await fleet.listen()
    var after: [XDSEvent] = []
    for await event in later { after.append(event) }
    #expect(after.count == 1)
  }
}
