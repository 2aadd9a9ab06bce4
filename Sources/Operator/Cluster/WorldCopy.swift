import Foundation
import Gateway
import Kubernetes

/// The facts of the world as they were known last, in the state directory: what a start without the API server serves with.
struct WorldCopy: Codable {
  /// A fact and whose it is.
  struct Named<Fact: Codable>: Codable {
    var namespace: String
    var name: String
    var fact: Fact
  }

  var services: [Named<ServiceFact>]
  var slices: [Named<SliceFact>]
  /// By `namespace/name`.
  var secrets: [String: FactSecret]

  /// Reads a copy; nil when there is none, or one that another version wrote.
  static func load(_ path: String) -> WorldCopy? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(WorldCopy.self, from: $0) }
  }

  /// Writes it, for nobody else to read.
  ///
  /// - Throws: `StateDirectoryError`.
  func save(_ path: String) throws { try DurableFile.write([UInt8](try JSONEncoder().encode(self)), to: path, mode: 0o600) }
}
