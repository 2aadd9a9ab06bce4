import CGitLibrary

/// Tells a server who is there, in one way.
final class Login {
  private let user: String
  private let secret: String?
  private let scheme: HTTPScheme?
  private var attempts = 0

  init(_ credentials: Credentials, scheme: HTTPScheme?) {
    user = credentials.username ?? "git"
    secret = credentials.password ?? credentials.token
    self.scheme = scheme
  }

  /// Headers that go with every request to the host.
  var headers: [String] {
    guard scheme == .bearer, let secret else { return [] }
    return ["Authorization: Bearer \(secret)"]
  }

  /// Makes it the answer to what libgit2 asks; it must live as long as the callbacks.
  func install(in callbacks: inout git_remote_callbacks) {
    attempts = 0
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    callbacks.credentials = { out, _, _, allowed, payload in
      guard let payload else { return GIT_EAUTH.rawValue }
      return Unmanaged<Login>.fromOpaque(payload).takeUnretainedValue().answer(out, allowed: allowed)
    }
  }

  private func answer(_ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, allowed: UInt32) -> Int32 {
    attempts += 1
    // Without an end of its own libgit2 asks for ever.
    guard attempts <= 1, scheme == .basic, let secret, allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 else {
      return GIT_EAUTH.rawValue
    }
    return git_credential_userpass_plaintext_new(out, user, secret)
  }
}
