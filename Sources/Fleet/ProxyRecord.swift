import Foundation
package import Identity

/// Where a proxy's files are.
package struct ProxyPaths: Sendable, Hashable {
  package let directory: String

  /// The paths of a proxy below `STATE/proxies`.
  package init(_ proxy: ProxyID, in proxies: String) { directory = "\(proxies)/\(proxy.name)" }

  /// The socket of its configuration stream.
  package var xdsSocket: String { directory + "/xds.sock" }
  /// The socket of Envoy's admin interface.
  package var adminSocket: String { directory + "/admin.sock" }
  package var log: String { directory + "/envoy.log" }
  package var bootstrap: String { directory + "/bootstrap.json" }
  package var baseID: String { directory + "/base-id" }
  package var record: String { directory + "/record.json" }
  /// The process that is taking over from the recorded one.
  package var replacement: String { directory + "/replacement.json" }

  /// Makes the folder, for the owner alone.
  ///
  /// - Throws: `FleetError` when a socket's path would be too long, or the folder cannot be made.
  package func create() throws(FleetError) {
    for path in [xdsSocket, adminSocket] where path.utf8.count > 107 { throw .pathTooLong(path) }
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .disk(path: directory, reason: error.localizedDescription)
    }
  }
}

/// What a daemon that comes back must know to adopt a proxy.
struct ProxyRecord: Codable, Hashable, Sendable {
  var pid: Int32
  /// When the process began, in ticks since the machine started: pids are used again.
  var startTime: String
  var bootID: String
  var epoch: Int
  /// The whole command and bootstrap; another one means that the proxy is to be replaced.
  var fingerprint: String

  /// The name by which the rest of the house knows the process.
  var process: String { "\(pid)-\(startTime)" }

  static func load(_ path: String) -> ProxyRecord? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Self.self, from: $0) }
  }

  func save(_ path: String) throws(FleetError) {
    do {
      try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .disk(path: path, reason: error.localizedDescription)
    }
  }

  /// Whether the very process is still there.
  var isAlive: Bool { bootID == Self.currentBoot && Self.startTime(of: pid) == startTime }

  /// The running boot of the machine.
  static var currentBoot: String {
    (FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id").map { String(decoding: $0, as: UTF8.self) } ?? "")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// When a living process began (proc(5), field 22 of stat); nil for none, and for one that has ended but was not reaped.
  static func startTime(of pid: Int32) -> String? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
    // The name, in parentheses, may hold anything: fields count from behind it.
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return String(fields[19])
  }
}
