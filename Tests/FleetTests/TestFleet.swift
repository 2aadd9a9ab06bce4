import Fleet
import Foundation
import Glibc
import Identity
import Logging
import Synchronization
import Testing

/// A short folder (Unix sockets live in it) that goes with its owner.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    path = "/tmp/nf-" + String(UInt64.random(in: 0..<UInt64.max), radix: 36)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The real Envoy, found above the working directory; nil when `make tools` was not run.
let realEnvoy = try? EnvoyBinary.find(
  flag: nil, environment: [:], executable: FileManager.default.currentDirectoryPath + "/.build/nuncio")

/// Waits until `condition` holds, at most `limit`; whether it did.
func eventually(within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try? await Task.sleep(for: .milliseconds(50))
  }
  return false
}

/// What `LocalFleet` is tried with: static Envoys that answer `<proxy> <generation>` on one port.
final class Site: Sendable {
  let folder: TestFolder
  let port: Int
  let proxies: [ProxyID]
  /// Part of the bootstrap: another one, another bootstrap. `broken` is one that Envoy refuses.
  let generation = Mutex("one")
  /// What every fleet on this site said.
  let events = Mutex<[FleetEvent]>([])

  init(proxies: Int) throws {
    folder = try TestFolder()
    port = try Self.freePort()
    self.proxies = (0..<proxies).map { ProxyID("edge-\($0)") }
  }

  /// Runs `body` with a fleet; then cancels it, which is a crash without the noise: the processes stay.
  func withFleet<Result: Sendable>(_ body: (LocalFleet) async throws -> Result) async throws -> Result {
    let envoy = try #require(realEnvoy)
    let settings = FleetSettings(proxies: proxies, directory: folder.path, envoy: envoy, drain: .seconds(3)) { proxy, paths in
      self.bootstrap(proxy, paths)
    }
    let fleet = LocalFleet(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let reader = Task { for await event in fleet.events { self.events.withLock { $0.append(event) } } }
    let run = Task { try await fleet.run() }
    do {
      let result = try await body(fleet)
      run.cancel()
      _ = try? await run.value
      reader.cancel()
      return result
    } catch {
      run.cancel()
      reader.cancel()
      throw error
    }
  }

  func happened(within limit: Duration = .seconds(20), _ isIt: (FleetEvent) -> Bool) async -> Bool {
    await eventually(within: limit) { events.withLock { $0.contains(where: isIt) } }
  }

  /// Whether every proxy answers with this generation.
  func serves(_ generation: String, within limit: Duration = .seconds(20)) async -> Bool {
    var seen: Set<String> = []
    let wanted = Set(proxies.map { "\($0) \(generation)" })
    return await eventually(within: limit) {
      for _ in 0..<20 { if let body = Self.request(port) { seen.insert(body) } }
      return seen.isSuperset(of: wanted)
    }
  }

  /// The pids of this site's processes that live: those whose command names its folder.
  var alive: [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { pid in
      (FileManager.default.contents(atPath: "/proc/\(pid)/cmdline").map { String(decoding: $0, as: UTF8.self) } ?? "").contains(
        folder.path + "/")
    }
  }

  /// Ends what a test leaves.
  func clear() { for pid in alive { kill(pid, SIGKILL) } }

  private func bootstrap(_ proxy: ProxyID, _ paths: ProxyPaths) -> String {
    let generation = generation.withLock { $0 }
    let manager = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
    return """
      {"admin": {"address": {"pipe": {"path": "\(paths.adminSocket)"}}},
       "static_resources": {"listeners": [{"name": "http", "\(generation == "broken" ? "no_such_field" : "stat_prefix")": "http",
         "address": {"socket_address": {"address": "127.0.0.1", "port_value": \(port)}},
         "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {"@type": "\(manager)", "stat_prefix": "http",
           "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"},
             "direct_response": {"status": 200, "body": {"inline_string": "\(proxy) \(generation)"}}}]}]},
           "http_filters": [{"name": "router", "typed_config":
             {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}]}}
      """
  }

  /// A port that nobody listens on now.
  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(bound)
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  /// One request on a connection of its own: the body of a 200, nil for whatever else.
  static func request(_ port: Int) -> String? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = loopback(port)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
    guard connected else { return nil }
    let text = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
    guard send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count else { return nil }
    var answer = ""
    var chunk = [UInt8](repeating: 0, count: 2_048)
    // Until the body is there, not until the end: after an answer of its own Envoy waits a second for the client to close.
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      answer += String(decoding: chunk[..<count], as: UTF8.self)
      if let body = body(of: answer) { return body }
    }
  }

  /// The body of an answer 200, once it is complete.
  private static func body(of answer: String) -> String? {
    guard answer.hasPrefix("HTTP/1.1 200"), let end = answer.range(of: "\r\n\r\n") else { return nil }
    let lengths = answer[..<end.lowerBound].split(separator: "\r\n").filter { $0.lowercased().hasPrefix("content-length:") }
    guard let length = lengths.first.flatMap({ Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }) else { return nil }
    let body = answer[end.upperBound...]
    return body.utf8.count >= length ? String(body) : nil
  }
}

/// Clients that ask without a pause, each request on a connection of its own.
final class Traffic: Sendable {
  private struct Counts { var good = 0, bad = 0, running = 0, isOver = false }
  private let counts = Mutex(Counts())

  init(port: Int, clients: Int = 2) {
    counts.withLock { $0.running = clients }
    for _ in 0..<clients {
      Thread.detachNewThread { [self] in
        while !counts.withLock({ $0.isOver }) {
          let isGood = Site.request(port) != nil
          counts.withLock { if isGood { $0.good += 1 } else { $0.bad += 1 } }
          usleep(2_000)
        }
        counts.withLock { $0.running -= 1 }
      }
    }
  }

  /// Requests that were answered with 200, and the others.
  func stop() async -> (good: Int, bad: Int) {
    counts.withLock { $0.isOver = true }
    _ = await eventually { counts.withLock { $0.running == 0 } }
    return counts.withLock { ($0.good, $0.bad) }
  }
}
