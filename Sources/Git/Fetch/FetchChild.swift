import CGit
import Foundation
import Glibc

/// The child process: reads a request from standard input, talks to the remote, writes the answer to standard output.
///
/// - Returns: The exit status; the answer says what went wrong.
package func runFetchChild() -> Int32 {
  guard let request = try? JSONDecoder().decode(FetchRequest.self, from: FileHandle.standardInput.readDataToEndOfFile()) else { return 2 }
  limit(__rlimit_resource_t(RLIMIT_AS.rawValue), to: request.memoryLimit)
  // What is in memory are secrets.
  limit(__rlimit_resource_t(RLIMIT_CORE.rawValue), to: 0)
  LibGit2.start()
  cgit_install_timeouts(Int32(clamping: request.patience))
  let answer: FetchAnswer
  do {
    if let authority = request.credentials.authority {
      do throws(LibGit2.Failure) { try LibGit2.check(cgit_set_ca(authority, nil)) } catch {
        throw GitError.badCredentials(authority, reason: "it has no certificates in PEM that can be used: \(error.message)")
      }
    }
    if request.url.isSSH { OpenSSHCommand.install(request.credentials) }
    answer = try answerTrying(request.credentials.schemes(first: request.scheme), request)
  } catch {
    answer = .failed(FetchFailure(request).explain(error))
  }
  guard let bytes = try? JSONEncoder().encode(answer) else { return 2 }
  FileHandle.standardOutput.write(bytes)
  return 0
}

/// A server that does not take a token as bearer may take it as a password.
private func answerTrying(_ schemes: [HTTPScheme?], _ request: FetchRequest) throws -> FetchAnswer {
  var refusal: any Error = GitError.authentication(url: request.url.description, reason: "none were given")
  for scheme in schemes {
    do {
      return .commit(try RemoteFetch(request, scheme: scheme).run(), scheme: scheme)
    } catch let failure as LibGit2.Failure where FetchFailure.isUnauthorized(failure) {
      refusal = failure
    }
  }
  throw refusal
}

private func limit(_ resource: __rlimit_resource_t, to value: Int) {
  var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
  setrlimit(resource, &limit)
}
