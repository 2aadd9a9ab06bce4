import Foundation

/// An Envoy that is new enough.
package struct EnvoyBinary: Sendable, Hashable {
  /// The oldest version that the configuration is made for.
  package static let oldest = "1.40"
  package let path: String
  /// Such as `1.40.0`.
  package let version: String

  /// Finds Envoy: the flag, else `NUNCIO_ENVOY`, else `.tools/` above the executable, else `PATH`; and asks its version.
  ///
  /// - Throws: `FleetError`.
  package static func find(flag: String?, environment: [String: String], executable: String) throws(FleetError) -> EnvoyBinary {
    if let flag { return try check(flag) }
    if let named = environment["NUNCIO_ENVOY"], !named.isEmpty { return try check(named) }
    if let near = tools(above: executable) { return try check(near) }
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      let path = "\(folder)/envoy"
      if FileManager.default.isExecutableFile(atPath: path) { return try check(path) }
    }
    throw .envoyMissing
  }

  private static func tools(above executable: String) -> String? {
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      let tools = folder.appendingPathComponent(".tools").path
      let found = ((try? FileManager.default.contentsOfDirectory(atPath: tools)) ?? []).filter { $0.hasPrefix("envoy-") }
      // Names differ in their version: the newest by number.
      let newest = found.max { $0.compare($1, options: .numeric) == .orderedAscending }
      if let newest, FileManager.default.isExecutableFile(atPath: "\(tools)/\(newest)/bin/envoy") { return "\(tools)/\(newest)/bin/envoy" }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static func check(_ path: String) throws(FleetError) -> EnvoyBinary {
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw .envoyUnusable(path: path, reason: "there is no such program")
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["--version"]
    process.environment = [:]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { throw .envoyUnusable(path: path, reason: error.localizedDescription) }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // "PATH  version: <commit>/1.40.0/Clean/RELEASE/BoringSSL"
    let parts = (text.range(of: "version:").map { text[$0.upperBound...] } ?? "").split(separator: "/").map(String.init)
    guard parts.count > 1 else { throw .envoyUnusable(path: path, reason: "`--version` does not answer as Envoy's does") }
    let version = parts[1]
    guard version.compare(oldest, options: .numeric) != .orderedAscending else { throw .envoyTooOld(path: path, version: version) }
    return EnvoyBinary(path: URL(fileURLWithPath: path).standardizedFileURL.path, version: version)
  }
}
