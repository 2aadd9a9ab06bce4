import Foundation

/// Who may sign, and with which keys: the file of ssh-keygen(1), ALLOWED SIGNERS.
package struct AllowedSigners: Sendable, Hashable {
  /// A line of the file.
  struct Entry: Sendable, Hashable {
    /// Patterns of addresses, separated by commas.
    var principals: String
    var key: SSHPublicKey
    var isAuthority = false
    /// Patterns of namespaces; nil allows all.
    var namespaces: String?
    /// Seconds since 1970.
    var validAfter: Int?
    var validBefore: Int?
  }

  private(set) var entries: [Entry] = []

  /// Nobody.
  package init() {}

  /// Reads the file's text.
  ///
  /// - Parameter file: Its name, for messages.
  /// - Throws: `GitError.badCredentials` for a line that is none: one that is skipped would look like a key that is unknown.
  package init(_ text: String, file: String) throws(GitError) {
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      do { entries.append(try AllowedSignersLine(line).entry()) } catch {
        throw .badCredentials("\(file):\(index + 1)", reason: error.reason)
      }
    }
  }

  /// What a good signature of a key is worth at a time.
  func verdict(on key: SSHPublicKey, namespace: String, email: String, time: Int) -> SignatureVerdict {
    let entries = entries.filter { $0.key == key && !$0.isAuthority }
    guard !entries.isEmpty else { return .unknownKey(key: key.fingerprint) }
    let verdicts = entries.map { entry -> SignatureVerdict in
      let signer = entry.signer(for: email)
      if let namespaces = entry.namespaces, !PatternList(namespaces).matches(namespace) {
        return .wrongNamespace(reason: "allowed_signers lets \(key.fingerprint) of \(signer) sign for \(namespaces.debugDescription) only")
      }
      if let start = entry.validAfter, time < start { return .notYetValid(key: key.fingerprint, signer: signer) }
      if let end = entry.validBefore, time > end { return .expiredKey(key: key.fingerprint, signer: signer) }
      return .verified(signer: signer)
    }
    // A key may stand in several lines, with other times and namespaces.
    return verdicts.first(where: \.isVerified) ?? verdicts[0]
  }
}

extension AllowedSigners.Entry {
  /// The committer where the patterns mean him, else the patterns themselves: as with Git, the key decides.
  func signer(for email: String) -> String { PatternList(principals).matches(email) ? email : principals }
}

/// Patterns with `*` and `?`, separated by commas; one that begins with `!` and matches rules all others out (ssh_config(5)).
struct PatternList {
  private let patterns: [Substring]

  init(_ text: String) { patterns = text.split(separator: ",") }

  func matches(_ text: String) -> Bool {
    var isMatch = false
    for pattern in patterns {
      if pattern.hasPrefix("!") {
        if Self.matches(Array(text.utf8), Array(pattern.dropFirst().utf8)) { return false }
      } else if Self.matches(Array(text.utf8), Array(pattern.utf8)) {
        isMatch = true
      }
    }
    return isMatch
  }

  /// In time proportional to both lengths multiplied, whatever the pattern.
  private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (t, p, star, retry) = (0, 0, -1, 0)
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        (star, retry) = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == text[t] {
        t += 1
        p += 1
      } else if star >= 0 {
        retry += 1
        (t, p) = (retry, star + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
