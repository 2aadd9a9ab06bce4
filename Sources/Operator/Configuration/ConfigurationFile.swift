import Foundation
import Manifests
import SourceYAML

/// The documents of `--config`, or of a repository's `nuncio.yaml`.
package struct ConfigurationFile: Sendable {
  package private(set) var source: SourceDocument?
  package private(set) var fleet: FleetDocument?

  /// Reads `--config`.
  ///
  /// - Throws: `DocumentError`, or `StartFailure` when the file cannot be read.
  package static func read(path: String) throws -> ConfigurationFile {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw StartFailure("\(path) cannot be read (--config)")
    }
    return try ConfigurationFile([UInt8](bytes), file: path, author: .operator)
  }

  /// Reads a repository's own file, which may hold one Fleet and nothing else.
  ///
  /// - Throws: `DocumentError`.
  static func repository(_ bytes: [UInt8], file: String) throws(DocumentError) -> ConfigurationFile {
    try ConfigurationFile(bytes, file: file, author: .repository)
  }

  private init(_ bytes: [UInt8], file: String, author: FleetDocument.Author) throws(DocumentError) {
    let documents: [YAMLNode]
    do { documents = try parseYAML(bytes, file: file) } catch { throw DocumentError(position: error.position, message: error.message) }
    for root in documents {
      let reader = DocumentReader(node: root)
      guard try reader.string("apiVersion") == "nuncio.dev/v1alpha1" else {
        throw DocumentError(position: root["apiVersion"]?.position ?? root.position, message: "apiVersion must be nuncio.dev/v1alpha1")
      }
      let name = try reader.child("metadata")?.string("name") ?? "edge"
      switch try reader.string("kind") {
      case "Fleet":
        if fleet != nil { throw DocumentError(position: root.position, message: "one Fleet is enough") }
        fleet = try FleetDocument(reader, name: name, author: author)
      case "Source" where author == .operator:
        if source != nil { throw DocumentError(position: root.position, message: "this version follows one Source") }
        source = try SourceDocument(reader, name: name)
      case let kind:
        let allowed = author == .operator ? "a Source and a Fleet" : "one Fleet and nothing else"
        throw DocumentError(
          position: root["kind"]?.position ?? root.position,
          message: "kind \(kind ?? "(none)") does not belong here: the file holds \(allowed)")
      }
    }
  }
}
