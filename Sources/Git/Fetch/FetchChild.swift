import CGit
import CGitLibrary
import Foundation
import Glibc

/// The child process: reads a request from standard input, talks to the remote, writes the answer to standard output.
///
/// - Returns: The exit status; the answer says what went wrong.
package func runFetchChild() -> Int32 {
  setpgid(0, 0)
  guard let request = try? JSONDecoder().decode(FetchRequest.self, from: FileHandle.standardInput.readDataToEndOfFile()) else { return 2 }
  var limit = rlimit(rlim_cur: rlim_t(request.memoryLimit), rlim_max: rlim_t(request.memoryLimit))
  setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  LibGit2.start()
  cgit_install_timeouts(Int32(request.patience))
  if let authority = request.authority { cgit_set_ca(authority, nil) }
  if request.url.isSSH { OpenSSHCommand.install(identity: request.identity, knownHosts: request.knownHosts) }
  let answer: FetchAnswer
  do {
    answer = .commit(try RemoteFetch(request).run())
  } catch let error as GitError {
    answer = .failed(error)
  } catch let failure as LibGit2.Failure {
    answer = .failed(failure.explained(request))
  } catch {
    answer = .failed(.childFailed(url: request.url.description, reason: "\(error)"))
  }
  guard let bytes = try? JSONEncoder().encode(answer) else { return 2 }
  FileHandle.standardOutput.write(bytes)
  return 0
}

/// The command line of OpenSSH's client.
private enum OpenSSHCommand {
  /// Kept for the life of the process: the transport holds on to it.
  nonisolated(unsafe) private static var arguments: [UnsafeMutablePointer<CChar>?] = []

  static func install(identity: String?, knownHosts: String?) {
    var words = [
      "ssh", "-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=10", "-o",
      "ServerAliveInterval=5",
      "-o", "LogLevel=ERROR",
    ]
    if let knownHosts { words += ["-o", "UserKnownHostsFile=\(knownHosts)", "-o", "GlobalKnownHostsFile=/dev/null"] }
    if let identity { words += ["-o", "IdentitiesOnly=yes", "-i", identity] }
    // Written once, before the only thread of the child goes on.
    arguments = words.map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) } + [nil]
    arguments.withUnsafeMutableBufferPointer { _ = cgit_use_openssh($0.baseAddress) }
  }
}

/// One look at a remote, and a fetch when there is something new.
private struct RemoteFetch {
  private let request: FetchRequest

  init(_ request: FetchRequest) { self.request = request }

