import Foundation

/// The token of the day: read again, or asked for again, before it ends.
actor TokenSource {
  private let credential: ClusterConfiguration.Credential
  private var current: (text: String, until: Date)?
  /// The plugin's answer that is under way: whoever asks meanwhile waits for it.
  private var asking: Task<Result<ExecPlugin.Token, ConfigurationFault>, Never>?

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
      return try await ask(plugin).text
    }
  }

  private func ask(_ plugin: ExecPlugin) async throws(ConfigurationFault) -> ExecPlugin.Token {
    if let asking { return try await asking.value.get() }
    // It is its own task, for the call that began it may be given up while others wait; this actor waits for its end.
    let task = Task { () -> Result<ExecPlugin.Token, ConfigurationFault> in
      do throws(ConfigurationFault) { return .success(try await plugin.run()) } catch { return .failure(error) }
    }
    asking = task
    let answer = await task.value
    asking = nil
    let token = try answer.get()
    current = (token.text, (token.expires ?? Date.distantFuture) - 10)
    return token
  }

  /// The server refused it: the next call gets a new one.
  func forget() { current = nil }
}
