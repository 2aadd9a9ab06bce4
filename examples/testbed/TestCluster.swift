import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// A real Kubernetes API server in one process, in a folder of its own, for as long as it is held; or a cluster that is there.
package final class TestCluster: Sendable {
  /// Where `kubeconfig`, `token` and `pki/ca.crt` lie.
  package let folder: String
  package let kubeconfig: String
  private let program: String
  private let arguments: [String]
  private let process = Mutex<Process?>(nil)

  /// The server's program, in the folder `shared` beside the checkout that the executable or the working directory is in;
  /// nil where it is not there.
  package static let program: String? = {
    let starts = [
      FileManager.default.currentDirectoryPath, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path,
    ]
    for start in starts {
      var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
      while folder.path != "/" {
        let path = folder.appendingPathComponent("shared/testkube/bin/testkube").path
        if FileManager.default.isExecutableFile(atPath: path) { return path }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }()

  /// The kubeconfig of a cluster that tests may use, `KUBECONFIG`; what they make there they remove.
  package static let given: String? = ProcessInfo.processInfo.environment["KUBECONFIG"].flatMap {
    FileManager.default.fileExists(atPath: $0) ? $0 : nil
  }

  /// Takes a cluster that is there, which is neither started nor ended.
  package init(given kubeconfig: String) {
    self.kubeconfig = kubeconfig
    (folder, program, arguments) = ("", "", [])
  }

  /// Whether the server is this one's own, to be ended and started again.
  package var isOwn: Bool { !program.isEmpty }

  /// Starts a server with nothing in it, and returns when it is ready.
  ///
  /// - Parameter arguments: Beside its address and folder.
  package init(_ arguments: [String] = []) async throws {
    guard let program = Self.program else { throw DemoFailure("no shared/testkube/bin/testkube beside the checkout") }
    self.program = program
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("nuncio-cluster-\(UUID().uuidString)").path
    kubeconfig = "\(folder)/kubeconfig"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let port = try Ports.free(preferred: 0)
    self.arguments = ["--listen", "127.0.0.1:\(port)", "--data", folder] + arguments
    try await start()
  }

  deinit {
    kill()
    if isOwn { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// The checkout that the tests are part of: a working directory or an executable below it.
  package static let repository: String? = {
    var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).resolvingSymlinksInPath()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) { return folder.path }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  /// Starts it again in its folder, on its port.
  package func start() async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    _ = FileManager.default.createFile(atPath: "\(folder)/log", contents: nil)
    process.standardError = FileHandle(forWritingAtPath: "\(folder)/log")
    try process.run()
    self.process.withLock { $0 = process }
    let (lines, line) = AsyncStream.makeStream(of: String.self)
    output.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty { line.finish() } else { line.yield(String(decoding: data, as: UTF8.self)) }
    }
    for await text in lines where text.contains("testkube ready") {
      // What it says later must not fill the pipe.
      output.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
      return
    }
    throw DemoFailure("the API server did not start: see \(folder)/log")
  }

  /// Makes rare things happen: `compact` forgets the history, `close-watches` ends every watch.
  package func hook(_ name: String) async throws {
    let port = arguments[1].split(separator: ":").last ?? ""
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .file("\(folder)/pki/ca.crt")
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .init(tlsConfiguration: tls))
    var request = HTTPClientRequest(url: "https://127.0.0.1:\(port)/testkube/\(name)")
    request.method = .POST
    let token = try String(contentsOfFile: "\(folder)/token", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    let answer: HTTPClientResponse
    do { answer = try await client.execute(request, timeout: .seconds(30)) } catch {
      try await client.shutdown()
      throw error
    }
    try await client.shutdown()
    guard answer.status == .ok else { throw DemoFailure("/testkube/\(name) answers \(answer.status)") }
  }

  /// Ends it at once; its folder stays.
  package func kill() {
    process.withLock { process in
      guard let running = process, running.isRunning else { return }
      Glibc.kill(running.processIdentifier, SIGKILL)
      running.waitUntilExit()
      process = nil
    }
  }

  /// Stops or continues the process: a server that is there and does not answer.
  package func freeze(_ isFrozen: Bool) {
    process.withLock { process in
      if let process { Glibc.kill(process.processIdentifier, isFrozen ? SIGSTOP : SIGCONT) }
    }
  }
}
