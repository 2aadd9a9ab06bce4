package import Git
import SourceYAML

/// Where commits come from: the kind `Source`.
package struct SourceDocument: Sendable {
  package var name: String
  package var url: RemoteURL
  package var reference: GitReference
  /// The folder in the repository; empty for all of it.
  package var path: String
  package var interval: Duration
  /// The folder with credentials.
  package var credentials: String?
  package var allowForcePush: Bool

  /// Makes a source.
  package init(
    name: String = "edge", url: RemoteURL, reference: GitReference = .branch("main"), path: String = "", interval: Duration = .seconds(15),
    credentials: String? = nil, allowForcePush: Bool = false
  ) {
    self.name = name
    self.url = url
    self.reference = reference
    self.path = path
    self.interval = interval
    self.credentials = credentials
    self.allowForcePush = allowForcePush
  }
}

extension SourceDocument {
  /// - Throws: `DocumentError`.
  init(_ document: DocumentReader, name: String) throws(DocumentError) {
    guard let spec = document.child("spec") else {
      throw DocumentError(position: document.node.position, message: "a Source needs a 'spec' with a 'url'")
    }
    try spec.allow(
      only: ["url", "ref", "path", "interval", "auth", "allowForcePush"], unsupported: ["signatures", "prune", "drift", "pushPolicies"])
    guard let text = try spec.string("url") else { throw DocumentError(position: spec.node.position, message: "a Source needs a 'url'") }
    let url: RemoteURL
    do { url = try RemoteURL(text, allowingFile: false) } catch {
      throw DocumentError(position: spec.node["url"]?.position ?? spec.node.position, message: "\(error)")
    }
    self.init(name: name, url: url)
    if let reference = spec.child("ref") { self.reference = try Self.reference(reference) }
    path = try spec.string("path") ?? ""
    interval = try spec.duration("interval") ?? interval
    allowForcePush = try spec.bool("allowForcePush") ?? false
    if let auth = spec.child("auth") {
      try auth.allow(only: ["directory"], unsupported: ["secretRef"])
      credentials = try auth.string("directory")
    }
  }

  private static func reference(_ reader: DocumentReader) throws(DocumentError) -> GitReference {
    try reader.allow(only: ["branch", "tag", "commit"])
    if let branch = try reader.string("branch") { return .branch(branch) }
    if let tag = try reader.string("tag") { return .tag(tag) }
    if let text = try reader.string("commit"), let id = CommitID(text) { return .commit(id) }
    throw DocumentError(position: reader.node.position, message: "'ref' needs a branch, a tag, or a commit with 40 digits")
  }
}
