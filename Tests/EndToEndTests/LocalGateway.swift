import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Testbed

/// A daemon with real Envoy proxies, a real repository, real backends and real traffic, in a folder of its own.
final class LocalGateway {
  let folder: String
  let repository: SampleRepository
  let daemon: Daemon
  let traffic: Traffic
  let port: Int
  private let good: Backend
  private let other: Backend
  private let bad: Backend

  /// Where the program is; none when Envoy or the program is missing.
  static var program: String? {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().path
    let program = [folder + "/nuncio", FileManager.default.currentDirectoryPath + "/.build/debug/nuncio"]
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    let envoy = FileManager.default.currentDirectoryPath + "/.tools/envoy-1.40.0/bin/envoy"
    return FileManager.default.isExecutableFile(atPath: envoy) ? program : nil
  }

  /// - Parameters:
  ///   - prepare: What is done with the folder before anything runs in it.
  ///   - flags: More of the daemon's arguments, by the folder.
  init(
    program: String, holds: String = "2s", prepare: (String) throws -> Void = { _ in }, flags: (String) -> [String] = { _ in [] }
  ) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    // Short, for a Unix socket's path has 107 bytes at most.
    folder = "/tmp/nuncio-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try prepare(folder)
    port = try Ports.free(preferred: 0)
    good = try await Backend.start("good", port: 0, status: .ok, on: group)
    other = try await Backend.start("other", port: 0, status: .ok, on: group)
    bad = try await Backend.start("bad", port: 0, status: .serviceUnavailable, on: group)
    repository = try SampleRepository(path: folder + "/repository", samples: "", values: [:])
    try """
    apiVersion: nuncio.dev/v1alpha1
    kind: Fleet
    metadata: {name: edge}
    spec: {proxies: 3, stages: [{proxies: 1, hold: \(holds)}, {proxies: 100%, hold: \(holds)}]}
    """.write(toFile: folder + "/fleet.yaml", atomically: true, encoding: .utf8)
    traffic = Traffic(port: port, on: group)
    daemon = Daemon(
      program: program,
      arguments: ["--repo", repository.path, "--config", folder + "/fleet.yaml", "--interval", "1s", "--bind", "127.0.0.1"] + envoy
        + flags(folder),
      admin: try Ports.free(preferred: 0), state: folder + "/state", log: folder + "/nuncio.log")
  }

  /// The arguments that name Envoy.
  let envoy = ["--envoy", FileManager.default.currentDirectoryPath + "/.tools/envoy-1.40.0/bin/envoy"]

  /// What a backend is called in a commit.
  enum Kind { case good, other, bad }

  /// Commits a gateway whose `/cart/` goes to a backend.
  ///
  /// - Parameter more: Further documents.
  @discardableResult
  func commit(cart: Kind, _ message: String, more: String = "") throws -> String {
    let ports: [Kind: Int] = [.good: good.port, .other: other.port, .bad: bad.port]
    let text = """
      apiVersion: getambassador.io/v3alpha1
      kind: Listener
      metadata: {name: http, namespace: edge}
      spec: {port: \(port), protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Host
      metadata: {name: all, namespace: edge}
      spec: {hostname: "*", requestPolicy: {insecure: {action: Route}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: all, namespace: shop}
      spec: {hostname: "*", prefix: /, service: "127.0.0.1:\(good.port)"}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: cart, namespace: shop, labels: {note: "\(message)"}}
      spec: {hostname: "*", prefix: /cart/, service: "127.0.0.1:\(ports[cart] ?? 0)"}
      \(more)
      """
    return try repository.commit(files: ["gateway.yaml": text], message)
  }

  func log() -> String { (try? String(contentsOfFile: folder + "/nuncio.log", encoding: .utf8)) ?? "" }

  /// The process of a proxy, by its record.
  func pid(_ index: Int) -> Int? {
    guard let record = FileManager.default.contents(atPath: "\(folder)/state/proxies/edge-\(index)/record.json"),
      let fields = try? JSONSerialization.jsonObject(with: record) as? [String: Any]
    else { return nil }
    return fields["pid"] as? Int
  }

  /// The processes of all proxies.
  func pids() -> [Int?] { (0..<3).map(pid) }

  /// Ends everything.
  func end() {
    if !daemon.isRunning { try? daemon.start() }
    daemon.stop()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
