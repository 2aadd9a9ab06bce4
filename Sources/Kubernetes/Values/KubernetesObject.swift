package import Manifests
import SourceYAML

/// An object of any kind, as the API server has it.
package struct KubernetesObject: Hashable, Sendable {
  /// All of it.
  package var json: JSONValue

  /// Takes an object as it is.
  package init(_ json: JSONValue) { self.json = json }

  /// A manifest as it is written.
  package init(_ manifest: Manifest) {
    json = JSONValue(manifest.root)
    // A manifest without a namespace was given one when it was read.
    if !manifest.key.namespace.isEmpty { metadata["namespace"] = .string(manifest.key.namespace) }
  }

  /// Makes an object with nothing but its names.
  package init(apiVersion: String, kind: String, namespace: String? = nil, name: String) {
    json = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": .string(name)]]
    if let namespace, !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
  }

  /// `metadata`; setting changes the object.
  package var metadata: JSONValue {
    get { json["metadata"] ?? [:] }
    set { json["metadata"] = newValue }
  }

  package var apiVersion: String { json["apiVersion"]?.string ?? "" }
  package var kind: String { json["kind"]?.string ?? "" }
  /// Empty for Kubernetes' core.
  package var group: String { apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : "" }
  /// The part of `apiVersion` behind the group.
  package var version: String { apiVersion.split(separator: "/").last.map(String.init) ?? "" }
  /// Empty for an object of the cluster.
  package var namespace: String { metadata["namespace"]?.string ?? "" }
  package var name: String { metadata["name"]?.string ?? "" }
  package var uid: String { metadata["uid"]?.string ?? "" }
  package var resourceVersion: String { metadata["resourceVersion"]?.string ?? "" }
  /// Counts the changes of what is wanted; 0 where the kind does not count them.
  package var generation: Int { metadata["generation"]?.int ?? 0 }
  package var labels: [String: String] { metadata["labels"]?.texts ?? [:] }
  package var annotations: [String: String] { metadata["annotations"]?.texts ?? [:] }
  /// Whether it was deleted and waits for its finalizers.
  package var isTerminating: Bool { metadata["deletionTimestamp"]?.string != nil }
  /// Who set which fields (`metadata.managedFields`).
  package var managedFields: [JSONValue] { metadata["managedFields"]?.array ?? [] }

  /// What names it in every revision.
  package var key: ObjectKey { ObjectKey(group: group, kind: kind, namespace: namespace, name: name) }

  /// The object for the compiler, which reads manifests; positions are those of its printed form.
  ///
  /// - Throws: `UnreadableObject` for text that YAML cannot hold, such as control characters.
  package func manifest() throws(UnreadableObject) -> Manifest {
    let root: YAMLNode?
    do { root = try parseYAML(json.encoded(), file: "cluster:\(key)").first } catch {
      throw UnreadableObject(key: key, reason: error.message)
    }
    guard let root else { throw UnreadableObject(key: key, reason: "it is empty") }
    return Manifest(key: key, apiVersion: apiVersion, root: root)
  }
}

/// An object of the cluster that cannot be a manifest.
package struct UnreadableObject: Error, Sendable, CustomStringConvertible {
  package let key: ObjectKey
  package let reason: String

  package var description: String { "\(key): \(reason)" }
}
