import EnvoyAPI
import Foundation
import Manifests
package import SwiftProtobuf

/// A resource in the bytes that go over the wire, encoded once for all proxies.
package struct EncodedResource: Sendable, Hashable {
  package let name: String
  /// 16 hexadecimal digits of the SHA-256 of `body`: a restart or another replica comes to the same.
  package let version: String
  /// The complete `resources` field of a `DeltaDiscoveryResponse`: tag, length, `Resource`.
  package let wire: [UInt8]
  /// Where in it the message is.
  private let place: Range<Int32>

  /// The message itself.
  package var body: [UInt8] { Array(wire[Int(place.lowerBound)..<Int(place.upperBound)]) }

  /// Wraps a message's deterministic bytes.
  package init(name: String, type: ResourceType, body: [UInt8]) {
    self.name = name
    version = SHA256Digest.hex(prefix: 8, of: body)
    var any: [UInt8] = []
    Self.append(field: 1, Array(type.typeURL.utf8), to: &any)
    Self.append(field: 2, body, to: &any)
    var resource: [UInt8] = []
    Self.append(field: 1, Array(version.utf8), to: &resource)
    Self.append(field: 2, any, to: &resource)
    let messageEnd = resource.count
    Self.append(field: 3, Array(name.utf8), to: &resource)
    var wire: [UInt8] = []
    Self.append(field: 2, resource, to: &wire)
    self.wire = wire
    let end = wire.count - (resource.count - messageEnd)
    place = Int32(end - body.count)..<Int32(end)
  }

  /// Encodes a message.
  package init(name: String, type: ResourceType, message: some Message) {
    self.init(name: name, type: type, body: message.deterministicBytes)
  }

  /// A length-delimited field (protobuf encoding, wire type 2).
  private static func append(field: UInt8, _ bytes: [UInt8], to out: inout [UInt8]) {
    out.reserveCapacity(out.count + bytes.count + 6)
    out.append(field << 3 | 2)
    var rest = UInt64(bytes.count)
    while rest > 0x7F {
      out.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    out.append(UInt8(rest))
    out += bytes
  }
}

extension Message {
  /// The same bytes in every process: maps in the order of their keys.
  package var deterministicBytes: [UInt8] {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do {
      return try serializedBytes(options: options)
    } catch {
      // Only proto2 required fields and foreign Any contents can fail to encode; our messages have neither.
      preconditionFailure("\(Self.protoMessageName) cannot be encoded: \(error)")
    }
  }

  /// The message in an `Any`.
  var packed: Google_Protobuf_Any {
    var any = Google_Protobuf_Any()
    any.typeURL = "type.googleapis.com/\(Self.protoMessageName)"
    any.value = Data(deterministicBytes)
    return any
  }
}
