/// What can go wrong with a repository. Each description is one sentence that says what to do; none holds a secret.
package enum GitError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
  case badURL(String, reason: String)
  case unreachable(url: String, reason: String)
  case timedOut(url: String, seconds: Int)
  case authentication(url: String, reason: String)
  case badCredentials(String, reason: String)
  case hostKey(url: String, reason: String)
  case hostKeyChanged(url: String)
  case certificate(url: String)
  case redirected(url: String, reason: String)
  case repositoryMissing(url: String)
  case shallow(url: String)
  case referenceMissing(url: String, reference: String)
  case emptyRepository(url: String)
  case pathMissing(String)
  case nestedPath(String)
  case badName(path: String)
  case fileTooLarge(path: String, bytes: Int)
  case revisionTooLarge(reason: String)
  case outOfMemory(url: String, limit: Int)
  case childFailed(url: String, reason: String)
  case corrupt(directory: String, reason: String)
  case disk(directory: String, reason: String)
  case conflict(reference: String)
  case signatureCheck(reason: String)

  /// Whether the server, or the way to it, is what fails: then it is asked less and less often.
  package var isOfRemote: Bool {
    switch self {
    case .unreachable, .timedOut, .authentication, .hostKey, .hostKeyChanged, .certificate, .redirected, .repositoryMissing, .shallow,
      .outOfMemory,
      .childFailed:
      true
    case .badURL, .badCredentials, .referenceMissing, .emptyRepository, .pathMissing, .nestedPath, .badName, .fileTooLarge,
      .revisionTooLarge, .corrupt,
      .disk, .conflict, .signatureCheck:
      false
    }
  }

  package var description: String {
    switch self {
    case .badURL(let text, let reason): "\(text) is not a repository's URL: \(reason)"
    case .unreachable(let url, let reason): "\(url) cannot be reached: \(reason)"
    case .timedOut(let url, let seconds): "\(url) did not answer within \(seconds) s"
    case .authentication(let url, let reason):
      "\(url) refused the credentials: \(reason). Check the files username and password, token, or identity in the source's auth directory"
    case .badCredentials(let path, let reason): "\(path) cannot be used for the source's credentials: \(reason)"
    case .hostKey(let url, let reason):
      "the host key of \(url) is not known: \(reason). Add it to the file known_hosts in the source's auth directory"
    case .hostKeyChanged(let url):
      "the host key of \(url) is not the one in known_hosts: somebody may be in between. If the server has a new key, put that into the file known_hosts in the source's auth directory"
    case .certificate(let url):
      "the certificate of \(url) is not trusted. Put the CA's certificate into the file ca.crt in the source's auth directory"
    case .redirected(let url, let reason):
      "\(url) sends elsewhere, where credentials are not taken along: \(reason). Write the new address into --repo, or the source's url"
    case .repositoryMissing(let url):
      "\(url): there is no such repository, or it is not shown to these credentials. Check --repo, or the source's url and auth"
    case .shallow(let url):
      "\(url) is a shallow clone, whose history is cut off. Follow the repository that it comes from, or run git fetch --unshallow in it"
    case .referenceMissing(let url, let reference): "\(url) has no \(reference). Check --branch, or the source's ref"
    case .emptyRepository(let url): "\(url) is empty: commit something first"
    case .pathMissing(let path): "the commit has no folder \(path). Check --path, or the source's path"
    case .nestedPath(let path):
      "the folder \(path) has a folder of the same path in it, with a kustomization: which of them is meant cannot be told. Rename one"
    case .badName(let path): "the commit has an entry that no checkout would take: \(path). Remove it"
    case .fileTooLarge(let path, let bytes): "\(path) has \(bytes) bytes; \(GitLimits.fileBytes) is the most that a file may have"
    case .revisionTooLarge(let reason): "the commit is too large: \(reason). Narrow it with --path"
    case .outOfMemory(let url, let limit):
      "fetching \(url) needs more than \(limit >> 20) MiB of memory: serve it by https or ssh instead of file"
    case .childFailed(let url, let reason): "fetching \(url) failed: \(reason)"
    case .corrupt(let directory, let reason): "the repository \(directory) is damaged: \(reason)"
    case .disk(let directory, let reason): "\(directory) cannot be written: \(reason). Free space, or name another folder with --state"
    case .signatureCheck(let reason): "signatures cannot be checked: \(reason)"
    case .conflict(let reference): "\(reference) was changed by somebody else"
    }
  }
}

/// How much of a repository is read.
package enum GitLimits {
  package static let fileBytes = 5 << 20
  package static let revisionBytes = 64 << 20
  package static let entries = 100_000
  /// Of one folder's own record: a name of 255 bytes for each of `entries`.
  static let folderBytes = entries * 290
  static let depth = 64
  static let commitBytes = 1 << 20
  /// Whose signatures are checked at once.
  static let signedCommits = 10_000
}
