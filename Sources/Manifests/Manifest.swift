package import SourceYAML

/// A Kubernetes object as somebody wrote it, with the place of every value.
package struct Manifest: Sendable {
  package let key: ObjectKey
  /// As written, such as `getambassador.io/v3alpha1`.
  package let apiVersion: String
  /// The whole object.
  package let root: YAMLNode

  /// Takes an object as it is.
  package init(key: ObjectKey, apiVersion: String, root: YAMLNode) {
    self.key = key
    self.apiVersion = apiVersion
    self.root = root
  }

  /// Where the object begins.
  package var position: SourcePosition { root.position }
  /// The part of `apiVersion` behind the group.
  package var version: String { apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion }
  package var spec: YAMLNode? { root["spec"] }
  /// `metadata.labels`, values that are not text left out.
  package var labels: [String: String] { texts(root["metadata"]?["labels"]) }
  /// `metadata.annotations`, values that are not text left out.
  package var annotations: [String: String] { texts(root["metadata"]?["annotations"]) }

  private func texts(_ node: YAMLNode?) -> [String: String] {
    var result: [String: String] = [:]
    for entry in node?.entries ?? [] { result[entry.key] = entry.value.string }
    return result
  }
}

/// The objects of a revision, in the order of files and lines.
package struct ManifestSet: Sendable {
  private struct Kind: Hashable {
    let group: String
    let kind: String
  }

  /// In the order of files and lines.
  package let manifests: [Manifest]
  private let byKey: [ObjectKey: Int]
  private let byKind: [Kind: [Int]]

  /// Takes objects; of two with one key the first is found.
  package init(_ manifests: [Manifest]) {
    self.manifests = manifests
    byKey = Dictionary(manifests.indices.map { (manifests[$0].key, $0) }) { first, _ in first }
    byKind = Dictionary(grouping: manifests.indices) { Kind(group: manifests[$0].key.group, kind: manifests[$0].key.kind) }
  }

  /// The object of a key.
  package subscript(key: ObjectKey) -> Manifest? { byKey[key].map { manifests[$0] } }

  /// The objects of a kind, whatever their version, in order.
  package func all(group: String, kind: String) -> [Manifest] {
    (byKind[Kind(group: group, kind: kind)] ?? []).map { manifests[$0] }
  }
}
