import Foundation
import Kubernetes
import Logging
import Manifests

/// The objects that no source owns as they were in the newest live release: a restart must not forget what a bad one falls back to.
struct GoodObjectsFile: Sendable {
  let path: String

  /// What was kept; none when there is nothing, or it cannot be read.
  func load() -> [ForeignObjects.Entry] {
    FileManager.default.contents(atPath: path).flatMap { [ForeignObjects.Entry](decoding: [UInt8]($0)) } ?? []
  }

  /// Keeps them.
  func save(_ entries: [ForeignObjects.Entry], _ logger: Logger) {
    do { try DurableFile.write(entries.encoded(), to: path) } catch {
      logger.warning("\(error). After a restart a bad object in the cluster would count for nothing, not as it was")
    }
  }
}

extension [ForeignObjects.Entry] {
  /// A list of objects with their digests, in JSON.
  func encoded() -> [UInt8] {
    JSONValue.array(map { ["object": JSONValue($0.manifest.root), "digest": .string($0.digest)] }).encoded()
  }

  /// Reads what `encoded` wrote; nil when it is nothing of the kind.
  init?(decoding bytes: [UInt8]) {
    guard let list = try? JSONValue(parsing: bytes) else { return nil }
    self = (list.array ?? []).compactMap { item in
      guard let object = item["object"], let digest = item["digest"]?.string, let manifest = try? KubernetesObject(object).manifest()
      else { return nil }
      return ForeignObjects.Entry(manifest: manifest, digest: digest)
    }
  }
}
