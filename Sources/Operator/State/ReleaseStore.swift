package import EnvoyConfig
import Foundation

/// The encoded resources of releases, content-addressed, so that a restart serves the stored bytes and never recompiles.
package struct ReleaseStore: ReleaseArchive {
  private let folder: String

  /// Takes the folder, which must exist.
  package init(folder: String) { self.folder = folder }

  /// Stores a release's resources durably under their digest; what is there already is left alone.
  ///
  /// - Throws: `StateDirectoryError` when the disk is full or not to be written.
  package func save(_ resources: ResourceSet) throws(StateDirectoryError) {
    let path = file(resources.digest)
    if FileManager.default.fileExists(atPath: path) { return }
    try DurableFile.write(resources.encoded(), to: path)
  }

  /// The resources of a digest; nil when they are not there or damaged.
  package func load(_ digest: String) -> ResourceSet? {
    guard let bytes = FileManager.default.contents(atPath: file(digest)),
      let resources = try? ResourceSet(decoding: [UInt8](bytes)), resources.digest == digest
    else { return nil }
    return resources
  }

  /// Forgets every release but those named.
  package func keep(only digests: Set<String>) {
    let kept = Set(digests.map { URL(fileURLWithPath: file($0)).lastPathComponent })
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !kept.contains(name) {
      // What stays behind costs disk space and nothing else; the next call tries again.
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }

  private func file(_ digest: String) -> String {
    "\(folder)/\(digest.filter { $0.isHexDigit }).resources"
  }
}
