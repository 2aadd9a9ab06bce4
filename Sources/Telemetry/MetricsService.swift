import EnvoyAPI
package import GRPCCore
package import Identity
import SwiftProtobuf
import Synchronization

/// Envoy's `envoy.service.metrics.v3.MetricsService`, for one proxy: its stream to pushes.
package final class MetricsService: RegistrableRPCService {
  private static let streams = Atomic<UInt64>(0)
  private let proxy: ProxyID
  private let sink: @Sendable (MetricsPush) -> Void

  /// - Parameter sink: Takes every push, in order.
  package init(proxy: ProxyID, sink: @escaping @Sendable (MetricsPush) -> Void) {
    self.proxy = proxy
    self.sink = sink
  }

  /// Adds the one method.
  package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let method = MethodDescriptor(fullyQualifiedService: "envoy.service.metrics.v3.MetricsService", method: "StreamMetrics")
    router.registerHandler(forMethod: method, deserializer: MetricsDeserializer(), serializer: NothingSerializer()) {
      [proxy, sink] request, _ in
      StreamingServerResponse(metadata: [:]) { _ in
        let stream = Self.streams.wrappingAdd(1, ordering: .relaxed).newValue
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
