import Foundation

/// Where a repository is: https, ssh, or a folder of this machine.
package struct RemoteURL: Hashable, Sendable, Codable, CustomStringConvertible {
  /// As libgit2 takes it; never with a password.
  package let text: String
  let isSSH: Bool

  /// Reads a URL.
  ///
  /// - Parameter allowingFile: Whether `file://` and paths are taken: only what the operator says himself may be local.
  /// - Throws: `GitError.badURL`, which shows nothing of what may be a password.
  package init(_ text: String, allowingFile: Bool) throws(GitError) {
    func refuse(_ reason: String) -> GitError { .badURL(Self.withoutSecrets(text), reason: reason) }
    guard !text.isEmpty, !text.hasPrefix("-"), !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
      throw refuse("it is empty, begins with '-' or has line breaks")
    }
    if let range = text.range(of: "://") {
      let scheme = text[..<range.lowerBound].lowercased()
      if let fault = Self.fault(scheme: scheme, rest: text[range.upperBound...], allowingFile: allowingFile) { throw refuse(fault) }
      self.text = scheme + text[range.lowerBound...]
      isSSH = scheme == "ssh"
    } else if text.hasPrefix("/") || text.hasPrefix(".") || FileManager.default.fileExists(atPath: text) {
      guard allowingFile else { throw refuse("local folders are for the command line only") }
      self.text = "file://" + URL(fileURLWithPath: text).standardizedFileURL.path
      isSSH = false
    } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      guard !text[colon...].prefix(while: { $0 != "/" }).contains("@") else { throw refuse(Self.misplaced) }
      self.text = text
      isSSH = true
    } else {
      throw refuse("it is neither a URL, nor user@host:path, nor a folder that exists")
    }
  }

  package var description: String {
    guard let scheme = text.range(of: "://"), let at = text[scheme.upperBound...].prefix(while: { $0 != "/" }).lastIndex(of: "@") else {
      return text
    }
    return String(text[..<scheme.upperBound] + text[text.index(after: at)...])
  }

  private static let misplaced = "credentials do not belong into the URL: put them into the source's auth directory"

  /// What is wrong with a URL that has a scheme; nil when nothing is.
  private static func fault(scheme: String, rest: Substring, allowingFile: Bool) -> String? {
    if scheme == "file" { return allowingFile ? nil : "file:// is for the command line only" }
    guard ["https", "http", "ssh"].contains(scheme) else { return "\(scheme) is not supported: use https or ssh" }
    let authority = rest.prefix { $0 != "/" }
    let user = authority.lastIndex(of: "@").map { authority[..<$0] }
    let address = user == nil ? authority : authority[authority.index(authority.startIndex, offsetBy: (user?.count ?? 0) + 1)...]
    if let user, scheme != "ssh" || user.contains(":") { return misplaced }
    if rest.contains("?") || rest.contains("#") { return misplaced }
    if authority.hasPrefix("-") || address.hasPrefix("-") { return "the host begins with '-'" }
    let bracket = address.hasPrefix("[") ? address.firstIndex(of: "]") : address.startIndex
    guard let bracket, !address.isEmpty else { return "it has no host" }
    let port = address[bracket...].firstIndex(of: ":").map { address[address.index(after: $0)...] }
    if let port, UInt16(port) == nil { return "what follows the host's ':' is not a port" }
    if scheme == "http", !["127.0.0.1", "localhost"].contains(address.prefix { $0 != ":" }) { return "http is not encrypted: use https" }
    return nil
  }

  /// A text that may be a URL with a password in any place: only what comes after the last `@`, and before a query.
  private static func withoutSecrets(_ text: String) -> String {
    let plain = text.prefix { $0 != "?" && $0 != "#" }
    let shown = plain.lastIndex(of: "@").map { plain[plain.index(after: $0)...] } ?? plain
    let scheme = shown.startIndex == plain.startIndex ? nil : text.range(of: "://").map { text[..<$0.upperBound] }
    return String((scheme ?? "") + shown)
  }
}
