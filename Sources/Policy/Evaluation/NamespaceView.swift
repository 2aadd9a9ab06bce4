import CEL
import Manifests
import SourceYAML

/// The namespaces as policies see them: those that lie beside the policies, those of the revision, and for every other name one
/// that has nothing but the label with its name. What the cluster has beside that is there too, as it is after an application.
struct NamespaceView: Sendable {
  /// Every namespace has it, with its own name.
  static let nameLabel = "kubernetes.io/metadata.name"

  private let namespaces: [String: Manifest]
  private let cluster: [String: NamespaceFact]

  /// What a namespace is like after the revision; one that goes away with it is as it was.
  init(_ documents: [Manifest], before: ManifestSet?, after: ManifestSet, cluster: [String: NamespaceFact]) {
    self.cluster = cluster
    let given = documents.filter { $0.key.group.isEmpty && $0.key.kind == "Namespace" }
    let all =
      given + after.all(group: "", kind: "Namespace") + (before?.all(group: "", kind: "Namespace") ?? [])
    namespaces = Dictionary(all.map { ($0.key.name, $0) }) { first, _ in first }
  }

  /// The labels that selectors see.
  func labels(of name: String) -> [String: String] {
    var labels = (cluster[name]?.labels ?? [:]).merging(namespaces[name]?.labels ?? [:]) { $1 }
    labels[Self.nameLabel] = name
    return labels
  }

  /// `namespaceObject`.
  func value(of name: String) -> Value {
    let annotations = (cluster[name]?.annotations ?? [:]).merging(namespaces[name]?.annotations ?? [:]) { $1 }
    var metadata: [String: Value] = ["name": .string(name), "labels": .map(labels(of: name).mapValues { .string($0) })]
    if !annotations.isEmpty { metadata["annotations"] = .map(annotations.mapValues { .string($0) }) }
    return .map([
      "metadata": .map(metadata), "spec": .map(["finalizers": .list([.string("kubernetes")])]),
      "status": .map(["phase": .string("Active")]),
    ])
  }
}
