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
    var followed: YAMLNode?
    for root in documents {
      let reader = DocumentReader(node: root)
      guard try reader.string("apiVersion") == "nuncio.dev/v1alpha1" else {
        throw DocumentError(position: root["apiVersion"]?.position ?? root.position, message: "apiVersion must be nuncio.dev/v1alpha1")
      }
      try reader.allow(only: ["apiVersion", "kind", "metadata", "spec"])
      let metadata = try reader.mapping("metadata")
      try metadata?.allow(only: ["name", "labels", "annotations"])
      let name = try metadata?.string("name") ?? "edge"
      switch try reader.string("kind") {
      case "Fleet":
        if fleet != nil { throw DocumentError(position: root.position, message: "one Fleet is enough") }
        fleet = try FleetDocument(reader, name: name, author: author)
        followed = root["spec"]?["source"]
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
    try check(followed, author: author)
  }

  /// A Fleet that names another Source than the one that is followed would get what it did not ask for. A repository's file
  /// does not know the Source's name, and says the fleet's own.
  private func check(_ followed: YAMLNode?, author: FleetDocument.Author) throws(DocumentError) {
    guard let followed, let name = followed.text else { return }
    let known = author == .operator ? [source?.name ?? "edge"] : ["edge", fleet?.name ?? "edge"]
    guard !known.contains(name) else { return }
    throw DocumentError(position: followed.position, message: "'source: \(name)': the Source that is followed is \(known[0])")
  }
}
