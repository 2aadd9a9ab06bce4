import SourceYAML
import Synchronization

/// What a file holds: its documents or what is wrong with them, and the comments that are meant for us.
struct ParsedFile: Sendable {
  let documents: Result<[YAMLNode], YAMLFault>
  let notes: [SourceNote]
}

/// Files that were parsed before: what two revisions share is read once. A file is known by its path and the id of its contents.
package final class ParsedFiles: Sendable {
  private struct Key: Hashable {
    let path: String
    let id: String
  }

  private let known = Mutex<[Key: ParsedFile]>([:])

  /// Nothing is known yet.
  package init() {}

  /// What a file holds.
  ///
  /// - Throws: What the tree throws when the file cannot be read.
  func file(_ path: String, in tree: any FileTree) throws -> ParsedFile {
    let key = tree.contentID(of: path).map { Key(path: path, id: $0) }
    if let key, let file = known.withLock({ $0[key] }) { return file }
    let bytes = try tree.read(path)
    let documents = Result { () throws(YAMLFault) in try parseYAML(bytes, file: path) }
    let file = ParsedFile(documents: documents, notes: SourceNote.find(in: bytes, file: path))
    if let key { known.withLock { $0[key] = file } }
    return file
  }
}
