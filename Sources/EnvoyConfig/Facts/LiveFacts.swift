import EnvoyAPI
import Foundation
package import Gateway

/// Facts of the world in Envoy's words: they go to every proxy at once, whatever release it is on.
package struct LiveFacts: Sendable {
  /// By type, then by name.
  package private(set) var resources: [ResourceType: [String: EncodedResource]]

  /// Encodes the secrets.
  package init(_ facts: Facts = Facts()) {
    resources = [.secret: [:], .endpoints: [:]]
    for (path, secret) in facts.secrets { _ = set(secret, of: path) }
  }

  /// Takes in a secret, or that there is none any more.
  ///
  /// - Parameter path: `<namespace>/<name>`.
  /// - Returns: What is another resource now; nil when nothing is.
  package mutating func set(_ secret: FactSecret?, of path: String) -> ResourceKey? {
    let name = "fact/\(path)"
    return replace(.secret, name, secret.map { SecretResource.encoded(name, chain: $0.certificateChain, key: $0.privateKey) })
  }

  /// Takes in who is behind a port of a Service, or that there is no such port any more.
  ///
  /// - Returns: What is another resource now; nil when nothing is.
  package mutating func set(_ endpoints: [EndpointSet.Endpoint]?, of port: ServicePort) -> ResourceKey? {
    let name = port.factName
    return replace(
      .endpoints, name,
      endpoints.map {
        EncodedResource(name: name, type: .endpoints, message: EndpointResource.make(name, $0.map { ($0.address, $0.port) }))
      })
  }

  private mutating func replace(_ type: ResourceType, _ name: String, _ resource: EncodedResource?) -> ResourceKey? {
    guard resources[type]?[name] != resource else { return nil }
    resources[type, default: [:]][name] = resource
    return ResourceKey(type, name)
  }

  /// What differs from the facts before.
  package func changes(since before: LiveFacts) -> Set<ResourceKey> {
    var changed = Set<ResourceKey>()
    for type in ResourceType.allCases {
      let (new, old) = (resources[type] ?? [:], before.resources[type] ?? [:])
      for (name, resource) in new where old[name] != resource { changed.insert(ResourceKey(type, name)) }
      for name in old.keys where new[name] == nil { changed.insert(ResourceKey(type, name)) }
    }
    return changed
  }
}

/// A certificate with its key in Envoy's words.
enum SecretResource {
  static func make(_ name: String, chain: [UInt8], key: [UInt8]) -> EnvoySecret {
    var secret = EnvoySecret()
    secret.name = name
    secret.tlsCertificate.certificateChain.inlineBytes = Data(chain)
    secret.tlsCertificate.privateKey.inlineBytes = Data(key)
    return secret
  }

  static func encoded(_ name: String, chain: [UInt8], key: [UInt8]) -> EncodedResource {
    EncodedResource(name: name, type: .secret, message: make(name, chain: chain, key: key))
  }
}
