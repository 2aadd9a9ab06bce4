import CGitLibrary

/// What a signature is about: a commit's bytes, and what they say of who made it and when.
package struct SignedCommit: Sendable, Hashable {
  package let id: CommitID
  /// The commit's bytes without the signature: what was signed.
  package let payload: [UInt8]
  /// In armour; nil when there is none.
  package let signature: [UInt8]?
  /// The committer's address.
  package let email: String
  /// When the committer says that it was made, in seconds since 1970.
  package let time: Int

  /// Makes one of its parts.
  package init(id: CommitID, payload: [UInt8], signature: [UInt8]?, email: String, time: Int) {
    self.id = id
    self.payload = payload
    self.signature = signature
    self.email = email
    self.time = time
  }
}

extension Repository {
  /// A commit as it was signed; nil for one that is larger than any that people make.
  func signedCommit(_ id: CommitID) throws(LibGit2.Failure) -> SignedCommit? {
    guard try size(of: try LibGit2.id(id.hex)) <= GitLimits.commitBytes else { return nil }
    var (oid, commit): (git_oid, OpaquePointer?) = (try LibGit2.id(id.hex), nil)
    try LibGit2.check(git_commit_lookup(&commit, pointer, &oid))
    defer { git_commit_free(commit) }
    let email = git_commit_committer(commit).map { String(cString: $0.pointee.email) } ?? ""
    let time = Int(git_commit_time(commit))
    var (signature, payload) = (git_buf(), git_buf())
    defer {
      git_buf_dispose(&signature)
      git_buf_dispose(&payload)
    }
    let code = git_commit_extract_signature(&signature, &payload, pointer, &oid, nil)
    if code == GIT_ENOTFOUND.rawValue {
      return SignedCommit(id: id, payload: try object(oid).bytes, signature: nil, email: email, time: time)
    }
    try LibGit2.check(code)
    return SignedCommit(id: id, payload: Self.bytes(payload), signature: Self.bytes(signature), email: email, time: time)
  }

  /// The commits from `head` along the first parents that are not among the ancestors of `accepted`, the newest first, as
  /// `git rev-list --first-parent ACCEPTED..HEAD` has them; `head` alone when nothing was accepted. An accepted commit that is
  /// not here, because the branch was rewritten, hides nothing.
  ///
  /// - Returns: Nil when there are more than `limit`.
  func commits(to head: CommitID, since accepted: CommitID?, limit: Int) throws(LibGit2.Failure) -> [CommitID]? {
    guard let accepted else { return [head] }
    var walk: OpaquePointer?
    try LibGit2.check(git_revwalk_new(&walk, pointer))
    defer { git_revwalk_free(walk) }
    var to = try LibGit2.id(head.hex)
    try LibGit2.check(git_revwalk_simplify_first_parent(walk))
    try LibGit2.check(git_revwalk_push(walk, &to))
    if hasCommit(accepted) {
      var from = try LibGit2.id(accepted.hex)
      try LibGit2.check(git_revwalk_hide(walk, &from))
    }
    var (next, found) = (git_oid(), [CommitID]())
    while true {
      let code = git_revwalk_next(&next, walk)
      if code == GIT_ITEROVER.rawValue { return found }
      try LibGit2.check(code)
      guard found.count < limit, let id = CommitID(LibGit2.hex(next)) else { return nil }
      found.append(id)
    }
  }

  private static func bytes(_ buffer: git_buf) -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
  }
}
