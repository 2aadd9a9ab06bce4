package import Git
import SourceYAML

/// Where commits come from: the kind `Source`.
package struct SourceDocument: Sendable {
  package var name: String
  package var url: RemoteURL
  package var reference: GitReference
  /// The folder in the repository.
  package var path: FolderPath
  package var interval: Duration
  /// The folder with credentials.
  package var credentials: String?
  package var allowForcePush: Bool
  /// Nil takes every commit.
  package var signatures: SignatureRule?
  /// In a cluster: the Secret with credentials, of the Source's namespace.
  package var secret: String?
  /// In a cluster: whether objects go that the repository no longer has.
  package var prunes = true
  /// In a cluster: whether what somebody changes there is put right; else it is only told.
  package var correctsDrift = true
  /// In a cluster: whether policies are applied too.
  package var pushesPolicies = false

  /// Makes a source.
  package init(
    name: String = "edge", url: RemoteURL, reference: GitReference = .branch("main"), path: FolderPath = .top,
    interval: Duration = .seconds(15),
    credentials: String? = nil, allowForcePush: Bool = false, signatures: SignatureRule? = nil
  ) {
    self.name = name
    self.url = url
    self.reference = reference
    self.path = path
    self.interval = interval
    self.credentials = credentials
    self.allowForcePush = allowForcePush
    self.signatures = signatures
  }
}

extension SourceDocument {
  /// - Parameter credentials: In a cluster: the folder that the Secret's contents are brought to; nil for a file's own folder.
  /// - Throws: `DocumentError`.
  init(_ document: DocumentReader, name: String, inCluster credentials: String? = nil) throws(DocumentError) {
    guard let spec = try document.mapping("spec") else {
      throw DocumentError(position: document.node.position, message: "a Source needs a 'spec' with a 'url'")
    }
    let fields: Set<String> = ["url", "ref", "path", "interval", "auth", "allowForcePush", "signatures"]
    let ofCluster: Set<String> = ["prune", "drift", "pushPolicies"]
    try spec.allow(only: credentials == nil ? fields : fields.union(ofCluster), unsupported: ofCluster)
    guard let text = try spec.string("url") else { throw DocumentError(position: spec.node.position, message: "a Source needs a 'url'") }
    let url: RemoteURL
    do { url = try RemoteURL(text, allowingFile: false) } catch {
      throw DocumentError(position: spec.node["url"]?.position ?? spec.node.position, message: "\(error)")
    }
    self.init(name: name, url: url)
    if let reference = try spec.mapping("ref") { self.reference = try Self.reference(reference) }
    if let text = try spec.string("path") {
      do { path = try FolderPath(text) } catch {
        throw DocumentError(position: spec.node["path"]?.position ?? spec.node.position, message: "'path': \(error)")
      }
    }
    interval = try spec.duration("interval") ?? interval
    allowForcePush = try spec.bool("allowForcePush") ?? false
    if let credentials { try readCluster(spec, credentials) }
    if credentials == nil, let auth = try spec.mapping("auth") {
      try auth.allow(only: ["directory"], unsupported: ["secretRef"])
      self.credentials = try auth.string("directory")
    }
    if let rule = try spec.mapping("signatures") { signatures = try Self.signatures(rule, keys: self.credentials) }
  }

  /// What only a cluster's Source says.
  private mutating func readCluster(_ spec: DocumentReader, _ folder: String) throws(DocumentError) {
    prunes = try spec.bool("prune") ?? true
    correctsDrift = try spec.string("drift") != "report"
    pushesPolicies = try spec.bool("pushPolicies") ?? false
    guard let auth = try spec.mapping("auth") else { return }
    try auth.allow(only: ["secretRef"])
    secret = try auth.mapping("secretRef")?.string("name")
    credentials = folder
  }

  /// - Throws: `DocumentError`, also when signatures are required and no folder can hold the keys.
  private static func signatures(_ reader: DocumentReader, keys folder: String?) throws(DocumentError) -> SignatureRule? {
    try reader.allow(only: ["required", "accept"])
    guard let isRequired = try reader.bool("required") else {
      throw DocumentError(position: reader.node.position, message: "'signatures' needs 'required', which is true or false")
    }
    var exempt: Set<CommitID> = []
    for item in try reader.list("accept")?.items ?? [] {
      guard let id = item.text.flatMap(CommitID.init) else {
        throw DocumentError(position: item.position, message: "'accept' holds commits, each with all its 40 digits")
      }
      exempt.insert(id)
    }
    guard isRequired else { return nil }
    guard folder != nil else {
      throw DocumentError(
        position: reader.node.position,
        message: "signatures are required: name the folder that holds allowed_signers or keyring.gpg in auth.directory")
    }
    return SignatureRule(exempt: exempt)
  }

  private static func reference(_ reader: DocumentReader) throws(DocumentError) -> GitReference {
    try reader.allow(only: ["branch", "tag", "commit"])
    if let branch = try reader.string("branch") { return .branch(branch) }
    if let tag = try reader.string("tag") { return .tag(tag) }
    if let text = try reader.string("commit"), let id = CommitID(text) { return .commit(id) }
    throw DocumentError(position: reader.node.position, message: "'ref' needs a branch, a tag, or a commit with 40 digits")
  }
}
