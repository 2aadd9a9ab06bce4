/// Amounts of resources outside of expressions.
public enum ResourceQuantity {
  /// An amount as an API server writes it (`CanonicalizeBytes` of k8s.io/apimachinery): without a fraction, in the largest
  /// unit that allows that, decimal or binary as it was written; nil for text that is no amount. `0.5` is `500m`, `1024Mi` is `1Gi`.
  public static func canonical(_ text: String) -> String? {
    guard let quantity = try? Quantity(text) else { return nil }
    return quantity.canonical(Quantity.Notation(text))
  }

  /// The same for a number without quotes, which reaches an API server as JSON has it: as digits, but for what is very small
  /// or very large.
  public static func canonical(_ number: Double) -> String? {
    guard let quantity = try? Quantity("\(number)") else { return nil }
    let hasExponent = number != 0 && (abs(number) < 1e-6 || abs(number) >= 1e21)
    return quantity.canonical(hasExponent ? .exponent : .decimal)
  }
}

extension Quantity {
  /// How an amount was written.
  fileprivate enum Notation {
    case decimal, binary, exponent

    init(_ text: String) {
      let suffix = text.drop { !$0.isLetter }
      if suffix.hasSuffix("i") {
        self = .binary
      } else if suffix.count > 1 {
        self = .exponent
      } else {
        self = .decimal
      }
    }
  }

  fileprivate func canonical(_ notation: Notation) -> String {
    if nano == 0 { return "0" }
    let unit: Int128 = 1_000_000_000
    if case .binary = notation, abs(nano) >= 1024 * unit, nano % unit == 0 {
      var (amount, power) = (nano / unit, 0)
      while amount % 1024 == 0, power < 6 { (amount, power) = (amount / 1024, power + 1) }
      return "\(amount)\(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power])"
    }
    var (amount, power) = (nano, -9)
    while amount % 1000 == 0 { (amount, power) = (amount / 1000, power + 3) }
    if case .exponent = notation { return power == 0 ? "\(amount)" : "\(amount)e\(power)" }
    let suffixes = [-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"]
    return suffixes[power].map { "\(amount)\($0)" } ?? "\(amount)e\(power)"
  }
}
