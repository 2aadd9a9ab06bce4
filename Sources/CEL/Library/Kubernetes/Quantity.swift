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
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction = ArraySlice<UInt8>()
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let scale = Scale(String(decoding: rest, as: UTF8.self)) else { return nil }
    let magnitude = amount(digits: whole + fraction, decimals: fraction.count, scale)
    return isNegative ? -magnitude : magnitude
  }

  /// `base` to the power of `exponent`.
  private struct Scale {
    let base: Int128
    let exponent: Int

    init?(_ suffix: String) {
      switch suffix {
      case "": (base, exponent) = (10, 0)
      case "n": (base, exponent) = (10, -9)
      case "u": (base, exponent) = (10, -6)
      case "m": (base, exponent) = (10, -3)
      case "k": (base, exponent) = (10, 3)
      case "M": (base, exponent) = (10, 6)
      case "G": (base, exponent) = (10, 9)
      case "T": (base, exponent) = (10, 12)
      case "P": (base, exponent) = (10, 15)
      case "E": (base, exponent) = (10, 18)
      case "Ki": (base, exponent) = (2, 10)
      case "Mi": (base, exponent) = (2, 20)
      case "Gi": (base, exponent) = (2, 30)
      case "Ti": (base, exponent) = (2, 40)
      case "Pi": (base, exponent) = (2, 50)
      case "Ei": (base, exponent) = (2, 60)
      default:
        guard suffix.hasPrefix("e") || suffix.hasPrefix("E"), let power = Int32(suffix.dropFirst()) else { return nil }
        (base, exponent) = (10, Int(power))
      }
    }
  }

  /// Billionths of digits with a point before the last `decimals`, times the scale: rounded up, cut at the largest amount.
  private static func amount(digits: ArraySlice<UInt8>, decimals: Int, _ scale: Scale) -> Int128 {
    // Room for what follows: ten digits more, or sixty doublings.
    let most = scale.base == 2 ? 10_000_000_000_000_000_000 : maximum * 1000
    var mantissa: Int128 = 0
    var dropped = 0
    var isInexact = false
    for digit in digits {
      let value = Int128(digit - 0x30)
      // Digits beyond what can count only say whether there is anything to round up.
      if dropped > 0 || mantissa > most {
        dropped += 1
        isInexact = isInexact || value > 0
      } else {
        mantissa = mantissa * 10 + value
      }
    }
    var power = 9 - decimals + dropped + (scale.base == 10 ? scale.exponent : 0)
    if mantissa == 0 && !isInexact { return 0 }
    if scale.base == 2 { mantissa <<= Int128(scale.exponent) }
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
