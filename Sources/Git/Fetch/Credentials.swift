import Foundation

/// What a source's auth folder holds: the files `username` and `password`, `token`, `identity` and `known_hosts`, `ca.crt`.
struct Credentials: Codable, Sendable, Hashable {
  var username: String?
  var password: String?
  /// Told to the server as bearer, or as a password where it wants one.
  var token: String?
  /// Files of OpenSSH.
  var identity: String?
  var knownHosts: String?
  /// A file with certificates in PEM.
  var authority: String?

  /// Nobody in particular.
  init() {}

  /// Reads the folder anew, so that a rotated secret counts at the next look.
  ///
  /// - Throws: `GitError.badCredentials` for what cannot be meant.
  init(folder: String) throws(GitError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw .badCredentials(folder, reason: "it is not a folder")
    }
    func path(_ name: String) -> String? {
      FileManager.default.fileExists(atPath: "\(folder)/\(name)") ? "\(folder)/\(name)" : nil
    }
    func word(_ name: String) throws(GitError) -> String? {
      guard let path = path(name) else { return nil }
      guard let bytes = FileManager.default.contents(atPath: path), let text = String(bytes: bytes, encoding: .utf8) else {
        throw .badCredentials(path, reason: "it cannot be read as text")
      }
      let word = text.trimmingCharacters(in: .newlines)
      // A line break would end the header that the word goes into.
      guard !word.isEmpty, !word.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
        throw .badCredentials(path, reason: "it must hold one line and nothing else")
      }
      return word
    }
    (username, password, token) = (try word("username"), try word("password"), try word("token"))
    (identity, knownHosts, authority) = (path("identity"), path("known_hosts"), path("ca.crt"))
    if password != nil, token != nil { throw .badCredentials(folder, reason: "it holds both a password and a token: remove one") }
    if username?.contains(":") == true { throw .badCredentials(folder, reason: "the username has a ':'") }
  }

  /// The ways to tell them to a web server, in the order in which they are tried; nil stands for telling nothing.
  func schemes(first known: HTTPScheme?) -> [HTTPScheme?] {
    if token != nil { return known == .basic ? [.basic, .bearer] : [.bearer, .basic] }
    return password != nil ? [.basic] : [nil]
  }

  /// The text without them, should a server repeat what it was told.
  func redacting(_ text: String) -> String {
    var result = text
    for secret in [password, token].compactMap({ $0 }) {
      let user = username ?? "git"
      for form in [secret, Data(secret.utf8).base64EncodedString(), Data("\(user):\(secret)".utf8).base64EncodedString()] {
        result = result.replacing(form, with: "***")
      }
    }
    return result
  }
}
