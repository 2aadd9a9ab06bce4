/// An IP address of version 4 or 6.
struct IPAddress: NamedOpaqueValue, Equatable {
  static let name = "net.IP"

  /// Four or sixteen.
  let bytes: [UInt8]

  /// What to do with an IPv4 address inside of an IPv6 address that is written in hexadecimal, such as `::ffff:c0a8:1`.
  enum MappedAddresses: Sendable {
    /// It is the IPv4 address, as the specification's tests have it.
    case unmapped
    /// It is refused, as Kubernetes does.
    case refused
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads an address.
  ///
  /// - Throws: what is wrong with it.
  init(_ text: String, _ mapped: MappedAddresses) throws(EvaluationFault) {
    func wrong(_ reason: String) -> EvaluationFault {
      EvaluationFault("IP Address \"\(text)\" parse error during conversion from string: \(reason)")
    }
    // No address is longer, and what is long is not worth a look.
    guard text.utf8.count <= 64 else { throw EvaluationFault("IP Address parse error during conversion from string: too long") }
    guard !text.contains("%") else { throw EvaluationFault("IP address \"\(text)\" with zone value is not allowed") }
    guard let parsed = text.contains(":") ? Self.six(text) : Self.four(text[...]) else {
      throw wrong("ParseAddr(\"\(text)\"): unable to parse IP")
    }
    let isMapped = parsed.count == 16 && parsed.prefix(10).allSatisfy { $0 == 0 } && parsed[10] == 0xFF && parsed[11] == 0xFF
    guard isMapped else {
      bytes = parsed
      return
    }
    guard mapped == .unmapped, !text.contains(".") else {
      throw EvaluationFault("IPv4-mapped IPv6 address \"\(text)\" is not allowed")
    }
    bytes = Array(parsed.suffix(4))
  }

  /// `192.168.0.1`: four decimal numbers without zeros in front.
  private static func four(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var result: [UInt8] = []
    for part in parts {
      guard part.allSatisfy(\.isNumberDigit), part.count == 1 || part.first != "0", let byte = UInt8(part) else { return nil }
      result.append(byte)
    }
    return result
  }

  /// `2001:db8::68`: groups of up to four hexadecimal digits, one `::` for zeros, IPv4 at the end.
  private static func six(_ text: String) -> [UInt8]? {
    guard let gap = text.utf8.indices.first(where: { text[$0...].hasPrefix("::") }) else {
      let bytes = groups(text[...])
      return bytes?.count == 16 ? bytes : nil
    }
    let tail = text[text.index(gap, offsetBy: 2)...]
    guard !tail.contains("::"), !tail.hasPrefix(":"),
      let head = groups(text[..<gap]), let rest = groups(tail), head.count + rest.count < 16
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - rest.count) + rest
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var result: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(".") {
        guard let tail = four(part) else { return nil }
        result += tail
      } else {
        guard 1...4 ~= part.utf8.count, part.utf8.allSatisfy(isHexDigit), let group = UInt16(part, radix: 16) else { return nil }
        result += [UInt8(group >> 8), UInt8(group & 0xFF)]
      }
    }
    return result
  }

  /// The canonical text: RFC 5952 for version 6.
  var text: String? { description }

  var description: String {
    guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    let zeros = Self.longestZeros(groups)
    func written(_ groups: some Sequence<UInt16>) -> String { groups.map { String($0, radix: 16) }.joined(separator: ":") }
    guard zeros.count > 1 else { return written(groups) }
    return written(groups[..<zeros.lowerBound]) + "::" + written(groups[zeros.upperBound...])
  }

  private static func longestZeros(_ groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > best.count { best = start..<index }
      start = index + 1
    }
    return best
  }

  var size: Int { bytes.count }
  var family: Int64 { bytes.count == 4 ? 4 : 6 }
  var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
  var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 }
  var isMulticast: Bool { bytes.count == 4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }
  var isLinkLocalMulticast: Bool {
    bytes.count == 4 ? bytes.prefix(3).elementsEqual([224, 0, 0]) : bytes[0] == 0xFF && bytes[1] & 0x0F == 2
  }
  var isLinkLocalUnicast: Bool {
    bytes.count == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
  }
  var isGlobalUnicast: Bool {
    !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast && bytes != [255, 255, 255, 255]
  }
}

/// A range of addresses: an address and the bits that all of them share.
struct AddressRange: NamedOpaqueValue, Equatable {
  static let name = "net.CIDR"

  let address: IPAddress
  let prefixLength: Int

  init(address: IPAddress, prefixLength: Int) {
    self.address = address
    self.prefixLength = prefixLength
  }

  /// Reads `192.168.0.0/24`.
  ///
  /// - Throws: what is wrong with it.
  init(_ text: String) throws(EvaluationFault) {
    let reason = "network address parse error during conversion from string: "
    func wrong(_ what: String) -> EvaluationFault {
      EvaluationFault("\(reason)\(reason)netip.ParsePrefix(\"\(text)\"): \(what)")
    }
    guard let slash = text.lastIndex(of: "/") else { throw wrong("no '/'") }
    let written = String(text[..<slash])
    do {
      address = try IPAddress(written, .refused)
    } catch {
      if error.message.hasPrefix("IPv4-mapped") {
        throw EvaluationFault("\(reason)IPv4-mapped IPv6 address \"\(text)\" is not allowed")
      }
      throw wrong(written.contains("%") ? "IPv6 zones cannot be present in a prefix" : "ParseAddr(\"\(written)\"): unable to parse IP")
    }
    let digits = text[text.index(after: slash)...]
    guard digits.allSatisfy(\.isNumberDigit), digits.count == 1 || digits.first != "0", let bits = Int(digits) else {
      throw wrong("bad bits after slash: \"\(digits)\"")
    }
    guard bits <= address.bytes.count * 8 else { throw wrong("prefix length out of range") }
    prefixLength = bits
  }

  var text: String? { "\(address.description)/\(prefixLength)" }
  var size: Int { address.size }

  /// The address with the bits that are not shared at zero.
  var masked: AddressRange { AddressRange(address: Self.mask(address, prefixLength), prefixLength: prefixLength) }

  private static func mask(_ address: IPAddress, _ bits: Int) -> IPAddress {
    IPAddress(
      bytes: address.bytes.enumerated().map { index, byte in
        let kept = min(8, max(0, bits - index * 8))
        return kept == 8 ? byte : byte & ~(0xFF >> UInt8(kept))
      })
  }

  func contains(_ other: IPAddress) -> Bool {
    other.bytes.count == address.bytes.count && Self.mask(other, prefixLength) == Self.mask(address, prefixLength)
  }

  func contains(_ other: AddressRange) -> Bool { other.prefixLength >= prefixLength && contains(other.address) }
}
