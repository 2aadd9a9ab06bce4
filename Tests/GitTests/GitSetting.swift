import Foundation
import Git
import Testbed
import Testing

/// A folder with a real repository, a place for its mirror, and the program that fetches.
struct GitSetting {
  let folder: String
  let repository: SampleRepository
  private let child: [String]

  /// The program beside the tests.
  private static var program: String? {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [folder.path, FileManager.default.currentDirectoryPath + "/.build/debug"]
    return candidates.map { $0 + "/nuncio" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  init() throws {
    folder = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path + "/nuncio-git-\(UUID().uuidString.prefix(8))"
    repository = try SampleRepository(path: folder + "/repository", samples: "", values: [:])
    child = [try #require(Self.program, "the nuncio program is not built"), "fetch-child"]
  }

  /// - Parameter auth: The files of the source's auth folder.
  func mirror(
    _ reference: GitReference = .branch("main"), path: String = "", url: String? = nil, auth: [String: String]? = nil,
    deadline: Duration = .seconds(20), told: @escaping @Sendable (GitError) -> Void = { _ in }
  ) throws -> SourceMirror {
    SourceMirror(try settings(reference, path: path, url: url, auth: auth, deadline: deadline), told: told)
  }

  func settings(
    _ reference: GitReference = .branch("main"), path: String = "", url: String? = nil, auth: [String: String]? = nil,
    deadline: Duration = .seconds(20)
  ) throws -> MirrorSettings {
    MirrorSettings(
      url: try RemoteURL(url ?? repository.path, allowingFile: true), reference: reference,
      scope: TreeScope(path: path, reaching: ["kustomization.yaml"]), directory: mirrorFolder,
      credentials: try auth.map(write), executable: child, deadline: deadline)
  }

  private func write(_ auth: [String: String]) throws -> String {
    let place = folder + "/auth-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for (name, text) in auth {
      try text.write(toFile: "\(place)/\(name)", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(place)/\(name)")
    }
    return place
  }

  /// Where the mirror is.
  var mirrorFolder: String { folder + "/mirror.git" }

  /// The words of the error that a look at the remote ends with.
  func fault(
    _ reference: GitReference = .branch("main"), path: String = "", url: String? = nil, auth: [String: String]? = nil,
    deadline: Duration = .seconds(20)
  ) async throws -> String {
    do {
      let result = try await mirror(reference, path: path, url: url, auth: auth, deadline: deadline).poll()
      throw DemoFailure("it was expected to fail, and has \(result.head.id)")
    } catch let error as GitError {
      return "\(error)"
    }
  }

  func end() { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs a program of the machine.
  ///
  /// - Returns: What it wrote to standard output.
  @discardableResult
  static func run(_ words: String..., input: String? = nil, environment: [String: String] = [:]) throws -> String {
    let process = Process()
    let stdout = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try input.map(Self.file) ?? FileHandle.nullDevice
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: stdout.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw DemoFailure("\(words.joined(separator: " ")) failed") }
    return output.trimmingCharacters(in: .newlines)
  }

  private static func file(with text: String) throws -> FileHandle {
    let path = NSTemporaryDirectory() + "nuncio-input-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { unlink(path) }
    return try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  }

  /// Whether a program is installed.
  static func has(_ program: String) -> Bool {
    ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/lib/git-core"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  /// A port of the loopback that was free a moment ago.
  static func freePort() throws -> Int {
    // The listener is gone when this returns.
    try SilentListener().port
  }

  /// Waits until somebody listens on a port.
  static func waitForListener(port: Int) async throws {
    for _ in 0..<200 {
      if (try? run("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)")) != nil { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw DemoFailure("nobody listens on port \(port)")
  }
}
