/// What the daemon asks of the process that fetches, as JSON on its standard input: secrets are on no command line.
struct FetchRequest: Codable, Sendable {
  var url: RemoteURL
  var reference: GitReference
  var directory: String
  /// The commit that the mirror has.
  var known: CommitID?
  var credentials: Credentials
  /// What the server took the last time: it is tried first.
  var scheme: HTTPScheme?
  /// Bytes.
  var memoryLimit: Int
  /// How long a single read or write may wait, in milliseconds.
  var patience: Int
}

/// How a token or a password is told to a web server.
enum HTTPScheme: String, Codable, Sendable {
  case bearer, basic
}

/// What it answers, as JSON on its standard output.
enum FetchAnswer: Codable, Sendable {
  /// The followed reference's commit, which the mirror has, and what the server took as credentials.
  case commit(CommitID, scheme: HTTPScheme?)
  case failed(GitError)
}
