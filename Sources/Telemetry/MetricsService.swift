import EnvoyAPI
package import GRPCCore
package import Identity
import SwiftProtobuf
import Synchronization

/// Envoy's `envoy.service.metrics.v3.MetricsService`, streams of counters to pushes.
package final class MetricsService: RegistrableRPCService {
  private static let streams = Atomic<UInt64>(0)
  private let identify: @Sendable (ServerContext) throws(RPCError) -> ProxyID
  private let sink: @Sendable (MetricsPush) -> Void

  /// - Parameters:
  ///   - identify: Says which proxy calls; never by what it says of itself.
  ///   - sink: Takes every push of a proxy, in order.
  package init(
    identify: @escaping @Sendable (ServerContext) throws(RPCError) -> ProxyID, sink: @escaping @Sendable (MetricsPush) -> Void
  ) {
    self.identify = identify
    self.sink = sink
  }

  /// The number of a stream that is newer than all before it.
  package static func nextStream() -> UInt64 { streams.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Adds the one method.
  package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let method = MethodDescriptor(fullyQualifiedService: "envoy.service.metrics.v3.MetricsService", method: "StreamMetrics")
    router.registerHandler(forMethod: method, deserializer: MetricsDeserializer(), serializer: NothingSerializer()) {
      [identify, sink] request, context in
      let proxy = try identify(context)
      return StreamingServerResponse(metadata: [:]) { _ in
        let stream = Self.nextStream()
        for try await message in request.messages { sink(MetricsPush(message.envoyMetrics, proxy: proxy, stream: stream)) }
        return [:]
      }
    }
  }
}

private struct MetricsDeserializer: MessageDeserializer {
  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> StreamMetricsMessage {
    try bytes.withUnsafeBytes { try StreamMetricsMessage(serializedBytes: [UInt8]($0)) }
  }
}

/// The service never answers: an empty message is what it would be.
private struct NothingSerializer: MessageSerializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: Void) throws -> Bytes { Bytes(repeating: 0, count: 0) }
}
