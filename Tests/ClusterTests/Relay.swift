import NIOCore
import NIOPosix
import Synchronization

/// The leader's Service in miniature: passes TCP connections on to whichever port it is told.
final class Relay: Sendable {
  let port: Int
  private let channel: any Channel
  private let target: Target

  init(port: Int, to first: Int, on group: any EventLoopGroup) async throws {
    self.port = port
    let target = Target(first)
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { incoming in
        ClientBootstrap(group: incoming.eventLoop).channelOption(.autoRead, value: false)
          .connect(host: "127.0.0.1", port: target.port).flatMap { outgoing in
            incoming.eventLoop.makeCompletedFuture {
              try incoming.pipeline.syncOperations.addHandler(Pass(to: outgoing))
              try outgoing.pipeline.syncOperations.addHandler(Pass(to: incoming))
            }
          }
      }.bind(host: "127.0.0.1", port: port).get()
    self.target = target
  }

  /// Where new connections go from now on.
  func lead(to port: Int) { target.set(port) }

  func end() { channel.close(promise: nil) }

  private final class Target: Sendable {
    private let value: Mutex<Int>
    init(_ port: Int) { value = Mutex(port) }
    var port: Int { value.withLock { $0 } }
    func set(_ port: Int) { value.withLock { $0 = port } }
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
