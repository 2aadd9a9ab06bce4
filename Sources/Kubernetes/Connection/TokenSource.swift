import Foundation

/// The token of the day: read again, or asked for again, before it ends.
actor TokenSource {
  private let credential: ClusterConfiguration.Credential
  private var current: (text: String, until: Date)?

  init(_ credential: ClusterConfiguration.Credential) { self.credential = credential }

  /// Nil where no token is needed.
  ///
  /// - Throws: `ConfigurationFault`.
  func token() async throws(ConfigurationFault) -> String? {
    switch credential {
    case .none: return nil
    case .token(let text): return text
    case .tokenFile(let path):
      if let current, current.until > Date() { return current.text }
      guard let bytes = FileManager.default.contents(atPath: path) else { throw ConfigurationFault("\(path) cannot be read (token)") }
      let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      // The kubelet renews it at four fifths of its time, at the shortest after minutes.
      current = (text, Date() + 60)
      return text
    case .exec(let plugin):
      if let current, current.until > Date() { return current.text }
      let token = try await plugin.run()
      current = (token.text, (token.expires ?? Date.distantFuture) - 10)
      return token.text
    }
  }

  /// The server refused it: the next call gets a new one.
  func forget() { current = nil }
}
