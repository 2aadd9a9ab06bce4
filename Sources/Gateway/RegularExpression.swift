import CRE2

/// A pattern in RE2, Envoy's own engine: what it matches here, it matches there.
package final class RegularExpression: Sendable {
  /// Why a pattern cannot be used.
  package struct Fault: Error {
    /// RE2's words, or the limit that is passed.
    package let message: String
  }

  /// The largest program that is let through; the bootstrap sets Envoy's own limit above it.
  package static let maximumProgramSize = 1000

  // RE2 objects are safe to use from many threads once made, and this one is never changed.
  nonisolated(unsafe) private let handle: OpaquePointer

  /// Compiles a pattern.
  ///
  /// - Throws: `Fault` when RE2 refuses it, or when it is too large for Envoy.
  package init(_ pattern: String) throws(Fault) {
    handle = Self.compile(pattern)
    if let words = cre2_error(handle) {
      throw Fault(message: "regular expression: \(String(cString: words)) in \"\(pattern)\"")
    }
    let size = Int(cre2_program_size(handle))
    guard size <= Self.maximumProgramSize else {
      throw Fault(message: "regular expression too large: RE2 program size \(size), at most \(Self.maximumProgramSize)")
    }
  }

  deinit { cre2_free(handle) }

  /// Whether the whole text matches.
  package func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_full_match(handle, $0.baseAddress, $0.count) }
    }
  }

  /// Every match replaced by the substitution (`\0` to `\9`).
  package func replacing(_ text: String, with substitution: String) -> String {
    var length = 0
    guard let result = cre2_global_replace(handle, text, text.utf8.count, substitution, substitution.utf8.count, &length) else {
      return text
    }
    defer { cre2_free_text(result) }
    return String(cString: result)
  }

  /// What is wrong with a substitution for this pattern; nil when it is good.
  package func problem(withSubstitution substitution: String) -> String? {
    guard let words = cre2_check_rewrite(handle, substitution, substitution.utf8.count) else { return nil }
    defer { cre2_free_text(words) }
    return "substitution \"\(substitution)\": \(String(cString: words))"
  }

  private static func compile(_ pattern: String) -> OpaquePointer {
    var pattern = pattern
    return pattern.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count) }
    }
  }
}
