import CGitLibrary
import Foundation

/// One look at a remote, and a fetch when there is something new.
struct RemoteFetch {
  /// Where the followed reference is kept; the remote's own names never become ours.
  private static let local = "refs/nuncio/source"
  private let request: FetchRequest
  private let login: Login

  init(_ request: FetchRequest, scheme: HTTPScheme?) {
    self.request = request
    login = Login(request.credentials, scheme: scheme)
  }

  /// - Returns: The followed commit, which the mirror has now.
  /// - Throws: `GitError`, or `LibGit2.Failure` of the connection.
  func run() throws -> CommitID {
    removeLeftovers()
    let repository = try openMirror()
    if case .commit(let id) = request.reference, repository.hasCommit(id) { return id }
    var remote: OpaquePointer?
    var options = git_remote_create_options()
    try LibGit2.check(git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
    options.repository = repository.pointer
    options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
    try LibGit2.check(git_remote_create_with_opts(&remote, request.url.text, &options))
    defer { git_remote_free(remote) }
    let id = try withExtendedLifetime(login) { try fetch(remote, repository) }
    guard repository.hasCommit(id) else { throw GitError.corrupt(directory: request.directory, reason: "\(id.short) is not whole") }
    return id
  }

  /// A mirror that cannot be opened is damaged, unless it is the disk's fault.
  private func openMirror() throws -> Repository {
    do {
      return try Repository.openOrCreate(request.directory)
    } catch {
      if let fault = FetchFailure.disk(error, directory: request.directory) { throw fault }
      throw GitError.corrupt(directory: request.directory, reason: error.message)
    }
  }

  private func fetch(_ remote: OpaquePointer?, _ repository: Repository) throws -> CommitID {
    let heads = try list(remote)
    guard !heads.isEmpty else { throw GitError.emptyRepository(url: request.url.description) }
    switch request.reference {
    case .branch(let branch): return try fetch("refs/heads/\(branch)", of: heads, remote, repository)
    case .tag(let tag): return try fetch("refs/tags/\(tag)", of: heads, remote, repository)
    case .commit(let id):
      // Not every server gives out a commit by its id: everything is fetched once.
      try download(remote, ["+refs/heads/*:refs/nuncio/heads/*", "+refs/tags/*:refs/nuncio/tags/*"])
      guard repository.hasCommit(id) else { throw missing }
      return id
    }
  }

  private func fetch(_ name: String, of heads: [String: String], _ remote: OpaquePointer?, _ repository: Repository) throws -> CommitID {
    guard let target = heads[name] else { throw missing }
    if let known = request.known, known.hex == (heads[name + "^{}"] ?? target) { return known }
    try download(remote, ["+\(name):\(Self.local)"])
    guard let id = CommitID(LibGit2.hex(try repository.commit(Self.local).id)) else { throw missing }
    try PackJoin(repository).joinPacksWhenDue()
    return id
  }

  private var missing: GitError {
    .referenceMissing(url: request.url.description, reference: request.reference.description)
  }

  /// The remote's references and their ids.
  private func list(_ remote: OpaquePointer?) throws(LibGit2.Failure) -> [String: String] {
    try withHeaders { headers throws(LibGit2.Failure) in
      var options = git_remote_connect_options()
      try LibGit2.check(git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)))
      options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      options.custom_headers = headers
      login.install(in: &options.callbacks)
      try LibGit2.check(git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options))
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
  }

  private func download(_ remote: OpaquePointer?, _ specifications: [String]) throws(LibGit2.Failure) {
    try withHeaders { headers throws(LibGit2.Failure) in
      var options = git_fetch_options()
      try LibGit2.check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
      options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
      options.update_fetchhead = 0
      options.prune = GIT_FETCH_NO_PRUNE
      // Another host would get the credentials.
      options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      options.custom_headers = headers
      login.install(in: &options.callbacks)
      try LibGit2.withStrings(specifications) { array throws(LibGit2.Failure) in
        var array = array
        try LibGit2.check(git_remote_fetch(remote, &array, &options, nil))
      }
    }
  }

  private func withHeaders<Result>(_ body: (git_strarray) throws(LibGit2.Failure) -> Result) throws(LibGit2.Failure) -> Result {
    try LibGit2.withStrings(login.headers, body)
  }

  /// What a fetch that was killed left behind: nobody else is in the mirror now.
  private func removeLeftovers() {
    Leftovers.remove(in: request.directory)
  }
}
