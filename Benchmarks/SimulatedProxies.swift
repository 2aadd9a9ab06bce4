import EnvoyAPI
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import Operator
import SwiftProtobuf
import Synchronization
import XDS

/// Many proxies that hold a delta stream each, with a certificate of their own, and confirm whatever comes: what an operator has to
/// do with Envoy is theirs, what Envoy does is not.
///
/// `nuncio-bench proxies --port N --authority FOLDER --count N` runs until standard input ends. Each line there, whatever it says,
/// begins the counts anew; a line on standard output says four times a second how many streams are open, and what came since then.
struct SimulatedProxies {
  private let port: Int
  private let count: Int
  private let first: Int
  private let authority: CertificateAuthority
  private let tally = Tally()

  init(_ arguments: [String]) throws {
    func value(_ name: String) throws -> String {
      guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
        throw CallFault(description: "proxies needs --port, --authority and --count")
      }
      return arguments[index + 1]
    }
    port = Int(try value("--port")) ?? 0
    count = Int(try value("--count")) ?? 0
    first = arguments.contains("--first") ? Int(try value("--first")) ?? 0 : 0
    let folder = try value("--authority")
    authority = try CertificateAuthority(
      .init(
        chain: try String(contentsOfFile: "\(folder)/ca.crt", encoding: .utf8),
        key: try String(contentsOfFile: "\(folder)/ca.key", encoding: .utf8)))
  }

  private struct CallFault: Error, CustomStringConvertible {
    let description: String
  }

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in first..<(first + count) {
        let proxy = try SimulatedProxy(name: "sim-\(index)", port: port, authority: authority, tally: tally)
        group.addTask { await proxy.run() }
      }
      group.addTask { [tally] in
        while true {
          try await Task.sleep(for: .milliseconds(250))
          FileHandle.standardOutput.write(Data("\(tally.line)\n".utf8))
        }
      }
      for await _ in Self.lines { tally.reset() }
      group.cancelAll()
    }
  }
}

extension SimulatedProxies {
  /// Standard input, on a thread that may wait.
  fileprivate static var lines: AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        while let line = readLine() { continuation.yield(line) }
        continuation.finish()
      }
    }
  }
}

/// What all of them saw.
final class Tally: Sendable {
  private struct Counts {
    var since = ContinuousClock.now
    var receivers: Set<String> = []
    var resources = 0
    var first: Duration?
    var last = Duration.zero
    var connectedLast = Duration.zero
  }

  private let counts = Mutex(Counts())
  private let connected = Mutex<Set<String>>([])

  func reset() { counts.withLock { $0 = Counts() } }

  func connected(_ name: String, _ isConnected: Bool) {
    connected.withLock { if isConnected { $0.insert(name) } else { $0.remove(name) } }
    if isConnected { counts.withLock { $0.connectedLast = $0.since.duration(to: .now) } }
  }

  func received(_ name: String, _ resources: Int) {
    counts.withLock {
      $0.receivers.insert(name)
      $0.resources += resources
      $0.last = $0.since.duration(to: .now)
      $0.first = $0.first ?? $0.last
    }
  }

  var line: String {
    let open = connected.withLock(\.count)
    return counts.withLock {
      "connected=\(open) receivers=\($0.receivers.count) resources=\($0.resources) first=\($0.first?.seconds ?? 0) last=\($0.last.seconds) connectedLast=\($0.connectedLast.seconds)"
    }
  }
}

