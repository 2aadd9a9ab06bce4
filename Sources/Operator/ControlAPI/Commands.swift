/// What people do by hand.
package enum ControlCommand: String, CaseIterable, Sendable {
  case rollback, resume, retry, pause, promote, abort
}

/// What commands ask.
package struct CommandRequest: Codable, Sendable {
  /// The release to go to; none means the newest earlier one that was live.
  package var to: Int?
  package var reason: String?

  /// Makes a request.
  package init(to: Int? = nil, reason: String? = nil) {
    self.to = to
    self.reason = reason
  }
}

/// What a command came to.
package struct CommandAnswer: Codable, Sendable {
  /// Whether it was done.
  package var done: Bool
  /// One line for people.
  package var message: String
  /// The release that the proxies were sent to.
  package var release: Int?
  /// Proxies that did not confirm within ten seconds.
  package var laggards: [String]
  /// How long it took, in seconds.
  package var seconds: Double
}
