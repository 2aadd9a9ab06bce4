import Foundation
import Kubernetes
import Manifests

/// Which objects in the cluster evidence took back, in a ConfigMap: whoever leads next does not try them again.
struct QuarantineStore: Sendable {
  private struct Entry: Codable {
    var key: ObjectKey
    var digest: String
  }

  private let client: KubernetesClient
  private let namespace: String
  private let name: String

  init(_ client: KubernetesClient, namespace: String, fleet: String) {
    self.client = client
    self.namespace = namespace
    name = "nuncio-quarantine-\(fleet)"
  }

  /// What was kept; one that cannot be read is none.
  ///
  /// - Throws: `APIError`.
  func load() async throws -> [ObjectKey: String] {
    let text = try await client.get(NuncioKinds.configMap, namespace: namespace, name: name)?.json["data"]?["entries"]?.string ?? "[]"
    let entries = (try? JSONDecoder().decode([Entry].self, from: Data(text.utf8))) ?? []
    return Dictionary(entries.map { ($0.key, $0.digest) }) { $1 }
  }

  /// - Throws: `APIError`.
  func save(_ quarantine: [ObjectKey: String]) async throws {
    let entries = quarantine.sorted { $0.key < $1.key }.map { Entry(key: $0.key, digest: $0.value) }
    var map = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: name)
    map.metadata["labels"] = ["app.kubernetes.io/managed-by": "nuncio"]
    map.json["data"] = ["entries": .string(String(decoding: try JSONEncoder().encode(entries), as: UTF8.self))]
    _ = try await client.apply(map, as: NuncioKinds.configMap, manager: "nuncio", force: true)
  }
}