/// One of them.
actor SimulatedProxy {
  private let name: String
  private let tally: Tally
  private let port: Int
  private let pair: CertificateAuthority.Pair
  private let trust: String
  private var known: [String: [String: String]] = [:]
  private var names: [String: Set<String>] = [Kind.endpoints: [], Kind.routes: []]

  enum Kind {
    static let clusters = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
    static let endpoints = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"
    static let listeners = "type.googleapis.com/envoy.config.listener.v3.Listener"
    static let routes = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
    static let inOrder = [clusters, endpoints, listeners, routes]
  }

  init(name: String, port: Int, authority: CertificateAuthority, tally: Tally) throws {
    self.name = name
    self.port = port
    self.tally = tally
    pair = try authority.issue(
      .workload(id: ProxyCertificate.name(fleet: "edge", namespace: "default", pod: name)), now: Date())
    trust = authority.pair.chain
  }

  /// Streams again and again until it is cancelled, with Envoy's waits in between.
  func run() async {
    while !Task.isCancelled {
      try? await stream()
      tally.connected(name, false)
      guard (try? await Task.sleep(for: .milliseconds(.random(in: 250...750)))) != nil else { return }
    }
  }

  private func stream() async throws {
    let security = HTTP2ClientTransport.Posix.TransportSecurity.mTLS(
      certificateChain: [.bytes(Array(pair.chain.utf8), format: .pem)], privateKey: .bytes(Array(pair.key.utf8), format: .pem)
    ) { tls in
      tls.trustRoots = .certificates([.bytes(Array(self.trust.utf8), format: .pem)])
    }
    let transport = try HTTP2ClientTransport.Posix(
      target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: security,
      config: .defaults {
        $0.http2.authority = "nuncio.test"
        // As in the proxies' bootstrap.
        $0.http2.targetWindowSize = 65_536
      })
    let method = MethodDescriptor(
      fullyQualifiedService: "envoy.service.discovery.v3.AggregatedDiscoveryService", method: "DeltaAggregatedResources")
    let (requests, send) = AsyncStream.makeStream(of: DeltaDiscoveryRequest.self)
    for kind in Kind.inOrder { if let request = begin(kind) { send.yield(request) } }
    try await withGRPCClient(transport: transport) { client in
      try await client.bidirectionalStreaming(
        request: StreamingClientRequest { writer in for await request in requests { try await writer.write(request) } },
        descriptor: method, serializer: ProtobufOut<DeltaDiscoveryRequest>(), deserializer: ProtobufIn<DeltaDiscoveryResponse>(),
        options: .defaults
      ) { response in
        self.tally.connected(self.name, true)
        for try await message in response.messages {
          for request in try await self.take(message) { send.yield(request) }
        }
        send.finish()
      }
    }
  }

  /// The first request of a type: what is asked for, and what is there already.
  private func begin(_ kind: String) -> DeltaDiscoveryRequest? {
    if let names = names[kind], names.isEmpty { return nil }
    var request = DeltaDiscoveryRequest()
    request.typeURL = kind
    request.node.id = name
    request.resourceNamesSubscribe = names[kind]?.sorted() ?? []
    request.initialResourceVersions = known[kind] ?? [:]
    return request
  }

  /// Takes what came: confirms it, and asks for what it names.
  private func take(_ response: DeltaDiscoveryResponse) throws -> [DeltaDiscoveryRequest] {
    if !response.resources.isEmpty { tally.received(name, response.resources.count) }
    var named: Set<String> = []
    for resource in response.resources {
      known[response.typeURL, default: [:]][resource.name] = resource.version
      switch response.typeURL {
      case Kind.clusters:
        let cluster = try EnvoyCluster(serializedBytes: resource.resource.value)
        if cluster.type == .eds {
          named.insert(cluster.edsClusterConfig.serviceName.isEmpty ? cluster.name : cluster.edsClusterConfig.serviceName)
        }
      case Kind.listeners:
        for chain in try EnvoyListener(serializedBytes: resource.resource.value).filterChains {
          for filter in chain.filters where filter.typedConfig.typeURL.hasSuffix("HttpConnectionManager") {
            named.insert(try EnvoyConnectionManager(serializedBytes: filter.typedConfig.value).rds.routeConfigName)
          }
        }
      default: break
      }
    }
    for gone in response.removedResources { known[response.typeURL]?[gone] = nil }
    var confirmation = DeltaDiscoveryRequest()
    confirmation.typeURL = response.typeURL
    confirmation.responseNonce = response.nonce
    let asked = response.typeURL == Kind.clusters ? Kind.endpoints : Kind.routes
    let new = named.subtracting(names[asked] ?? []).subtracting([""])
    guard !new.isEmpty else { return [confirmation] }
    let isFirst = names[asked]?.isEmpty ?? true
    names[asked, default: []].formUnion(new)
    var more = DeltaDiscoveryRequest()
    more.typeURL = asked
    more.resourceNamesSubscribe = new.sorted()
    if isFirst { more.node.id = name }
    return [confirmation, more]
  }
}

private struct ProtobufOut<Message: SwiftProtobuf.Message>: MessageSerializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: Message) throws -> Bytes { Bytes(try message.serializedBytes() as [UInt8]) }
}

private struct ProtobufIn<Message: SwiftProtobuf.Message>: MessageDeserializer {
  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> Message {
    try bytes.withUnsafeBytes { try Message(serializedBytes: [UInt8]($0)) }
  }
}
