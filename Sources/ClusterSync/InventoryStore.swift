import Foundation
package import Kubernetes
import Manifests

/// Keeps an inventory in ConfigMaps beside its Source, in pieces that fit.
package struct InventoryStore: Sendable {
  private let client: KubernetesClient
  private let namespace: String
  private let source: String
  private static let type = ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced)
  /// Entries to a piece: about 300 KB.
  private static let piece = 1000

  /// - Parameters:
  ///   - namespace: The Source's.
  ///   - source: The Source's name.
  package init(_ client: KubernetesClient, namespace: String, source: String) {
    self.client = client
    self.namespace = namespace
    self.source = source
  }

  /// What was stored; empty when nothing ever was.
  ///
  /// - Throws: `APIError`; `badAnswer` when it is there and cannot be read: then nothing must be taken for missing.
  package func load() async throws(APIError) -> Inventory {
    var entries: [Inventory.Entry] = []
    var index = 0
    while let object = try await client.get(Self.type, namespace: namespace, name: name(of: index)) {
      let text = object.json["data"]?["entries"]?.string ?? ""
      do { entries += try JSONDecoder().decode([Inventory.Entry].self, from: Data(text.utf8)) } catch {
        throw .badAnswer(
          "ConfigMap \(namespace)/\(name(of: index)) holds no inventory: restore it, or delete it and nothing will be pruned")
      }
      index += 1
    }
    return Inventory(entries)
  }

  /// Stores it; pieces that did not change are not written.
  ///
  /// - Parameter before: What is stored.
  /// - Throws: `APIError`.
  package func save(_ inventory: Inventory, replacing before: Inventory) async throws(APIError) {
    let (new, old) = (pieces(inventory), pieces(before))
    let changed = new.indices.filter { $0 >= old.count || old[$0] != new[$0] }
    // An entry that moves to the next piece, or back to the one before, is in both before it is gone from one.
    for index in inventory.entries.count < before.entries.count ? changed : changed.reversed() {
      var object = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: name(of: index))
      object.metadata["labels"] = ["app.kubernetes.io/managed-by": "nuncio"]
      object.json["data"] = ["entries": .string(new[index])]
      _ = try await client.apply(object, as: Self.type, manager: SyncNames.manager, force: true)
    }
    // From the end: what is left is always read as a whole.
    for index in (new.count..<max(new.count, old.count)).reversed() {
      try await client.delete(Self.type, namespace: namespace, name: name(of: index))
    }
  }

  /// No source's piece has another's name: what stands behind a dot is a number, and the source's name comes last.
  private func name(of index: Int) -> String { index == 0 ? "nuncio-inventory-\(source)" : "nuncio-inventory.\(index)-\(source)" }

  private func pieces(_ inventory: Inventory) -> [String] {
    let sorted = inventory.entries.values.sorted { $0.key < $1.key }
    return stride(from: 0, to: sorted.count, by: Self.piece).map { start in
      let part = JSONValue.array(sorted[start..<min(start + Self.piece, sorted.count)].map(\.json))
      return String(decoding: part.encoded(), as: UTF8.self)
    }
  }
}

extension Inventory.Entry {
  /// The same as `Codable` writes.
  fileprivate var json: JSONValue {
    [
      "applied": .string(applied), "fields": .string(fields), "uid": .string(uid), "version": .string(version),
      "key": ["group": .string(key.group), "kind": .string(key.kind), "namespace": .string(key.namespace), "name": .string(key.name)],
    ]
  }
}
