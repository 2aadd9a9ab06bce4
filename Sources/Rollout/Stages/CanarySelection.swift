package import Identity

/// Which proxies go first: another one with each release, the same ones after a restart.
package enum CanarySelection {
  /// The proxies in the order in which they become canaries: by a hash of fleet, release and proxy, and where places are
  /// known, every zone once before a zone comes again, and every node once before a node does.
  package static func order(
    _ proxies: [ProxyID], fleet: String, release: ReleaseNumber, places: [ProxyID: ProxyPlace] = [:]
  ) -> [ProxyID] {
    let hashed = proxies.map { (hash("\(fleet)/\(release.value)/\($0.name)"), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
    guard !places.isEmpty else { return hashed }
    let byNode = turns(of: hashed) { places[$0].map { "\($0.zone)/\($0.node)" } ?? "" }
    return turns(of: byNode) { places[$0]?.zone ?? "" }
  }

  /// The first of every group, then the second of every group, and so on; the order within a group stays.
  private static func turns(of proxies: [ProxyID], group: (ProxyID) -> String) -> [ProxyID] {
    var seen: [String: Int] = [:]
    var turns: [[ProxyID]] = []
    for proxy in proxies {
      let turn = seen[group(proxy), default: 0]
      seen[group(proxy)] = turn + 1
      if turn == turns.count { turns.append([]) }
      turns[turn].append(proxy)
    }
    return turns.flatMap { $0 }
  }

  /// FNV-1a, 64 bits, with a final mix so that names that differ in their last letter alone do not stay in order.
  private static func hash(_ text: String) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    value ^= value >> 33
    value = value &* 0xff51_afd7_ed55_8ccd
    return value ^ (value >> 33)
  }
}
