import EnvoyAPI
import Foundation
import SwiftProtobuf

extension ResourceSet {
  /// Every resource as Envoy's JSON, by type and name, secrets' keys left out: `compile --output resources`.
  ///
  /// - Throws: What the encoder throws, which for our own messages is a defect.
  package func json() throws -> String {
    ContainedTypes.register()
    var document: [String: Any] = [:]
    for (type, found) in resources where type != .secret {
      document[type.rawValue] = try found.mapValues { try JSONSerialization.jsonObject(with: Data(try Self.jsonBytes(type, $0.body))) }
    }
    document[ResourceType.secret.rawValue] = (resources[.secret] ?? [:]).keys.sorted()
    let bytes = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func jsonBytes(_ type: ResourceType, _ body: [UInt8]) throws -> [UInt8] {
    var options = JSONEncodingOptions()
    options.preserveProtoFieldNames = true
    options.useDeterministicOrdering = true
    switch type {
    case .cluster: return try EnvoyCluster(serializedBytes: body).jsonUTF8Bytes(options: options)
    case .endpoints: return try EnvoyLoadAssignment(serializedBytes: body).jsonUTF8Bytes(options: options)
    case .secret: return try EnvoySecret(serializedBytes: body).jsonUTF8Bytes(options: options)
    case .listener: return try EnvoyListener(serializedBytes: body).jsonUTF8Bytes(options: options)
    case .routes: return try EnvoyRouteConfiguration(serializedBytes: body).jsonUTF8Bytes(options: options)
    case .virtualHost: return try EnvoyVirtualHost(serializedBytes: body).jsonUTF8Bytes(options: options)
    }
  }
}

/// The messages that stand in an `Any` of ours: without their names JSON cannot be written.
enum ContainedTypes {
  /// Makes them known; more than once is harmless.
  static func register() { _ = once }

  private static let once: Void = {
    let types: [any Message.Type] = [
      EnvoyConnectionManager.self, EnvoyDownstreamTLS.self, EnvoyUpstreamTLS.self, StatsAccessLog.self, EnvoyRoute.self,
      Envoy_Config_Route_V3_RouteList.self, Envoy_Type_Matcher_V3_HttpRequestHeaderMatchInput.self,
      Envoy_Extensions_Upstreams_Http_V3_HttpProtocolOptions.self, Envoy_Extensions_Filters_Http_Cors_V3_Cors.self,
      Envoy_Extensions_Filters_Http_Cors_V3_CorsPolicy.self, Envoy_Extensions_Filters_Http_Router_V3_Router.self,
      Envoy_Extensions_Filters_Listener_TlsInspector_V3_TlsInspector.self,
      Envoy_Extensions_Filters_Listener_ProxyProtocol_V3_ProxyProtocol.self,
    ]
    for type in types { _ = Google_Protobuf_Any.register(messageType: type) }
  }()
}
