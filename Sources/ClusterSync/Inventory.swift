package import Manifests

/// What a source has put into the cluster: the only ground on which anything is pruned.
package struct Inventory: Sendable, Equatable, Codable {
  /// One object.
  package struct Entry: Sendable, Hashable, Codable {
    package var key: ObjectKey
    /// The version that it was applied in.
    package var version: String
    /// Empty as long as it is only intended: what a crash leaves behind is known all the same.
    package var uid: String
    /// A digest of the object as the commit has it.
    package var applied: String
    /// A digest of the fields that are ours in the cluster (`managedFields`): others, when somebody else took one or removed it.
    package var fields: String

    /// Makes an entry.
    package init(key: ObjectKey, version: String, uid: String, applied: String, fields: String) {
      self.key = key
      self.version = version
      self.uid = uid
      self.applied = applied
      self.fields = fields
    }
  }

  /// By what names the objects.
  package var entries: [ObjectKey: Entry]

  /// Takes entries.
  package init(_ entries: [Entry] = []) { self.entries = Dictionary(entries.map { ($0.key, $0) }) { $1 } }

  /// What is in it and no longer wanted, in the order in which things are taken away.
  package func missing(from wanted: Set<ObjectKey>) -> [Entry] {
    entries.values.filter { !wanted.contains($0.key) }.sorted { ApplyOrder.comesBefore($1.key, $0.key) }
  }

  /// Reads a list of entries.
  package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode([Entry].self)) }

  /// Writes a list of entries, sorted.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries.values.sorted { $0.key < $1.key })
  }
}
