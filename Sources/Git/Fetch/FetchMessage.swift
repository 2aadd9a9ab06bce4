/// What the daemon asks of the process that fetches, as JSON on its standard input: secrets are on no command line.
struct FetchRequest: Codable, Sendable {
  var url: RemoteURL
  var reference: GitReference
  var directory: String
  /// The commit that the mirror has.
  var known: CommitID?
  var username: String?
  var password: String?
  /// Files of OpenSSH.
  var identity: String?
  var knownHosts: String?
  /// A file with certificates in PEM.
  var authority: String?
  /// Bytes.
  var memoryLimit: Int
  /// How long a single read or write may wait, in milliseconds.
  var patience: Int
}

/// What it answers, as JSON on its standard output.
enum FetchAnswer: Codable, Sendable {
  /// The followed reference's commit, which the mirror has.
  case commit(CommitID)
  case failed(GitError)
}
