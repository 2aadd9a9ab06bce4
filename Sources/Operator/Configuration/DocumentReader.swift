import Rollout
package import SourceYAML

/// A document of ours cannot be used.
package struct DocumentError: Error, Sendable, CustomStringConvertible {
  package let position: SourcePosition
  package let message: String

  package var description: String { "\(position): error: \(message)" }
}

/// Reads fields of our own documents; what is not carried out is an error, never skipped.
struct DocumentReader {
  let node: YAMLNode

  /// - Throws: `DocumentError` for a field that is not among these.
  func allow(only known: Set<String>, unsupported: Set<String> = []) throws(DocumentError) {
    for entry in node.entries where !known.contains(entry.key) {
      let words = unsupported.contains(entry.key) ? "is not supported by this version" : "is not a field here"
      throw DocumentError(position: entry.keyPosition, message: "'\(entry.key)' \(words)")
    }
  }

  /// - Throws: `DocumentError` for what is no mapping: its fields would be skipped.
  func mapping(_ name: String) throws(DocumentError) -> DocumentReader? {
    guard let value = node[name], !value.isNull else { return nil }
    guard value.kind == .mapping else {
      throw DocumentError(position: value.position, message: "'\(name)' must be a mapping of fields")
    }
    return DocumentReader(node: value)
  }

  /// - Throws: `DocumentError` for what is no list.
  func list(_ name: String) throws(DocumentError) -> YAMLNode? {
    guard let value = node[name], !value.isNull else { return nil }
    guard value.kind == .sequence else { throw DocumentError(position: value.position, message: "'\(name)' must be a list") }
    return value
  }

  func string(_ name: String) throws(DocumentError) -> String? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let text = value.text else { throw DocumentError(position: value.position, message: "'\(name)' must be a text") }
    return text
  }

  func bool(_ name: String) throws(DocumentError) -> Bool? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let bool = value.bool else { throw DocumentError(position: value.position, message: "'\(name)' must be true or false") }
    return bool
  }

  func int(_ name: String, in range: ClosedRange<Int>) throws(DocumentError) -> Int? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let int = value.int, range.contains(int) else {
      throw DocumentError(
        position: value.position, message: "'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return int
  }

  /// A number such as `1.5`.
  func double(_ name: String, in range: ClosedRange<Double>) throws(DocumentError) -> Double? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let double = value.double ?? value.int.map(Double.init), range.contains(double) else {
      throw DocumentError(position: value.position, message: "'\(name)' must be a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return double
  }

  /// A share such as `0.5%` or `0.005`, as a fraction.
  func fraction(_ name: String) throws(DocumentError) -> Double? {
    guard let value = node[name], !value.isNull else { return nil }
    if let text = value.text, text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
      return percent / 100
    }
    if let number = value.double ?? value.int.map(Double.init), (0...1).contains(number) { return number }
    throw DocumentError(position: value.position, message: "'\(name)' must be per cent, such as 0.5%")
  }

  /// A duration such as `500ms`, `10s`, `2m` or `1h30m`.
  func duration(_ name: String) throws(DocumentError) -> Duration? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let text = value.text, let duration = Duration(go: text) else {
      throw DocumentError(position: value.position, message: "'\(name)' must be a duration of at most 365 days, such as 30s or 2m")
    }
    return duration
  }

  /// `2` or `50%`.
  func share(_ name: String) throws(DocumentError) -> FleetShare? {
    guard let value = node[name], !value.isNull else { return nil }
    if let count = value.int, count >= 1 { return .count(count) }
    if let text = value.text, text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 {
      return .percent(percent)
    }
    throw DocumentError(position: value.position, message: "'\(name)' must be a number of proxies or per cent, such as 1 or 50%")
  }
}

extension Duration {
  private static let units: [Substring: Duration] = ["ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600)]
  /// Nobody waits longer, and what is far longer overflows.
  private static let longest = Duration.seconds(365 * 86_400)

  /// Reads Go's notation: numbers with the units `ms`, `s`, `m` and `h`; nil for anything else, and for more than 365 days.
  package init?(go text: String) {
    var rest = text[...]
    var total = Duration.zero
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let number = Double(digits), let length = Self.units[unit], number <= Self.longest / length else { return nil }
      total += Int(exactly: number).map { length * $0 } ?? length * number
      guard total <= Self.longest else { return nil }
    }
    self = total
  }
}
