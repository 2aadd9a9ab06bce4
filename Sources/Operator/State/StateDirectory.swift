package import Foundation
import Glibc

/// What keeps a daemon from using its state directory.
package enum StateDirectoryError: Error, CustomStringConvertible {
  /// The folder could not be made or written.
  case unusable(path: String, reason: String)
  /// Another daemon has it.
  case inUse(path: String)

  /// One sentence that names the setting and says what to do.
  package var description: String {
    switch self {
    case .unusable(let path, let reason):
      "the state directory \(path) cannot be used: \(reason.hasSuffix(".") ? String(reason.dropLast()) : reason). Name another with --state, or make it writable"
    case .inUse(let path):
      "another nuncio uses the state directory \(path). Stop that one, or name another directory with --state"
    }
  }
}

/// The folder that holds all that a daemon must remember: mode 0700, at most one daemon in it.
package struct StateDirectory: Sendable {
  /// The absolute path of the folder.
  package let path: String

  /// Finds the folder: `--state`, else `NUNCIO_STATE`, else `$XDG_STATE_HOME/nuncio`, else `~/.local/state/nuncio`.
  package static func find(flag: String?, environment: [String: String]) -> StateDirectory {
    let chosen: String
    if let flag {
      chosen = flag
    } else if let named = environment["NUNCIO_STATE"], !named.isEmpty {
      chosen = named
    } else if let base = environment["XDG_STATE_HOME"], !base.isEmpty {
      chosen = base + "/nuncio"
    } else {
      chosen = (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state/nuncio"
    }
    return StateDirectory(path: URL(fileURLWithPath: chosen).standardizedFileURL.path)
  }

  /// Takes an absolute path as it is.
  package init(path: String) { self.path = path }

  /// The file that holds the control API's token, mode 0600.
  package var tokenFile: String { path + "/token" }
  /// The folder of the Git mirrors, each of which may be thrown away.
  package var mirrors: String { path + "/mirrors" }
  /// The bare repository of the release log.
  package var log: String { path + "/log.git" }
  /// The folder of the encoded resources, content-addressed.
  package var releases: String { path + "/releases" }
  /// A folder for each proxy.
  package var proxies: String { path + "/proxies" }
  /// The last counter values, while a release is tried.
  package var counters: String { path + "/counters.json" }

  /// Makes the folder, takes its lock, and sees to it that there is a token.
  ///
  /// - Returns: The lock: the directory is taken for as long as it lives.
  /// - Throws: `StateDirectoryError`.
  package func open() throws(StateDirectoryError) -> StateLock {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try FileManager.default.createDirectory(atPath: releases, withIntermediateDirectories: true)
    } catch {
      throw .unusable(path: path, reason: error.localizedDescription)
    }
    let descriptor = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unusable(path: path, reason: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(path: path)
    }
    let lock = StateLock(descriptor: descriptor)
    try ensureToken()
    return lock
  }

  /// The control API's token.
  ///
  /// - Throws: `StateDirectoryError.unusable` when it cannot be read.
  package func token() throws(StateDirectoryError) -> String {
    do {
      return try String(contentsOfFile: tokenFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw .unusable(path: path, reason: "no token in \(tokenFile)")
    }
  }

  private func ensureToken() throws(StateDirectoryError) {
    if let found = try? token(), !found.isEmpty { return }
    var random = SystemRandomNumberGenerator()
    let text = (0..<4).map { _ in String(random.next(), radix: 16) }.joined()
    try DurableFile.write(Array((text + "\n").utf8), to: tokenFile, mode: 0o600)
  }
}

/// Holds a state directory's lock until it goes away.
package final class StateLock: Sendable {
  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}

/// Files that are either wholly there or not at all, also after a power cut.
package enum DurableFile {
  /// Writes beside the target, syncs, renames, and syncs the folder.
  ///
  /// - Throws: `StateDirectoryError.unusable`, with the system's words (a full disk, a read-only folder).
  package static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(StateDirectoryError) {
    let temporary = path + ".new"
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path) }
    // A disk may say only now that it is full.
    let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let error = isWritten ? nil : failure(path)
    close(descriptor)
    if let error {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else { throw failure(path) }
    let folder = Glibc.open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  private static func failure(_ path: String) -> StateDirectoryError {
    .unusable(path: path, reason: String(cString: strerror(errno)))
  }
}