  func run() throws -> CommitID {
    removeLeftovers()
    let repository = try Repository.openOrCreate(request.directory)
    var remote: OpaquePointer?
    var options = git_remote_create_options()
    try LibGit2.check(git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
    options.repository = repository.pointer
    options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
    try LibGit2.check(git_remote_create_with_opts(&remote, request.url.text, &options))
    defer { git_remote_free(remote) }
    let login = Login(request)
    return try withExtendedLifetime(login) { try fetch(remote, repository, login) }
  }

  private func fetch(_ remote: OpaquePointer?, _ repository: Repository, _ login: Login) throws -> CommitID {
    if case .commit(let id) = request.reference, (try? repository.commit(id.hex)) != nil { return id }
    let heads = try list(remote, login)
    guard !heads.isEmpty else { throw GitError.emptyRepository(url: request.url.description) }
    let local = "refs/nuncio/source"
    let name: String
    switch request.reference {
    case .branch(let branch): name = "refs/heads/\(branch)"
    case .tag(let tag): name = "refs/tags/\(tag)"
    case .commit(let id):
      // Not every server gives out a commit by its id: everything is fetched once.
      try download(remote, ["+refs/heads/*:refs/nuncio/heads/*", "+refs/tags/*:refs/nuncio/tags/*"], login)
      guard (try? repository.commit(id.hex)) != nil else {
        throw GitError.referenceMissing(url: request.url.description, reference: request.reference.description)
      }
      return id
    }
    guard let target = heads[name] else {
      throw GitError.referenceMissing(url: request.url.description, reference: request.reference.description)
    }
    if let known = request.known, known.hex == (heads[name + "^{}"] ?? target) { return known }
    try download(remote, ["+\(name):\(local)"], login)
    let found = try repository.commit(local)
    guard let id = CommitID(LibGit2.hex(found.id)) else { throw GitError.childFailed(url: request.url.description, reason: "not a commit") }
    return id
  }

  /// The remote's references and their ids.
  private func list(_ remote: OpaquePointer?, _ login: Login) throws -> [String: String] {
    var callbacks = git_remote_callbacks()
    try LibGit2.check(git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)))
    login.install(in: &callbacks)
    try LibGit2.check(git_remote_connect(remote, GIT_DIRECTION_FETCH, &callbacks, nil, nil))
    defer { git_remote_disconnect(remote) }
    var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    try LibGit2.check(git_remote_ls(&heads, &count, remote))
    var result: [String: String] = [:]
    for index in 0..<count {
      guard let head = heads?[index]?.pointee, let name = head.name else { continue }
      result[String(cString: name)] = LibGit2.hex(head.oid)
    }
    return result
  }

  private func download(_ remote: OpaquePointer?, _ specifications: [String], _ login: Login) throws {
    var options = git_fetch_options()
    try LibGit2.check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
    options.update_fetchhead = 0
    options.prune = GIT_FETCH_NO_PRUNE
    login.attempts = 0
    login.install(in: &options.callbacks)
    var words = specifications.map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) }
    defer { for word in words { free(word) } }
    let code = words.withUnsafeMutableBufferPointer { buffer in
      var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
      return git_remote_fetch(remote, &array, &options, nil)
    }
    try LibGit2.check(code)
  }

  /// What a fetch that was killed left behind: nobody else is in the mirror now.
  private func removeLeftovers() {
    let files = FileManager.default
    let packs = request.directory + "/objects/pack"
    for name in (try? files.contentsOfDirectory(atPath: packs)) ?? [] where name.hasPrefix("pack_git2_") {
      try? files.removeItem(atPath: "\(packs)/\(name)")
    }
    for case let name as String in files.enumerator(atPath: request.directory + "/refs") ?? .init() where name.hasSuffix(".lock") {
      try? files.removeItem(atPath: "\(request.directory)/refs/\(name)")
    }
  }
}

/// The answers to a server that asks who is there.
private final class Login {
  let username: String?
  let password: String?
  var attempts = 0

  init(_ request: FetchRequest) {
    username = request.username
    password = request.password
  }

  func install(in callbacks: inout git_remote_callbacks) {
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    callbacks.credentials = { out, _, user, allowed, payload in
      guard let payload else { return GIT_EAUTH.rawValue }
      let login = Unmanaged<Login>.fromOpaque(payload).takeUnretainedValue()
      login.attempts += 1
      // Without an end of its own libgit2 asks for ever.
      guard login.attempts <= 2, allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, let password = login.password else {
        return GIT_EAUTH.rawValue
      }
      return git_credential_userpass_plaintext_new(out, login.username ?? user.map { String(cString: $0) } ?? "git", password)
    }
    callbacks.certificate_check = { _, isValid, _, _ in isValid == 1 ? 0 : GIT_ECERTIFICATE.rawValue }
  }
}

extension LibGit2.Failure {
  /// What libgit2 said, in words that help.
  func explained(_ request: FetchRequest) -> GitError {
    let url = request.url.description
    let text = message.lowercased()
    if code == GIT_ECERTIFICATE.rawValue { return .certificate(url: url) }
    if text.contains("timed out") { return .timedOut(url: url, seconds: request.patience / 1000) }
    if text.contains("host key") || text.contains("known_hosts") || text.contains("known hosts") {
      return .hostKey(url: url, reason: message)
    }
    if code == GIT_EAUTH.rawValue || text.contains("permission denied") || text.contains("authentication")
      || text.contains("status code: 403")
    {
      return .authentication(url: url, reason: request.password == nil && request.identity == nil ? "none were given" : message)
    }
    if text.contains("no space left") || text.contains("read-only file system") {
      return .disk(directory: request.directory, reason: message)
    }
    if text.contains("out of memory") { return .outOfMemory(url: url, limit: request.memoryLimit) }
    if kind == Int32(GIT_ERROR_ODB.rawValue) || kind == Int32(GIT_ERROR_ZLIB.rawValue) || text.contains("corrupt") {
      return .corrupt(directory: request.directory, reason: message)
    }
    return .unreachable(url: url, reason: message)
  }
}
