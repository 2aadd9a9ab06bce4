import Foundation

/// Where a repository is: https, ssh, or a folder of this machine.
package struct RemoteURL: Hashable, Sendable, Codable, CustomStringConvertible {
  /// As libgit2 takes it, without a password.
  package let text: String
  let isSSH: Bool

  /// Reads a URL.
  ///
  /// - Parameter allowingFile: Whether `file://` and paths are taken: only what the operator says himself may be local.
  /// - Throws: `GitError.badURL`.
  package init(_ text: String, allowingFile: Bool) throws(GitError) {
    let shown = Self.withoutUser(text)
    func refuse(_ reason: String) -> GitError { .badURL(shown, reason: reason) }
    guard !text.isEmpty, !text.hasPrefix("-"), !text.contains(where: \.isNewline) else {
      throw refuse("it is empty, begins with '-' or has line breaks")
    }
    if let range = text.range(of: "://") {
      let scheme = text[..<range.lowerBound].lowercased()
      let rest = text[range.upperBound...]
      let authority = rest.prefix { $0 != "/" }
      if authority.hasPrefix("-") { throw refuse("the host begins with '-'") }
      if scheme != "ssh", authority.contains("@") {
        throw refuse("credentials do not belong into the URL: put them into the source's auth directory")
      }
      switch scheme {
      case "https", "ssh": break
      case "http":
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        guard ["127.0.0.1", "localhost"].contains(host) else { throw refuse("http is not encrypted: use https") }
      case "file": guard allowingFile else { throw refuse("file:// is for the command line only") }
      default: throw refuse("\(scheme) is not supported: use https or ssh")
      }
      self.text = text
      isSSH = scheme == "ssh"
    } else if text.hasPrefix("/") || text.hasPrefix(".") || FileManager.default.fileExists(atPath: text) {
      guard allowingFile else { throw refuse("local folders are for the command line only") }
      self.text = "file://" + URL(fileURLWithPath: text).standardizedFileURL.path
      isSSH = false
    } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      self.text = text
      isSSH = true
    } else {
      throw refuse("it is neither a URL, nor user@host:path, nor a folder that exists")
    }
  }

  package var description: String { Self.withoutUser(text) }

  /// The host, by which attempts are spaced; empty for a folder.
  package var host: String { URLComponents(string: text)?.host ?? "" }

  private static func withoutUser(_ text: String) -> String {
    guard let scheme = text.range(of: "://"), let at = text[scheme.upperBound...].prefix(while: { $0 != "/" }).lastIndex(of: "@") else {
      return text
    }
    return String(text[..<scheme.upperBound] + text[text.index(after: at)...])
  }
}
