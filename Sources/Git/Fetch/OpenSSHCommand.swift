import CGit
import Glibc

/// The command line of OpenSSH's client: it asks nobody, trusts only known hosts, and reads no configuration of the user's.
enum OpenSSHCommand {
  /// Kept for the life of the process: the transport holds on to it.
  nonisolated(unsafe) private static var arguments: [UnsafeMutablePointer<CChar>?] = []

  static func install(_ credentials: Credentials) {
    // Written once, before the only thread of the child goes on.
    arguments = words(credentials).map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) } + [nil]
    arguments.withUnsafeMutableBufferPointer { _ = cgit_use_openssh($0.baseAddress) }
  }

  static func words(_ credentials: Credentials) -> [String] {
    var options = [
      "BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "ConnectTimeout=10", "ServerAliveInterval=5", "LogLevel=ERROR",
    ]
    if let hosts = credentials.knownHosts { options += ["UserKnownHostsFile=\(quoted(hosts))", "GlobalKnownHostsFile=/dev/null"] }
    if let identity = credentials.identity { options += ["IdentitiesOnly=yes", "IdentityAgent=none", "IdentityFile=\(quoted(identity))"] }
    return ["ssh", "-F", "none", "-T"] + options.flatMap { ["-o", $0] }
  }

  /// A path as ssh_config(5) takes it: quotes for spaces, and no tokens.
  private static func quoted(_ path: String) -> String { "\"\(path.replacing("%", with: "%%"))\"" }
}
