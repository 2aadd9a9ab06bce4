package import Manifests

/// What `status` says, as the control API writes it: one read model for the command line, the demo and programs.
package struct StatusDocument: Codable, Sendable {
  /// The fleet's name.
  package var fleet: String
  /// `starting`, `live`, `rolling`, `baking`, `waiting`, `rolledBack` or `pinned`.
  package var state: String
  /// One line for people: what is going on and why.
  package var story: String
  /// Since when, ISO 8601.
  package var since: String?
  /// The last good release.
  package var stable: Release?
  /// The release that is being tried.
  package var candidate: Candidate?
  /// Every proxy of the fleet, by name.
  package var proxies: [Proxy]
  /// Where commits come from.
  package var source: Source
  /// The newest commit that was refused, until a better one comes.
  package var rejected: Rejection?
  /// Whether nothing advances, by hand.
  package var paused: Bool
  /// How often each kind of history entry was, since the log began.
  package var outcomes: [String: Int]

  /// A release in a few words.
  package struct Release: Codable, Sendable {
    package var number: Int
    package var commit: String
    package var summary: String
  }

  /// A release on trial.
  package struct Candidate: Codable, Sendable {
    package var number: Int
    package var commit: String
    package var summary: String
    /// 1 to `stages`.
    package var stage: Int
    package var stages: Int
    package var canaries: [String]
    /// `advance`, `wait` or `roll back`.
    package var verdict: String
    package var evidence: Evidence
  }

  /// What was counted since the candidate came.
  package struct Evidence: Codable, Sendable {
    package var canary: Counts
    package var baseline: Counts
    /// The route with the largest evidence against the candidate.
    package var worstRoute: String?
    /// How many to one the evidence speaks against the candidate; under 1 it speaks for it.
    package var odds: Double
    /// How many to one it speaks for the candidate.
    package var oddsFor: Double
  }

  /// Requests and how many of them failed.
  package struct Counts: Codable, Sendable {
    package var requests: Int
    package var errors: Int
  }

  /// One Envoy.
  package struct Proxy: Codable, Sendable {
    package var name: String
    package var release: Int?
    package var connected: Bool
    /// Bytes of configuration that were sent to it since the daemon began.
    package var sentBytes: Int
  }

  /// The repository.
  package struct Source: Codable, Sendable {
    package var url: String
    /// The branch, tag or commit that is followed.
    package var reference: String
    package var head: String?
    package var error: String?
    package var held: [String]
    package var pinned: Int?
    /// Seconds since the last successful poll.
    package var polledSecondsAgo: Double?
  }

  /// A commit that never became a release.
  package struct Rejection: Codable, Sendable {
    package var commit: String
    package var summary: String
    package var findings: [Finding]
  }
}

/// What `history` says, newest first.
package struct HistoryDocument: Codable, Sendable {
  /// The entries, newest first.
  package var entries: [Entry]

  /// One thing that happened to the fleet.
  package struct Entry: Codable, Sendable {
    /// None for what was done by hand.
    package var number: Int?
    /// `live`, `rolledBack`, `rejected`, `superseded`, `byHand`, `rolling`, `resumed`, `paused` or `retried`.
    package var kind: String
    package var commit: String?
    package var summary: String?
    package var reason: String?
    /// ISO 8601.
    package var at: String
    package var requests: Int?
    /// How long it was on trial.
    package var seconds: Int?
  }
}
