import EnvoyConfig
import Foundation
import GRPCCore
import Identity
import Telemetry
import XDS

/// What a replica tells the one that leads of the proxies whose streams it has.
enum ReplicaReport: Codable, Sendable {
  case event(XDSEvent)
  case counts(MetricsPush)
  case decided(UnwrittenDecision)
}

/// What the replica that leads wants done for a proxy whose stream another has.
enum ReplicaOrder: Codable, Sendable {
  case hold(ProxyID, XDSFleet.Assigned)
  case resend(ProxyID)
  /// So many upstreams are not ready, by the proxy's own counts.
  case warming(ProxyID, Int)
}

/// The one method of the replicas' own service: reports up, orders down.
enum ReplicaMethod {
  static let descriptor = MethodDescriptor(fullyQualifiedService: "nuncio.replicas.v1.ReplicaService", method: "Follow")
}

/// Both ends are of one version or of two that follow each other: a message is JSON, and what cannot be read ends the stream.
struct JSONMessageSerializer<Message: Encodable>: MessageSerializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: Message) throws -> Bytes { Bytes(try JSONEncoder().encode(message)) }
}

/// Reads what `JSONMessageSerializer` wrote.
struct JSONMessageDeserializer<Message: Decodable>: MessageDeserializer {
  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> Message {
    try bytes.withUnsafeBytes { try JSONDecoder().decode(Message.self, from: Data($0)) }
  }
}
