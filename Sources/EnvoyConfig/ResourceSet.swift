package import Gateway
import Manifests

/// All that a release tells a proxy.
package struct ResourceSet: Sendable {
  /// By type, then by name.
  package private(set) var resources: [ResourceType: [String: EncodedResource]] = [:]
  /// The object, file and line that a refusal of a resource is blamed on.
  package private(set) var provenance: [ResourceKey: Origin] = [:]

  /// An empty set.
  package init() {}

  /// Adds a resource.
  package mutating func add(_ resource: EncodedResource, _ type: ResourceType, origin: Origin?) {
    resources[type, default: [:]][resource.name] = resource
    if let origin { provenance[ResourceKey(type, resource.name)] = origin }
  }

  /// The resource of a key.
  package subscript(_ key: ResourceKey) -> EncodedResource? { resources[key.type]?[key.name] }

  /// Every resource, by type and name.
  package var sorted: [(key: ResourceKey, resource: EncodedResource)] {
    ResourceType.allCases.flatMap { type in
      (resources[type] ?? [:]).sorted { $0.key < $1.key }.map { (ResourceKey(type, $0.key), $0.value) }
    }
  }

  /// SHA-256 over every type, name and version: equal for sets that proxies cannot tell apart.
  package var digest: String {
    SHA256Digest.hex(Array(sorted.map { "\($0.key) \($0.resource.version)\n" }.joined().utf8))
  }
}
