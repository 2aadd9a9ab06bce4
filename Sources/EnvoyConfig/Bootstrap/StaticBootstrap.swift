import EnvoyAPI
import Foundation
package import Gateway
import SwiftProtobuf

/// One bootstrap that a plain `envoy -c` serves the gateway's traffic with.
///
/// - Parameters:
///   - facts: The secrets of the facts that the model uses.
///   - flatRoutes: More routes than this in a virtual host are looked up in a tree.
/// - Throws: What the JSON encoder throws, which for our own messages is a defect.
package func staticBootstrap(
  _ model: GatewayModel, facts: Facts = Facts(), bindAddress: String, flatRoutes: Int = TranslateOptions().flatRoutes
) throws
  -> String
{
  ContainedTypes.register()
  let options = TranslateOptions(bindAddress: bindAddress, flatRoutes: flatRoutes)
  var bootstrap = EnvoyBootstrap()
  bootstrap.node.id = "static"
  bootstrap.node.cluster = "nuncio"
  bootstrap.staticResources.listeners = model.listeners.map { ListenerResource.make($0, options: options, routes: .inline) }
  bootstrap.staticResources.clusters = model.upstreams.sorted { $0.key < $1.key }.map { id, upstream in
    var set: EndpointSet?
    if case .endpoints(let name) = upstream.address { set = model.endpointSets[name] }
    return ClusterResource.make(id, upstream, discovery: .inline(set))
  }
  bootstrap.staticResources.secrets =
    model.secrets.sorted { $0.key < $1.key }.map { SecretResource.make($0.key, chain: $0.value.certificateChain, key: $0.value.privateKey) }
    + facts.secrets.sorted { $0.key < $1.key }.map {
      SecretResource.make("fact/\($0.key)", chain: $0.value.certificateChain, key: $0.value.privateKey)
    }
  var encoding = JSONEncodingOptions()
  encoding.preserveProtoFieldNames = true
  encoding.useDeterministicOrdering = true
  let bytes: [UInt8] = try bootstrap.jsonUTF8Bytes(options: encoding)
  guard var document = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return "{}" }
  document["layered_runtime"] = BootstrapRuntime.layers
  let text = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
  return String(decoding: text, as: UTF8.self)
}

/// Runtime settings of every Envoy that serves our configuration.
enum BootstrapRuntime {
  /// Regular expressions as large as the compiler lets through, and some more: another RE2 may count otherwise.
  static var layers: [String: Any] {
    ["layers": [["name": "nuncio", "static_layer": ["re2.max_program_size.error_level": 2 * RegularExpression.maximumProgramSize]]]]
  }
}
