import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Testbed

/// The demo: a repository, three Envoy proxies, real traffic. `--live` leaves it running.
@main
enum Quickstart {
  static func main() async {
    let isLive = CommandLine.arguments.contains("--live")
    do {
      let broken = try await run(isLive: isLive)
      for claim in broken { print("BROKEN CLAIM: \(claim)") }
      exit(broken.isEmpty ? 0 : 1)
    } catch {
      print("the demo failed: \(error)")
      exit(1)
    }
  }

  private static func run(isLive: Bool) async throws -> [String] {
    let group = MultiThreadedEventLoopGroup.singleton
    let shop = try await Backend.start("shop", port: 9101, status: .ok, on: group)
    let cart = try await Backend.start("cart", port: 9102, status: .ok, on: group)
    let broken = try await Backend.start("broken", port: 9103, status: .serviceUnavailable, on: group)
    let (port, admin) = (try Ports.free(preferred: 8080), try Ports.free(preferred: 8877))
    let place = try Place.make()
    let repository = try SampleRepository(
      path: place.work + "/edge.git", samples: place.samples,
      values: ["PORT": "\(port)", "SHOP": "\(shop.port)", "CART": "\(cart.port)", "BROKEN": "\(broken.port)"])
    try place.writeFleet()
    let daemon = Daemon(
      program: place.nuncio,
      arguments: ["--repo", repository.path, "--config", place.work + "/nuncio.yaml", "--interval", "1s", "--bind", "127.0.0.1"],
      admin: admin,
      state: place.state, log: place.work + "/nuncio.log")
    let interruption = Interruption {
      daemon.stop()
      place.cleanUp()
    }
    defer { place.cleanUp() }
    print(
      """
      Nuncio demo: a repository, three Envoy proxies, real traffic. About 50 seconds.

        repository   \(place.shown("edge.git")) (made just now)      proxies  edge-0 edge-1 edge-2 on :\(port)
        backends     shop :\(shop.port)  cart :\(cart.port)  broken :\(broken.port)     client   \(Traffic.perSecond) requests/s over all proxies

      """)
    var story = Story(daemon: daemon, repository: repository, traffic: Traffic(port: port, on: group), nuncio: place.nuncio)
    do {
      let running = try await story.tell()
      if isLive {
        try await live(daemon, repository, port: port, nuncio: place.nuncio)
      } else {
        print("\nPlay on: make demo-live        Your own repository: nuncio run --repo URL")
      }
      running.cancel()
    } catch {
      interruption.close()
      daemon.stop()
      throw error
    }
    interruption.close()
    daemon.stop()
    return story.broken
  }

  private static func live(_ daemon: Daemon, _ repository: SampleRepository, port: Int, nuncio: String) async throws {
    // Both bad commits: a head that is held would refuse `resume`.
    try repository.revertLast()
    try repository.git("revert", "--no-edit", "HEAD~2")
    let options = "--server \(daemon.address) --token-file \(daemon.state)/token"
    print(
      """

      It goes on running, with its traffic. Try, in another terminal:

        curl -H 'host: shop.example.com' http://127.0.0.1:\(port)/cart/1
        \(nuncio) status \(options)
        \(nuncio) history \(options)
        \(nuncio) resume \(options)      the source was pinned by the rollback
        edit a file in \(repository.path), commit it, and watch `status`

      Ctrl-C ends everything.
      """)
    fflush(nil)
    while daemon.isRunning { try await Task.sleep(for: .milliseconds(200)) }
  }
}

/// Ctrl-C ends the daemon and its proxies too.
final class Interruption {
  private var sources: [any DispatchSourceSignal] = []
  /// Whoever has it ends the demo, and keeps it.
  private let ending = NSLock()

  init(_ stop: @escaping () -> Void) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [ending] in
        ending.lock()
        stop()
        exit(130)
      }
      source.activate()
      sources.append(source)
    }
  }

  /// The demo ends by itself from here on; one that Ctrl-C is ending already never returns from this.
  func close() { ending.lock() }
}

/// Where the demo's files are.
struct Place {
  let work: String
  let samples: String
  let state: String
  let nuncio: String

  static func make() throws -> Place {
    let program = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let nuncio = program.deletingLastPathComponent().appendingPathComponent("nuncio").path
    guard FileManager.default.isExecutableFile(atPath: nuncio) else { throw DemoFailure("there is no \(nuncio): run `make build`") }
    let checkout = FileManager.default.currentDirectoryPath
    let samples = checkout + "/examples/quickstart/repository"
    guard FileManager.default.fileExists(atPath: samples) else { throw DemoFailure("run this in the checkout: there is no \(samples)") }
    let work = checkout + "/demo"
    if FileManager.default.fileExists(atPath: work) { try FileManager.default.removeItem(atPath: work) }
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    // A Unix socket's path has 107 bytes at most.
    var state = work + "/state"
    if state.utf8.count > 70 {
      var template = Array("/tmp/nuncio-demo-XXXXXX".utf8CString)
      let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } }
      guard let made else { throw DemoFailure("no folder can be made in /tmp") }
      state = made
    }
    return Place(work: work, samples: samples, state: state, nuncio: nuncio)
  }

  func shown(_ name: String) -> String { "demo/\(name)" }

  /// Removes what does not lie in the work folder, once the daemon has ended.
  func cleanUp() {
    if !state.hasPrefix(work + "/") { try? FileManager.default.removeItem(atPath: state) }
  }

  /// The operator's own Fleet.
  func writeFleet() throws {
    let text = """
      apiVersion: nuncio.dev/v1alpha1
      kind: Fleet
      metadata: {name: edge}
      spec:
        proxies: 3
        stages:
          - {proxies: 1, hold: 10s}
          - {proxies: 100%, hold: 20s}

      """
    try text.write(toFile: work + "/nuncio.yaml", atomically: true, encoding: .utf8)
  }
}
