package import Manifests

/// Objects of the gateway that somebody applied to the cluster by hand or by other means: no source owns them.
package struct ForeignObjects: Sendable, Equatable {
  /// One of them.
  package struct Entry: Sendable {
    /// As it is now; none when it was deleted or cannot be read.
    package let manifest: Manifest
    /// A digest of what matters to the gateway: `apiVersion`, `spec`, labels and annotations.
    package let digest: String

    /// Makes an entry.
    package init(manifest: Manifest, digest: String) {
      self.manifest = manifest
      self.digest = digest
    }
  }

  /// As they are now.
  package private(set) var entries: [ObjectKey: Entry]
  /// As they were in the newest release that was live: what a bad one falls back to.
  package private(set) var good: [ObjectKey: Entry]
  /// Objects that evidence took back: one of this digest does not count, its good version does.
  package private(set) var quarantine: [ObjectKey: String]

  /// Takes what is known.
  package init(entries: [Entry] = [], good: [Entry] = [], quarantine: [ObjectKey: String] = [:]) {
    self.entries = Dictionary(entries.map { ($0.manifest.key, $0) }) { first, _ in first }
    self.good = Dictionary(good.map { ($0.manifest.key, $0) }) { first, _ in first }
    self.quarantine = quarantine
  }

  /// The objects that do not count as they are now, for evidence took that back.
  package var takenBack: Set<ObjectKey> {
    Set(quarantine.filter { key, digest in entries[key]?.digest == digest || (entries[key] == nil && digest.isEmpty) }.keys)
  }

  /// What a release is made from: every object as it is, but for those in quarantine.
  package var effective: [ObjectKey: Entry] {
    var result = entries
    for key in takenBack { result[key] = good[key] }
    return result
  }

  /// Equal for sets that a release cannot tell apart.
  package static func == (left: Self, right: Self) -> Bool {
    left.effective.mapValues(\.digest) == right.effective.mapValues(\.digest)
      && left.good.mapValues(\.digest) == right.good.mapValues(\.digest)
  }

  /// A digest of a set of objects.
  package static func digest(of entries: some Collection<Entry>) -> String {
    let lines = entries.map { "\($0.manifest.key.group)/\($0.manifest.key) \($0.digest)\n" }.sorted()
    return SHA256Digest.hex(Array(lines.joined().utf8))
  }
}
