/// What names may look like (k8s.io/apimachinery, pkg/util/validation, and pkg/apis/admissionregistration/validation).
enum NameRules {
  /// Whether text can be a label's key, the name of a match condition or the like: `name` or `prefix/name`, the prefix a DNS name.
  static func isQualifiedName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty, isLabelValue(String(name)) else { return false }
    return parts.count == 1 || parts.count == 2 && isDNSName(parts[0])
  }

  /// Whether text can be a label's value: at most 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends; or nothing.
  static func isLabelValue(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return true }
    return text.utf8.count <= 63 && first.isLetterOrDigit && last.isLetterOrDigit
      && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
  }

  /// Whether an expression can name a variable so.
  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, !first.isDigit, !PropertyName.reserved.contains(text) else { return false }
    return text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
  }

  /// Lower-case letters, digits and `-` between dots, at most 253 bytes (RFC 1123).
  private static func isDNSName(_ text: Substring) -> Bool {
    text.utf8.count <= 253
      && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        guard let first = label.first, let last = label.last, first != UInt8(ascii: "-"), last != UInt8(ascii: "-") else { return false }
        return label.allSatisfy { $0.isLowercase || $0.isDigit || $0 == UInt8(ascii: "-") }
      }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  fileprivate var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isLetterOrDigit: Bool { isDigit || isLowercase || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
