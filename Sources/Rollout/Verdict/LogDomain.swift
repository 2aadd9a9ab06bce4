import Glibc

/// Arithmetic with logarithms of probabilities.
enum LogDomain {
  static let zero = -Double.infinity

  static func log(_ value: Double) -> Double { value <= 0 ? zero : Glibc.log(value) }

  static func exp(_ value: Double) -> Double { Glibc.exp(value) }

  /// ln(e^a + e^b).
  static func add(_ a: Double, _ b: Double) -> Double {
    let high = max(a, b)
    return high == zero ? zero : high + Glibc.log1p(Glibc.exp(min(a, b) - high))
  }

  static func sum(_ values: [Double], _ last: Double = zero) -> Double { values.reduce(last, add) }
}
