/// Numbers as text, as Go writes them: what `string(x)` and `format` give is compared with what Kubernetes gives.
enum NumberText {
  /// The shortest text that reads back as the same number, with an exponent below 1e-4 and from 1e6 on.
  static func shortest(_ value: Double) -> String {
    if let name = special(value, infinity: "Inf") { return name }
    let (digits, point) = digits(of: value)
    let exponent = point - 1
    if exponent < -4 || exponent >= 6 { return sign(value) + scientific(digits, exponent) }
    return sign(value) + plain(digits, point)
  }

  /// Without an exponent, as many digits as it needs.
  static func plain(_ value: Double) -> String {
    if let name = special(value, infinity: "Infinity") { return name }
    let (digits, point) = digits(of: value)
    return sign(value) + plain(digits, point)
  }

  /// `NaN`, and the two infinities.
  static func special(_ value: Double, infinity: String) -> String? {
    if value.isNaN { return "NaN" }
    return value.isInfinite ? (value < 0 ? "-" : infinity == "Inf" ? "+" : "") + infinity : nil
  }

  private static func sign(_ value: Double) -> String { value.sign == .minus ? "-" : "" }

  /// The shortest digits, and where the point is counted from their start.
  private static func digits(of value: Double) -> (digits: String, point: Int) {
    var mantissa = Substring(value.magnitude.description)
    var exponent = 0
    if let mark = mantissa.firstIndex(of: "e") {
      exponent = Int(mantissa[mantissa.index(after: mark)...]) ?? 0
      mantissa = mantissa[..<mark]
    }
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    var digits = halves.joined()
    var point = (halves.first?.count ?? 0) + exponent
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      point -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    return digits == "0" ? ("0", 1) : (digits, point)
  }

  private static func plain(_ digits: String, _ point: Int) -> String {
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
    let split = digits.index(digits.startIndex, offsetBy: point)
    return "\(digits[..<split]).\(digits[split...])"
  }

  private static func scientific(_ digits: String, _ exponent: Int) -> String {
    let rest = digits.dropFirst()
    let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    return "\(digits.prefix(1))\(rest.isEmpty ? "" : "." + rest)e\(exponent < 0 ? "-" : "+")\(power)"
  }
}
