package import Manifests
import SourceYAML

/// Objects that are there in one of two revisions only, or in both and not alike. Comments, order of fields and the file that an
/// object stands in are no change.
package struct ObjectChanges: Hashable, Sendable {
  package var added: [ObjectKey] = []
  package var removed: [ObjectKey] = []
  package var changed: [ObjectKey] = []

  /// - Parameter isSame: Whether a file is the same, byte for byte, in both revisions; what stands in it needs no look.
  package init(from before: ManifestSet, to after: ManifestSet, isSame: (String) -> Bool = { _ in false }) {
    for manifest in after.manifests {
      guard let earlier = before[manifest.key] else {
        added.append(manifest.key)
        continue
      }
      let file = manifest.position.file
      if earlier.position.file == file, isSame(file) { continue }
      if !earlier.root.hasSameContent(as: manifest.root) { changed.append(manifest.key) }
    }
    removed = before.manifests.map(\.key).filter { after[$0] == nil }
  }

  /// Those of kinds that the gateway is not made from: they are applied to a cluster, not staged.
  package var unstaged: ObjectChanges {
    var result = self
    for list in [\ObjectChanges.added, \.removed, \.changed] { result[keyPath: list].removeAll { $0.isStaged } }
    return result
  }

  package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

extension ObjectKey {
  /// Whether the gateway may be made from an object of this kind.
  fileprivate var isStaged: Bool {
    switch group {
    case "getambassador.io", "gateway.networking.k8s.io", "networking.k8s.io", "discovery.k8s.io": true
    case "": kind == "Secret" || kind == "Service"
    default: false
    }
  }
}
