package import NIOCore
package import NIOHTTP1
import NIOPosix
import Synchronization

/// A small HTTP service of the demo: it answers every request with one status and its own name.
package struct Backend {
  package let name: String
  package let port: Int
  private let channel: any Channel

  /// Listens on the wanted port of loopback, or on a free one when that is taken.
  package static func start(_ name: String, port: Int, status: HTTPResponseStatus, on group: any EventLoopGroup) async throws -> Backend {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(AnswerHandler(name: name, status: status))
        }
      }
    let channel: any Channel
    do {
      channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
    } catch is IOError {
      channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
    }
    return Backend(name: name, port: channel.localAddress?.port ?? port, channel: channel)
  }
}

private final class AnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  private let name: String
  private let status: HTTPResponseStatus

  init(name: String, status: HTTPResponseStatus) {
    self.name = name
    self.status = status
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .end = unwrapInboundIn(data) else { return }
    let body = ByteBuffer(string: name + "\n")
    let headers: HTTPHeaders = ["content-length": String(body.readableBytes), "x-backend": name]
    context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
