import Foundation
import Testbed

/// A private sshd on a port of the loopback, with a host key of its own and three keys of a user that it lets in.
final class SSHServer {
  static let isInstalled = ["sshd", "ssh", "ssh-keygen"].allSatisfy(GitSetting.has)
  static let types = ["ed25519", "ecdsa", "rsa"]
  let port: Int
  private let folder: String

  /// Serves repositories at their absolute paths.
  init(in parent: String) async throws {
    folder = parent + "/ssh"
    port = try GitSetting.freePort()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in ["host", "impostor"] { try makeKey(name, type: "ed25519") }
    var admitted = ""
    for type in Self.types {
      try makeKey(type, type: type)
      admitted += try text("\(type).pub")
    }
    try makeKey("stranger", type: "ed25519")
    try admitted.write(toFile: folder + "/authorized_keys", atomically: true, encoding: .utf8)
    try """
    Port \(port)
    ListenAddress 127.0.0.1
    HostKey \(folder)/host
    PidFile \(folder)/sshd.pid
    AuthorizedKeysFile \(folder)/authorized_keys
    StrictModes no
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    UsePAM no
    PermitRootLogin prohibit-password

    """.write(toFile: folder + "/sshd_config", atomically: true, encoding: .utf8)
    // sshd wants this folder, and only the system's own start makes it.
    if getuid() == 0 { try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
    // It goes to the background by itself; it wants to be called by its whole path.
    try GitSetting.run("/usr/sbin/sshd", "-f", folder + "/sshd_config", "-E", folder + "/log")
    try await GitSetting.waitForListener(port: port)
  }

  func url(_ path: String) -> String { "ssh://\(NSUserName())@127.0.0.1:\(port)\(path)" }

  /// A private key of the user: one of `types`, or `stranger`, which is not let in.
  func key(_ name: String) throws -> String { try text(name) }

  /// The server's line for `known_hosts`, its name hashed or not; or that of somebody else in its place.
  func knownHosts(isHashed: Bool = false, ofImpostor: Bool = false) throws -> String {
    let line = "[127.0.0.1]:\(port) " + (try text(ofImpostor ? "impostor.pub" : "host.pub"))
    guard isHashed else { return line }
    let path = folder + "/hashed"
    try line.write(toFile: path, atomically: true, encoding: .utf8)
    try GitSetting.run("ssh-keygen", "-q", "-H", "-f", path)
    return try text("hashed")
  }

  func end() {
    if let pid = (try? text("sshd.pid")).flatMap({ pid_t($0.trimmingCharacters(in: .newlines)) }) { kill(pid, SIGTERM) }
  }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

  private func makeKey(_ name: String, type: String) throws {
    try GitSetting.run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", name, "-f", "\(folder)/\(name)")
  }
}
