package import Manifests

/// A kind in one version, as the API server serves it: where its objects are found.
package struct ResourceType: Hashable, Sendable, CustomStringConvertible {
  /// Empty for Kubernetes' core.
  package let group: String
  package let version: String
  /// The name in paths and rules, such as `mappings`.
  package let plural: String
  package let kind: String
  package let scope: ResourceKind.Scope

  /// Makes a type.
  package init(group: String, version: String, plural: String, kind: String, scope: ResourceKind.Scope) {
    self.group = group
    self.version = version
    self.plural = plural
    self.kind = kind
    self.scope = scope
  }

  /// A kind of Kubernetes itself or of the gateway's languages, in its first version; nil for what is not known by itself.
  package init?(_ kind: String, in group: String = "") {
    guard let known = KnownKinds.kind(kind, in: group), let version = known.versions.first else { return nil }
    self.init(group: group, version: version, plural: known.plural, kind: kind, scope: known.scope)
  }

  /// `getambassador.io/v3alpha1`, or `v1` for the core.
  package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// `mappings.getambassador.io`, as in RBAC and error messages.
  package var description: String { group.isEmpty ? plural : "\(plural).\(group)" }

  /// The path of an object, or of all objects without a name; of all namespaces without a namespace.
  package func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
    var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    if scope == .namespaced, let namespace, !namespace.isEmpty { path += "/namespaces/\(Self.escaped(namespace))" }
    path += "/\(plural)"
    if let name { path += "/\(Self.escaped(name))" }
    if let subresource { path += "/\(subresource)" }
    return path
  }

  /// A name as one segment of a path: only what RFC 3986 calls unreserved stays.
  static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x2D, 0x2E,
        0x5F, 0x7E:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
