package import Manifests
import SourceYAML

/// Which gateway an object is for: one of several that read the same objects takes those that name it.
package enum AmbassadorID {
  /// Whether an object is meant for a gateway of these ids; without `ambassador_id` it is for `default`.
  package static func concerns(_ manifest: Manifest, _ wanted: [String]) -> Bool {
    let names = ids(manifest)
    return names.isEmpty ? wanted.contains("default") : names.contains { wanted.contains($0) || $0 == "_automatic_" }
  }

  /// What is wrong with an object's `ambassador_id`; nil when it is good.
  static func problem(of manifest: Manifest) -> String? {
    guard let written = manifest.spec?["ambassador_id"] else { return nil }
    let isGood = written.string != nil || (written.kind == .sequence && written.items.allSatisfy { $0.string != nil })
    return isGood ? nil : "'ambassador_id' must be a list of texts (put numbers in quotes)"
  }

  private static func ids(_ manifest: Manifest) -> [String] {
    guard let written = manifest.spec?["ambassador_id"] else { return [] }
    return written.kind == .sequence ? written.items.compactMap(\.string) : [written.string].compactMap { $0 }
  }
}
