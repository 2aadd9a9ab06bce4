import Foundation
import Manifests

/// One document on standard output: sorted keys, slashes as they are.
enum JSONReport {
  /// The document's text.
  ///
  /// - Throws: What the encoder throws, which for our own documents is a defect.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// The findings of a run as a document.
struct FindingsDocument: Encodable {
  let findings: [Finding]
}
