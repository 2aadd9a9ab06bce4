import AsyncHTTPClient
import Foundation
import NIOCore
package import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Stands before a real API server and refuses what that one has no rules for: quotas, roles, webhooks. All else goes through.
package final class RefusingFront: Sendable {
  /// What is refused, and in which words.
  package struct Refusal: Sendable {
    let method: HTTPMethod
    let path: String
    let status: HTTPResponseStatus
    let reason: String
    let message: String
    let headers: HTTPHeaders

    /// - Parameters:
    ///   - path: The end of the path, without the query.
    ///   - reason: As in a `Status` (`meta/v1`), such as `Forbidden`.
    package init(
      _ method: HTTPMethod, _ path: String, _ status: HTTPResponseStatus, reason: String, message: String, headers: HTTPHeaders = [:]
    ) {
      self.method = method
      self.path = path
      self.status = status
      self.reason = reason
      self.message = message
      self.headers = headers
    }

    fileprivate var body: ByteBuffer {
      let status: [String: Any] = [
        "apiVersion": "v1", "kind": "Status", "status": "Failure", "code": Int(self.status.code), "reason": reason, "message": message,
      ]
      return ByteBuffer(bytes: (try? JSONSerialization.data(withJSONObject: status)) ?? Data())
    }
  }

  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>

  /// A kubeconfig like the cluster's, but for the address.
  package let kubeconfig: String
  private let behind: String
  private let client: HTTPClient
  private let listener: NIOAsyncChannel<Connection, Never>
  private let refusals: Mutex<[Refusal]>
  private let seen = Mutex<[(method: HTTPMethod, path: String, authorization: String)]>([])

  /// Listens on loopback, with the cluster's own certificate.
  package init(_ cluster: TestCluster, refusing refusals: [Refusal] = []) async throws {
    self.refusals = Mutex(refusals)
    let text = try String(contentsOfFile: cluster.kubeconfig, encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.contains("server: ") }) else {
      throw DemoFailure("\(cluster.kubeconfig) names no server")
    }
    behind = String(line.trimmingPrefix(while: \.isWhitespace).dropFirst("server: ".count))
    var trust = TLSConfiguration.makeClientConfiguration()
    trust.trustRoots = .file("\(cluster.folder)/pki/ca.crt")
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .init(tlsConfiguration: trust))
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile("\(cluster.folder)/pki/server.crt").map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(cluster.folder)/pki/server.key", format: .pem)))
    tls.applicationProtocols = ["http/1.1"]
    let context = try NIOSSLContext(configuration: tls)
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0) { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
        try channel.pipeline.syncOperations.addHandler(HTTPByteBufferResponsePartHandler())
        return try Connection(wrappingChannelSynchronously: channel)
      }
    }
    kubeconfig = "\(cluster.folder)/kubeconfig-front"
    let port = listener.channel.localAddress?.port ?? 0
    try text.replacing(behind, with: "https://127.0.0.1:\(port)").write(toFile: kubeconfig, atomically: true, encoding: .utf8)
  }

  /// Refuses these from now on, and nothing else.
  package func refuse(_ refusals: [Refusal]) { self.refusals.withLock { $0 = refusals } }

  /// The calls so far.
  package var calls: [(method: HTTPMethod, path: String, authorization: String)] { seen.withLock { $0 } }

  /// Where it listens on 127.0.0.1.
  package var port: Int { listener.channel.localAddress?.port ?? 0 }

  /// Serves as long as the work takes.
  package func serving<Result: Sendable>(_ work: @Sendable @escaping () async throws -> Result) async throws -> Result {
    do {
      let result = try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
          try await self.serve()
          return nil
        }
        group.addTask { try await work() }
        defer { group.cancelAll() }
        for try await result in group { if let result { return result } }
        throw DemoFailure("the front ended before the work")
      }
      try await client.shutdown()
      return result
    } catch {
      try await client.shutdown()
      throw error
    }
  }

  private func serve() async throws {
    try await listener.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          // How a connection ends is the client's matter.
          group.addTask { try? await self.answer(connection) }
        }
      }
    }
  }

  private func answer(_ connection: Connection) async throws {
    try await connection.executeThenClose { requests, answers in
      var head: HTTPRequestHead?
      var body = ByteBuffer()
      for try await part in requests {
        switch part {
        case .head(let new): (head, body) = (new, ByteBuffer())
        case .body(var more): body.writeBuffer(&more)
        case .end: if let head { try await answer(head, body, answers) }
        }
      }
    }
  }

  private func answer(
    _ head: HTTPRequestHead, _ body: ByteBuffer, _ answers: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>
  ) async throws {
    let path = String(head.uri.prefix { $0 != "?" })
    seen.withLock { $0.append((head.method, path, head.headers.first(name: "authorization") ?? "")) }
    if let refusal = refusals.withLock({ $0.first { $0.method == head.method && path.hasSuffix($0.path) } }) {
      var headers = refusal.headers
      let text = refusal.body
      headers.add(name: "content-type", value: "application/json")
      headers.add(name: "content-length", value: String(text.readableBytes))
      try await answers.write(.head(HTTPResponseHead(version: .http1_1, status: refusal.status, headers: headers)))
      try await answers.write(.body(text))
      return try await answers.write(.end(nil))
    }
    var request = HTTPClientRequest(url: behind + head.uri)
    request.method = head.method
    for (name, value) in head.headers where !["host", "content-length", "transfer-encoding", "connection"].contains(name.lowercased()) {
      request.headers.add(name: name, value: value)
    }
    if body.readableBytes > 0 { request.body = .bytes(body) }
    let answer = try await client.execute(request, timeout: .hours(1))
    var headers = answer.headers
    for name in ["content-length", "transfer-encoding", "connection"] { headers.remove(name: name) }
    headers.add(name: "transfer-encoding", value: "chunked")
    try await answers.write(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)))
    for try await piece in answer.body { try await answers.write(.body(piece)) }
    try await answers.write(.end(nil))
  }
}

/// The pipeline wants `IOData`; what is written are buffers.
private final class HTTPByteBufferResponsePartHandler: ChannelOutboundHandler {
  typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
  typealias OutboundOut = HTTPServerResponsePart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head): context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body(let body): context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: promise)
    case .end(let trailers): context.write(wrapOutboundOut(.end(trailers)), promise: promise)
    }
  }
}
