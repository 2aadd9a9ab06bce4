/// The name of one Envoy in a fleet, such as `edge-0`: a DNS label, unique in its fleet.
public struct ProxyID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The name as it is written.
  public let name: String

  /// Takes the name as it is; whoever makes one sees to it that it is a DNS label.
  public init(_ name: String) { self.name = name }

  /// The name.
  public var description: String { name }

  /// The proxies of a local fleet: `edge-0`, `edge-1`, ...
  public static func members(of fleet: String, count: Int) -> [ProxyID] { (0..<count).map { ProxyID("\(fleet)-\($0)") } }

  /// By the number behind the last dash when the rest is equal (`edge-2` before `edge-10`), else by text.
  public static func < (left: ProxyID, right: ProxyID) -> Bool {
    let (a, b) = (left.parts, right.parts)
    return a.stem == b.stem && a.number != b.number ? a.number < b.number : left.name < right.name
  }

  private var parts: (stem: Substring, number: Int) {
    guard let dash = name.lastIndex(of: "-"), let number = Int(name[name.index(after: dash)...]) else {
      return (name[...], -1)
    }
    return (name[..<dash], number)
  }

  /// Reads the plain text.
  public init(from decoder: any Decoder) throws { name = try decoder.singleValueContainer().decode(String.self) }

  /// Writes the plain text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// The number of a release: counted for each fleet from 1, never used again.
public struct ReleaseNumber: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// 1 or more.
  public let value: Int

  /// Takes the number as it is.
  public init(_ value: Int) { self.value = value }

  /// The digits.
  public var description: String { String(value) }

  /// By number.
  public static func < (left: ReleaseNumber, right: ReleaseNumber) -> Bool { left.value < right.value }

  /// The number that follows.
  public var next: ReleaseNumber { ReleaseNumber(value + 1) }

  /// Reads the plain number.
  public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }

  /// Writes the plain number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// What a user calls a route: `<namespace>/<name>` of the object that made it. It is Envoy's route name, the tag of
/// its counts, and the name that a verdict blames.
public struct RouteID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The text, such as `shop/checkout`.
  public let name: String

  /// Takes the text as it is.
  public init(_ name: String) { self.name = name }

  /// The text.
  public var description: String { name }

  /// By text.
  public static func < (left: RouteID, right: RouteID) -> Bool { left.name < right.name }

  /// Requests that no route took (404 by Envoy itself). A pseudo-route: in per-route values only.
  public static let noRoute = RouteID("(no route)")

  /// Requests whose route named a cluster that the proxy did not have. A pseudo-route.
  public static let noCluster = RouteID("(no cluster)")

  /// Reads the plain text.
  public init(from decoder: any Decoder) throws { name = try decoder.singleValueContainer().decode(String.self) }

  /// Writes the plain text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
