/// An amount of a resource, such as `1.5Gi` or `100m`: exact to a billionth, up to 2^63 - 1, as Kubernetes keeps it.
struct Quantity: NamedOpaqueValue, Equatable {
  static let name = "kubernetes.Quantity"

  /// Billionths.
  let nano: Int128

  private static let unit: Int128 = 1_000_000_000
  private static let maximum = Int128(Int64.max) * unit

  /// Larger amounts are cut to the largest one.
  init(nano: Int128) { self.nano = min(max(nano, -Self.maximum), Self.maximum) }

  /// Reads an amount.
  ///
  /// - Throws: what Kubernetes says to one that is none.
  init(_ text: String) throws(EvaluationFault) {
    guard let nano = Self.parse(text) else {
      throw EvaluationFault(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    }
    self.init(nano: nano)
  }

  var text: String? { nil }

  private static func parse(_ text: String) -> Int128? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    let number = rest.prefix { $0.isNumberDigit || $0 == "." }
    let halves = number.split(separator: ".", omittingEmptySubsequences: false)
    guard 1...2 ~= halves.count, number.contains(where: \.isNumberDigit), let scale = Scale(rest.dropFirst(number.count)) else {
      return nil
    }
    let fraction = halves.count > 1 ? halves[1] : ""
    let magnitude = amount(digits: halves[0] + fraction, decimals: fraction.count, scale)
    return isNegative ? -magnitude : magnitude
  }

  /// `base` to the power of `exponent`.
  private struct Scale {
    let base: Int128
    let exponent: Int

    init?(_ suffix: Substring) {
      let binary = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]
      let decimal = ["n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18]
      let text = String(suffix)
      if let power = binary[text] {
        (base, exponent) = (2, power)
      } else if let power = decimal[text] {
        (base, exponent) = (10, power)
      } else if let first = text.first, first == "e" || first == "E", let power = Int32(text.dropFirst()) {
        (base, exponent) = (10, Int(power))
      } else {
        return nil
      }
    }
  }

  /// Billionths of digits with a point before the last `decimals`, times the scale: rounded up, cut at the largest amount.
  private static func amount(digits: Substring, decimals: Int, _ scale: Scale) -> Int128 {
    var mantissa: Int128 = 0
    var dropped = 0
    var isInexact = false
    for digit in digits {
      let value = Int128(digit.wholeNumberValue ?? 0)
      // Digits beyond what can count only say whether there is anything to round up.
      if dropped > 0 || mantissa > maximum * 1000 {
        dropped += 1
        isInexact = isInexact || value > 0
      } else {
        mantissa = mantissa * 10 + value
      }
    }
    var power = 9 - decimals + dropped + (scale.base == 10 ? scale.exponent : 0)
    if mantissa == 0 && !isInexact { return 0 }
    if scale.base == 2 {
      // Division first where digits behind the point leave room for nothing else.
      for _ in 0..<scale.exponent { mantissa = mantissa > Int128.max / 2 ? Int128.max : mantissa * 2 }
    }
    while power > 0, mantissa <= maximum {
      mantissa *= 10
      power -= 1
    }
    while power < 0, mantissa > 0 {
      isInexact = isInexact || mantissa % 10 != 0
      mantissa /= 10
      power += 1
    }
    return min(maximum, mantissa + (isInexact ? 1 : 0))
  }

  /// The whole number; nil when there is a fraction.
  var integer: Int64? { nano % Self.unit == 0 ? Int64(exactly: nano / Self.unit) : nil }
  var approximate: Double { Double(nano / Self.unit) + Double(nano % Self.unit) / 1e9 }

  static func + (left: Quantity, right: Quantity) -> Quantity { Quantity(nano: left.nano + right.nano) }
  static func - (left: Quantity, right: Quantity) -> Quantity { Quantity(nano: left.nano - right.nano) }
  static func whole(_ number: Int64) -> Quantity { Quantity(nano: Int128(number) * unit) }
}
