package import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Constant client traffic: so many requests a second, each on a connection of its own, so that the system spreads them
/// over all proxies.
package final class Traffic: Sendable {
  /// What clients saw so far.
  package struct Counts: Sendable {
    package var requests = 0
    package var failed = 0
    package var firstFailure: ContinuousClock.Instant?
    package var lastFailure: ContinuousClock.Instant?
  }

  package static let perSecond = 300
  private static let requests = [
    ("shop.example.com", "/"), ("shop.example.com", "/cart/1"), ("shop.example.com", "/checkout/1"), ("api.example.com", "/v1/items"),
  ]
  private let counts = Mutex(Counts())
  private let group: any EventLoopGroup
  private let port: Int
  private let next = Atomic<Int>(0)

  package init(port: Int, on group: any EventLoopGroup) {
    self.port = port
    self.group = group
  }

  /// What clients saw so far.
  package var seen: Counts { counts.withLock { $0 } }

  /// Forgets the times of failures, so that a step of the story tells of its own.
  package func forgetFailureTimes() { counts.withLock { ($0.firstFailure, $0.lastFailure) = (nil, nil) } }

  /// Sends until the returned task is cancelled.
  package func start() -> RepeatedTask {
    let loop = group.next()
    return loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) { _ in
      for _ in 0..<(Self.perSecond / 100) { self.send() }
    }
  }

  private func send() {
    let (host, path) = Self.requests[next.wrappingAdd(1, ordering: .relaxed).oldValue % Self.requests.count]
    let loop = group.next()
    let answer = loop.makePromise(of: HTTPResponseStatus.self)
    answer.futureResult.whenComplete { result in
      if case .success(let status) = result { self.record(status.code < 500 && status.code != 404) } else { self.record(false) }
    }
    ClientBootstrap(group: loop).connectTimeout(.seconds(3))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(RequestHandler(host: host, path: path, answer: answer))
        }
      }
      .connect(host: "127.0.0.1", port: port).whenFailure { answer.fail($0) }
  }

  private func record(_ isGood: Bool) {
    counts.withLock { counts in
      counts.requests += 1
      guard !isGood else { return }
      counts.failed += 1
      counts.lastFailure = .now
      counts.firstFailure = counts.firstFailure ?? .now
    }
  }
}

private final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart
  private let host: String
  private let path: String
  private let answer: EventLoopPromise<HTTPResponseStatus>
  private var status: HTTPResponseStatus?

  init(host: String, path: String, answer: EventLoopPromise<HTTPResponseStatus>) {
    self.host = host
    self.path = path
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: ["host": host, "connection": "close"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): status = head.status
    case .body: break
    case .end:
      if let status { answer.succeed(status) }
      context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { answer.fail(ChannelError.eof) }
}
