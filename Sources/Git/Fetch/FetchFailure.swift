import CGitLibrary
import Foundation

/// What libgit2 and ssh say, in words that help.
struct FetchFailure {
  private let request: FetchRequest
  private var url: String { request.url.description }

  init(_ request: FetchRequest) { self.request = request }

  /// The error for the user; nothing of the credentials is left in it.
  func explain(_ error: any Error) -> GitError {
    switch error {
    case let error as GitError: error
    case let failure as LibGit2.Failure: explain(failure)
    default: .childFailed(url: url, reason: clean("\(error)"))
    }
  }

  /// Whether the server wants to be told who is there, in another way.
  static func isUnauthorized(_ failure: LibGit2.Failure) -> Bool {
    failure.code == GIT_EAUTH.rawValue || failure.message.contains("status code: 401")
  }

  /// A failure that is the disk's; nil for another.
  static func disk(_ failure: LibGit2.Failure, directory: String) -> GitError? {
    let text = failure.message.lowercased()
    let words = ["no space left", "read-only file system", "disk quota", "input/output error", "permission denied", "file too large"]
    guard failure.kind == Int32(GIT_ERROR_OS.rawValue) || failure.kind == Int32(GIT_ERROR_FILESYSTEM.rawValue),
      words.contains(where: text.contains)
    else { return nil }
    return .disk(directory: directory, reason: failure.message)
  }

  private func explain(_ failure: LibGit2.Failure) -> GitError {
    let text = failure.message.lowercased()
    if let fault = Self.disk(failure, directory: request.directory) { return fault }
    if text.contains("out of memory") { return .outOfMemory(url: url, limit: request.memoryLimit) }
    if text.contains("timed out") { return .timedOut(url: url, seconds: request.patience / 1000) }
    if failure.kind == Int32(GIT_ERROR_SSH.rawValue) { return explainSSH(failure, text) }
    if failure.code == GIT_ECERTIFICATE.rawValue { return .certificate(url: url) }
    if Self.isUnauthorized(failure) { return .authentication(url: url, reason: refusal) }
    if text.contains("status code: 403") { return .authentication(url: url, reason: "it knows who asks, and forbids it (403)") }
    if text.contains("status code: 404") { return .repositoryMissing(url: url) }
    if text.contains("cannot redirect") || text.contains("too many redirects") {
      return .redirected(url: url, reason: clean(failure.message))
    }
    let own = [GIT_ERROR_ODB, GIT_ERROR_ZLIB, GIT_ERROR_REFERENCE, GIT_ERROR_OBJECT, GIT_ERROR_TREE, GIT_ERROR_INDEXER, GIT_ERROR_SHA]
    // libgit2 1.5 does not know the line with which a server says so, and misses objects in a folder.
    if text.contains("ref pkt-line") || isShallowFolder { return .shallow(url: url) }
    let isOwnConfiguration = failure.kind == Int32(GIT_ERROR_CONFIG.rawValue) && failure.message.contains(request.directory)
    if isOwnConfiguration || own.contains(where: { Int32($0.rawValue) == failure.kind }) {
      return .corrupt(directory: request.directory, reason: clean(failure.message))
    }
    return .unreachable(url: url, reason: clean(failure.message))
  }

  private func explainSSH(_ failure: LibGit2.Failure, _ text: String) -> GitError {
    if text.contains("remote host identification has changed")
      || text.contains("host key verification failed") && text.contains("offending")
    {
      return .hostKeyChanged(url: url)
    }
    if text.contains("host key is known") || text.contains("host key verification failed") {
      return .hostKey(url: url, reason: clean(failure.message))
    }
    if text.contains("bad permissions") || text.contains("are too open") {
      return .authentication(url: url, reason: "ssh does not use a key that others may read: chmod 600 the file identity")
    }
    if text.contains("permission denied (") || text.contains("error in libcrypto") || text.contains("invalid format") {
      let nobody = request.credentials.identity == nil ? "no key was given, and none of the user's is taken; " : ""
      return .authentication(url: url, reason: nobody + clean(failure.message))
    }
    if text.contains("does not appear to be a git repository") || text.contains("repository not found") {
      return .repositoryMissing(url: url)
    }
    return .unreachable(url: url, reason: clean(failure.message))
  }

  private var isShallowFolder: Bool {
    guard let path = URL(string: request.url.text).flatMap({ $0.isFileURL ? $0.path : nil }) else { return false }
    return ["/shallow", "/.git/shallow"].contains { FileManager.default.fileExists(atPath: path + $0) }
  }

  private var refusal: String {
    request.credentials.password == nil && request.credentials.token == nil ? "it wants some, and none were given" : "they are wrong (401)"
  }

  /// One line, nothing that moves a cursor, not a book, no secret.
  private func clean(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(" ") }.filter { !$0.isEmpty && !$0.hasPrefix("@@@") }
    let shown = lines.joined(separator: " ").unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) }
    let plain = String(shown).hasSuffix(".") ? String(shown.dropLast()) : String(shown)
    return String(request.credentials.redacting(plain).prefix(400))
  }
}
