import NIOCore
import NIOPosix
import Synchronization

/// The operator's Service in miniature: passes TCP connections on to one replica after the other, and past those that are not there.
final class Relay: Sendable {
  let port: Int
  private let channel: any Channel
  private let targets: Targets

  init(port: Int, to ports: [Int], on group: any EventLoopGroup) async throws {
    self.port = port
    let targets = Targets(ports)
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { incoming in
        Self.connect(to: targets.order[...], on: incoming.eventLoop).flatMap { outgoing in
          incoming.eventLoop.makeCompletedFuture {
            try incoming.pipeline.syncOperations.addHandler(Pass(to: outgoing))
            try outgoing.pipeline.syncOperations.addHandler(Pass(to: incoming))
          }
        }
      }.bind(host: "127.0.0.1", port: port).get()
    self.targets = targets
  }

  private static func connect(to ports: ArraySlice<Int>, on loop: any EventLoop) -> EventLoopFuture<any Channel> {
    guard let port = ports.first else { return loop.makeFailedFuture(ChannelError.connectPending) }
    return ClientBootstrap(group: loop).channelOption(.autoRead, value: false).connect(host: "127.0.0.1", port: port)
      .flatMapError { error in ports.count == 1 ? loop.makeFailedFuture(error) : connect(to: ports.dropFirst(), on: loop) }
  }

  /// Where new connections go from now on.
  func send(to ports: [Int]) { targets.set(ports) }

  func end() { channel.close(promise: nil) }

  private final class Targets: Sendable {
    private let ports: Mutex<[Int]>
    init(_ ports: [Int]) { self.ports = Mutex(ports) }

    /// The ports in the order in which they are tried; another one is first each time.
    var order: [Int] {
      ports.withLock { ports in
        if let first = ports.first { ports = Array(ports.dropFirst()) + [first] }
        return ports
      }
    }

    func set(_ ports: [Int]) { self.ports.withLock { $0 = ports } }
  }

  /// Hands on what comes, at the other side's pace.
  private final class Pass: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { context.read() } }
    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let channel = context.channel
      other.writeAndFlush(unwrapInboundIn(data)).whenComplete { _ in channel.read() }
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}
