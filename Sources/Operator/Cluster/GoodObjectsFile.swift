import Foundation
import Kubernetes
import Logging
import Manifests

/// The objects that no source owns as they were in the newest live release: a restart must not forget what a bad one falls back to.
struct GoodObjectsFile: Sendable {
  let path: String

  /// What was kept; none when there is nothing, or it cannot be read.
  func load() -> [ForeignObjects.Entry] {
    guard let bytes = FileManager.default.contents(atPath: path), let list = try? JSONValue(parsing: [UInt8](bytes)) else { return [] }
    return (list.array ?? []).compactMap { item in
      guard let object = item["object"], let digest = item["digest"]?.string, let manifest = try? KubernetesObject(object).manifest()
      else { return nil }
      return ForeignObjects.Entry(manifest: manifest, digest: digest)
    }
  }

  /// Keeps them.
  func save(_ entries: [ForeignObjects.Entry], _ logger: Logger) {
    let list = JSONValue.array(entries.map { ["object": JSONValue($0.manifest.root), "digest": .string($0.digest)] })
    do { try DurableFile.write(list.encoded(), to: path) } catch {
      logger.warning("\(error). After a restart a bad object in the cluster would count for nothing, not as it was")
    }
  }
}
