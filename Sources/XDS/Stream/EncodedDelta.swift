import EnvoyAPI
import GRPCCore
import SwiftProtobuf

/// A response: a small head of its own and resources whose bytes all streams share. Field order in protobuf is free.
struct EncodedDelta: Sendable {
  var head: [UInt8]
  var resources: [[UInt8]]

  /// In bytes.
  var size: Int { resources.reduce(head.count) { $0 + $1.count } }
}

/// Puts head and resources one behind the other.
struct EncodedDeltaSerializer: MessageSerializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: EncodedDelta) throws -> Bytes {
    var out = Bytes(repeating: 0, count: message.size)
    out.withUnsafeMutableBytes { target in
      var offset = 0
      for part in [message.head] + message.resources {
        part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: $0) }
        offset += part.count
      }
    }
    return out
  }
}

/// Reads what proxies ask.
struct DeltaRequestDeserializer: MessageDeserializer {
  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> DeltaDiscoveryRequest {
    try bytes.withUnsafeBytes { try DeltaDiscoveryRequest(serializedBytes: [UInt8]($0)) }
  }
}
