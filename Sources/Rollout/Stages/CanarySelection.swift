package import Identity

/// Which proxies go first: another one with each release, the same ones after a restart.
package enum CanarySelection {
  /// The proxies in the order in which they become canaries: by a hash of fleet, release and proxy.
  package static func order(_ proxies: [ProxyID], fleet: String, release: ReleaseNumber) -> [ProxyID] {
    proxies.map { (hash("\(fleet)/\(release.value)/\($0.name)"), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
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
