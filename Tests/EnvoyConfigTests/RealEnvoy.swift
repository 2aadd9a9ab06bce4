import Foundation
import Glibc
import Testing

/// The Envoy that `make tools` puts into `.tools/`, found by walking up from here.
enum RealEnvoy {
  static let path: String? = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let tools = folder.appendingPathComponent(".tools")
      for name in ((try? FileManager.default.contentsOfDirectory(atPath: tools.path)) ?? []).sorted() {
        let candidate = tools.appendingPathComponent(name).appendingPathComponent("bin/envoy").path
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      }
    }
    return nil
  }()

  /// What Envoy says against a bootstrap; nil when it takes it.
  static func refusal(of bootstrap: String) throws -> String? {
    let folder = try TemporaryFolder()
    let file = folder.path + "/envoy.json"
    try Data(bootstrap.utf8).write(to: URL(fileURLWithPath: file))
    let (process, log) = try start(["--mode", "validate", "-c", file, "-l", "error"], in: folder)
    process.waitUntilExit()
    guard process.terminationStatus != 0 else { return nil }
    return try String(contentsOfFile: log, encoding: .utf8)
  }

  /// Runs Envoy until the closure ends. `port` is one of its listeners: once that answers, it is ready.
  static func running(_ bootstrap: String, port: Int, _ body: () throws -> Void) throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/envoy.json"
    try Data(bootstrap.utf8).write(to: URL(fileURLWithPath: file))
    let (process, log) = try start(["-c", file, "-l", "error", "--concurrency", "1", "--disable-hot-restart"], in: folder)
    defer {
      // A test's thread blocks signals, and its child inherits that: only this one gets through.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    for _ in 0..<400 where process.isRunning {
      if let connection = try? HTTPConnection(port: port) {
        connection.close()
        return try body()
      }
      usleep(50_000)
    }
    Issue.record("Envoy is not ready: \(try String(contentsOfFile: log, encoding: .utf8))")
  }

  /// Ports that nobody listens on now.
  static func freePorts(_ count: Int) -> [Int] {
    let sockets = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    defer { for descriptor in sockets { Glibc.close(descriptor) } }
    return sockets.map { descriptor in
      var address = HTTPConnection.loopback(port: 0)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      return withUnsafeMutableBytes(of: &address) { bytes -> Int in
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), bind(descriptor, base, length) == 0,
          getsockname(descriptor, base, &length) == 0
        else { return 0 }
        return Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
      }
    }
  }

  private static func start(_ arguments: [String], in folder: TemporaryFolder) throws -> (Process, log: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = arguments
    process.environment = [:]
    let log = folder.path + "/log"
    try Data().write(to: URL(fileURLWithPath: log))
    let handle = FileHandle(forWritingAtPath: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    return (process, log)
  }
}

/// A folder of its own, gone when nobody holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("nuncio-\(UUID().uuidString.prefix(8))").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
