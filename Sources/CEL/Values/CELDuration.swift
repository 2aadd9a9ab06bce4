/// A length of time in nanoseconds: about 292 years in both directions, as in the reference implementation.
public struct CELDuration: Hashable, Comparable, Sendable {
  /// The whole length.
  public let nanoseconds: Int64

  /// A length in nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Reads Go's form: `1h30m`, `-1.5s`, `300ms`, `0`; nil when it is not one or does not fit.
  public init?(_ text: String) {
    var rest = Substring(text)
    var sign: Int64 = 1
    if let first = rest.first, first == "-" || first == "+" {
      sign = first == "-" ? -1 : 1
      rest.removeFirst()
    }
    if rest == "0" {
      self.init(nanoseconds: 0)
      return
    }
    guard !rest.isEmpty else { return nil }
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let part = Self.part(&rest) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(sign * part)
      guard !overflow else { return nil }
      total = sum
    }
    self.init(nanoseconds: total)
  }

  /// One number with its unit; the number may have a fraction.
  private static func part(_ rest: inout Substring) -> Int64? {
    let whole = rest.prefix(while: \.isNumberDigit)
    rest = rest.dropFirst(whole.count)
    var fraction = Substring()
    if rest.first == "." {
      rest = rest.dropFirst()
      fraction = rest.prefix(while: \.isNumberDigit)
      rest = rest.dropFirst(fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    guard let (name, unit) = units.first(where: { rest.hasPrefix($0.0) }) else { return nil }
    rest = rest.dropFirst(name.count)
    guard let count = whole.isEmpty ? 0 : Int64(whole) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    let part = fraction.isEmpty ? 0 : Int64((Double("0.\(fraction)") ?? 0) * Double(unit) + 1e-6)
    let (sum, overflowed) = product.addingReportingOverflow(part)
    return overflowed ? nil : sum
  }

  /// Longer names first where one begins with another.
  private static let units: [(String, Int64)] = [
    ("ns", 1), ("us", 1_000), ("\u{B5}s", 1_000), ("\u{3BC}s", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// The order of lengths.
  public static func < (left: CELDuration, right: CELDuration) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension CELDuration: CustomStringConvertible {
  /// Seconds with as many decimals as it needs: `6347s`, `3.5s`.
  public var description: String {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let sign = nanoseconds < 0 && seconds == 0 ? "-" : ""
    return "\(sign)\(seconds)\(decimals(Int(abs(rest))))s"
  }
}

/// The digits behind the point without zeros at the end; nothing for none.
func decimals(_ nanoseconds: Int) -> String {
  guard nanoseconds != 0 else { return "" }
  var digits = String(nanoseconds)
  digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
  while digits.hasSuffix("0") { digits.removeLast() }
  return "." + digits
}

extension Character {
  /// One of 0 to 9.
  var isNumberDigit: Bool { self >= "0" && self <= "9" && utf8.count == 1 }
}
