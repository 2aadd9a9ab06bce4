import Glibc
import Manifests
import SourceYAML

/// Addresses that lead to the machine's own metadata services, where credentials are given out. No file may name them.
enum ForbiddenAddress {
  private static let names: Set<String> = ["metadata.google.internal", "instance-data", "metadata.azure.internal"]

  /// Whether a host is link-local in any spelling (RFC 3927, RFC 4291 section 2.5.6), or a known metadata service.
  static func contains(_ host: String) -> Bool {
    let name = host.lowercased()
    if names.contains(name) || names.contains(where: { name == $0 + "." }) { return true }
    if let four = bytes(name, AF_INET, count: 4) { return isLinkLocal(four[...]) }
    guard let six = bytes(name, AF_INET6, count: 16) else { return false }
    // IPv4 in IPv6: mapped, compatible, and NAT64 (RFC 6052).
    let isWrapped = six.prefix(10).allSatisfy { $0 == 0 } || six.prefix(12) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
    if isWrapped, isLinkLocal(six.suffix(4)) { return true }
    let isUnicastLocal = six[0] == 0xFE && six[1] & 0xC0 == 0x80
    return isUnicastLocal || six == [0xFD, 0x00, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54]
  }

  /// Whether an address stands for the machine that asks: loopback, or no address in particular, also as IPv4 in IPv6.
  static func isThisMachine(_ host: String) -> Bool {
    if let four = bytes(host, AF_INET, count: 4) { return four[0] == 127 || four == [0, 0, 0, 0] }
    guard let six = bytes(host, AF_INET6, count: 16) else { return false }
    let isLoopback = six.dropLast().allSatisfy { $0 == 0 } && six[15] <= 1
    let isMapped = six.prefix(10).allSatisfy { $0 == 0 } && six[10] == 0xFF && six[11] == 0xFF
    return isLoopback || (isMapped && (six[12] == 127 || six.suffix(4).allSatisfy { $0 == 0 }))
  }

  /// Whether a text is an IPv6 address.
  static func isIPv6(_ text: String) -> Bool { bytes(text, AF_INET6, count: 16) != nil }

  /// Whether a text is an IPv4 or IPv6 address.
  static func isAddress(_ text: String) -> Bool { bytes(text, AF_INET, count: 4) != nil || isIPv6(text) }

  /// The addresses of EndpointSlices that must not be there; each is an error.
  static func findings(_ manifests: ManifestSet) -> [Finding] {
    manifests.all(group: "discovery.k8s.io", kind: "EndpointSlice").flatMap { slice in
      (slice.root["endpoints"]?.items ?? []).flatMap { $0["addresses"]?.items ?? [] }.compactMap { address in
        guard let text = address.string, contains(text) else { return nil }
        return .error(
          .forbiddenUpstream, "the address \(text): link-local addresses and metadata services cannot be upstreams", at: address.position,
          object: slice.key)
      }
    }
  }

  private static func isLinkLocal(_ four: ArraySlice<UInt8>) -> Bool { four.starts(with: [169, 254]) }

  private static func bytes(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
    var result = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &result) == 1 ? result : nil
  }
}
