import EnvoyAPI
import Foundation
package import Gateway

/// Facts of the world in Envoy's words: they go to every proxy at once, whatever release it is on.
package struct LiveFacts: Sendable {
  /// By type, then by name.
  package let resources: [ResourceType: [String: EncodedResource]]

  /// Encodes the facts.
  package init(_ facts: Facts = Facts()) {
    var secrets: [String: EncodedResource] = [:]
    for (path, secret) in facts.secrets {
      let name = "fact/\(path)"
      secrets[name] = SecretResource.encoded(name, chain: secret.certificateChain, key: secret.privateKey)
    }
    resources = [.secret: secrets]
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
