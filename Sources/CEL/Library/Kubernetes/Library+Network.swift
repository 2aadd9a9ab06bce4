extension Library {
  /// IP addresses and ranges of them.
  public static let network = network(.unmapped)
  /// The same, as strict as Kubernetes about IPv4 addresses inside of IPv6 addresses.
  public static let strictNetwork = network(.refused)

  private static func network(_ mapped: IPAddress.MappedAddresses) -> Library {
    Library(
      "network", types: [IPAddress.celType, AddressRange.celType],
      functions: [
        FunctionOverload(.global, "ip") { (text: String) throws(EvaluationFault) in try IPAddress(text, mapped) },
        FunctionOverload(.global, "isIP") { (text: String) in (try? IPAddress(text, mapped)) != nil },
        FunctionOverload(.global, "ip.isCanonical") { (text: String) throws(EvaluationFault) in
          isSameText(try IPAddress(text, mapped).description, text)
        },
        FunctionOverload(.member, "containsIP") { (range: AddressRange, text: String) throws(EvaluationFault) in
          range.contains(try IPAddress(text, mapped))
        },
      ] + addresses + ranges)
  }

  private static let addresses: [FunctionOverload] = [
    FunctionOverload(.global, "string") { (address: IPAddress) in address.description },
    FunctionOverload(.member, "family") { (address: IPAddress) in address.family },
    FunctionOverload(.member, "isUnspecified") { (address: IPAddress) in address.isUnspecified },
    FunctionOverload(.member, "isLoopback") { (address: IPAddress) in address.isLoopback },
    FunctionOverload(.member, "isLinkLocalMulticast") { (address: IPAddress) in address.isLinkLocalMulticast },
    FunctionOverload(.member, "isLinkLocalUnicast") { (address: IPAddress) in address.isLinkLocalUnicast },
    FunctionOverload(.member, "isGlobalUnicast") { (address: IPAddress) in address.isGlobalUnicast },
  ]

  private static let ranges: [FunctionOverload] = [
    FunctionOverload(.global, "cidr") { (text: String) throws(EvaluationFault) in try AddressRange(text) },
    FunctionOverload(.global, "isCIDR") { (text: String) in (try? AddressRange(text)) != nil },
    FunctionOverload(.global, "string") { (range: AddressRange) in range.text ?? "" },
    FunctionOverload(.member, "containsIP") { (range: AddressRange, address: IPAddress) in range.contains(address) },
    FunctionOverload(.member, "containsCIDR") { (range: AddressRange, other: AddressRange) in range.contains(other) },
    FunctionOverload(.member, "containsCIDR") { (range: AddressRange, text: String) throws(EvaluationFault) in
      range.contains(try AddressRange(text))
    },
    FunctionOverload(.member, "ip") { (range: AddressRange) in range.address },
    FunctionOverload(.member, "masked") { (range: AddressRange) in range.masked },
    FunctionOverload(.member, "prefixLength") { (range: AddressRange) in Int64(range.prefixLength) },
  ]
}
