/// A form that text may have, by its name in Kubernetes.
struct NamedFormat: NamedOpaqueValue, Equatable {
  static let name = "kubernetes.NamedFormat"

  let format: String
  /// The size of the pattern that its cost is counted by.
  let patternSize: UInt64
  /// What is wrong with a text; empty when nothing is.
  let problems: @Sendable (String) -> [String]

  static func == (left: NamedFormat, right: NamedFormat) -> Bool { left.format == right.format }

  /// All formats, by name: those of object names and labels, and those of schemas.
  static let all: [String: NamedFormat] = {
    let formats = [
      NamedFormat(format: "dns1123Label", patternSize: 30) { label($0) },
      NamedFormat(format: "dns1123Subdomain", patternSize: 60) { subdomain($0) },
      NamedFormat(format: "dns1035Label", patternSize: 30) { oldLabel($0) },
      NamedFormat(format: "dns1123LabelPrefix", patternSize: 30) { label(withoutTrailingDash($0)) },
      NamedFormat(format: "dns1123SubdomainPrefix", patternSize: 60) { subdomain(withoutTrailingDash($0)) },
      NamedFormat(format: "dns1035LabelPrefix", patternSize: 30) { oldLabel(withoutTrailingDash($0)) },
      NamedFormat(format: "qualifiedName", patternSize: 60) { qualifiedName($0) },
      NamedFormat(format: "labelValue", patternSize: 40) { labelValue($0) },
      NamedFormat(format: "uri", patternSize: 1250) { text in
        do throws(EvaluationFault) {
          _ = try URLValue(text)
          return []
        } catch {
          return [error.message.replacing("URL parse error during conversion from string: ", with: "")]
        }
      },
      NamedFormat(format: "uuid", patternSize: 100) { isUUID($0) ? [] : ["does not match the UUID format"] },
      NamedFormat(format: "byte", patternSize: 100) { !$0.isEmpty && strictBase64($0) ? [] : ["invalid base64"] },
      NamedFormat(format: "date", patternSize: 100) { Timestamp($0 + "T00:00:00Z") != nil ? [] : ["invalid date"] },
      NamedFormat(format: "datetime", patternSize: 100) { Timestamp($0) != nil ? [] : ["invalid datetime"] },
    ]
    return Dictionary(uniqueKeysWithValues: formats.map { ($0.format, $0) })
  }()

  private static func withoutTrailingDash(_ text: String) -> String {
    text.count > 1 && text.hasSuffix("-") ? String(text.dropLast(2)) + "a" : text
  }

  private static func isAlphanumeric(_ byte: UInt8, upper: Bool) -> Bool {
    isDigit(byte) || (byte >= 0x61 && byte <= 0x7A) || (upper && byte >= 0x41 && byte <= 0x5A)
  }

  /// Letters and digits at both ends, the `inner` characters between them too.
  private static func isName(_ text: some Collection<UInt8>, inner: String, upper: Bool) -> Bool {
    guard let first = text.first, isAlphanumeric(first, upper: upper) else { return false }
    var last = first
    for byte in text {
      guard isAlphanumeric(byte, upper: upper) || inner.utf8.contains(byte) else { return false }
      last = byte
    }
    return isAlphanumeric(last, upper: upper)
  }

  private static func isSubdomain(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isName($0, inner: "-", upper: false) }
  }

  private static func tooLong(_ text: String, _ most: Int) -> [String] {
    text.utf8.count > most ? ["must be no more than \(most) characters"] : []
  }

  /// Kubernetes' words for a pattern that does not match.
  private static func mismatch(_ message: String, _ pattern: String, _ examples: String...) -> String {
    let list = examples.map { "'\($0)', " }.joined(separator: " or ")
    return "\(message) (e.g. \(list)regex used for validation is '\(pattern)')"
  }

  private static let labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  private static let namePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

  private static func label(_ text: String) -> [String] {
    if isName(text.utf8, inner: "-", upper: false) { return tooLong(text, 63) }
    if isSubdomain(text) { return tooLong(text, 63) + ["must not contain dots"] }
    let message =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
    return tooLong(text, 63) + [mismatch(message, labelPattern, "my-name", "123-abc")]
  }

  private static func subdomain(_ text: String) -> [String] {
    if isSubdomain(text) { return tooLong(text, 253) }
    let message =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
    return tooLong(text, 253) + [mismatch(message, "\(labelPattern)(\\.\(labelPattern))*", "example.com")]
  }

  private static func oldLabel(_ text: String) -> [String] {
    if isName(text.utf8, inner: "-", upper: false), text.utf8.first.map(isDigit) == false { return tooLong(text, 63) }
    let message =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
    return tooLong(text, 63) + [mismatch(message, "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123")]
  }

  private static func qualifiedName(_ text: String) -> [String] {
    let message = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    let words = mismatch(message, namePattern, "MyName", "my.name", "123-abc")
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let name = parts.last else {
      return ["a qualified name \(words) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    }
    var result: [String] = []
    if parts.count == 2 {
      result = parts[0].isEmpty ? ["prefix part must be non-empty"] : subdomain(parts[0]).map { "prefix part \($0)" }
    }
    if name.isEmpty { result.append("name part must be non-empty") }
    result += tooLong(name, 63).map { "name part \($0)" }
    return isName(name.utf8, inner: "-_.", upper: true) ? result : result + ["name part \(words)"]
  }

  private static func labelValue(_ text: String) -> [String] {
    if text.isEmpty || isName(text.utf8, inner: "-_.", upper: true) { return tooLong(text, 63) }
    let message =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    return tooLong(text, 63) + [mismatch(message, "(\(namePattern))?", "MyValue", "my_value", "12345")]
  }

  /// With dashes in their places, or without any.
  private static func isUUID(_ text: String) -> Bool {
    let lengths = text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    return (lengths == [8, 4, 4, 4, 12] || lengths == [32]) && text.utf8.allSatisfy { isHexDigit($0) || $0 == UInt8(ascii: "-") }
  }

  private static func strictBase64(_ text: String) -> Bool { text.utf8.count.isMultiple(of: 4) && base64(text) != nil }
}
