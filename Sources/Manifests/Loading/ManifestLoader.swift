import SourceYAML

/// The objects of a tree and what is wrong with its files.
package struct LoadedManifests: Sendable {
  package let manifests: ManifestSet
  package let findings: [Finding]
  /// Comments that are meant for us, in the order of files and lines.
  package let notes: [SourceNote]

  /// Objects that come from elsewhere than a tree.
  package init(manifests: ManifestSet, findings: [Finding] = [], notes: [SourceNote] = []) {
    self.manifests = manifests
    self.findings = findings
    self.notes = notes
  }
}

/// A tree of another size than a repository of configuration has.
package enum TreeTooLarge: Error, Sendable, Equatable, CustomStringConvertible {
  case entries(limit: Int)
  case bytes(limit: Int)

  /// For a person.
  package var description: String {
    switch self {
    case .entries(let limit): "the tree has more than \(limit) files: point the source's path at the gateway's folder"
    case .bytes(let limit): "the tree's files have more than \(limit >> 20) MiB: point the source's path at the gateway's folder"
    }
  }
}

/// Reads the objects of a tree.
///
/// Files end in `.yaml`, `.yml` or `.json`. Left out are hidden files, and at the top of the path `nuncio.yaml`, which
/// is no object of the gateway. What a repository may hold but this version does not carry out is an error at its file.
package enum ManifestLoader {
  /// Files of a tree at most.
  package static let maximumEntries = 100_000
  /// Bytes of a tree's manifests at most.
  package static let maximumBytes = 64 << 20

  /// What is done with policies: they are no objects of the gateway, and to skip them where nobody judges opens what was closed.
  package enum PolicyFiles: Sendable {
    /// Each is an error at its file.
    case refused
    /// They are left out, for somebody else judges by them.
    case judgedApart
    /// The folder holds nothing but policies and what they need; folders called `cases` hold examples for their tests.
    case only
  }

  /// Loads what lies below `path`.
  ///
  /// - Parameter parsed: Files that another revision may have had too.
  /// - Throws: `TreeTooLarge`, or what the tree throws when it cannot be read.
  package static func load(
    _ tree: any FileTree, at path: String = "", defaultNamespace: String = "default", policies: PolicyFiles = .refused,
    parsed: ParsedFiles = ParsedFiles()
  ) throws -> LoadedManifests {
    let entries = try tree.entries()
    guard entries.count <= maximumEntries else { throw TreeTooLarge.entries(limit: maximumEntries) }
    let wanted = entries.map { ($0, FileRole($0.path, below: path, policies)) }.filter { $0.1 != .other }
    let size = wanted.reduce(0) { $0 + ($1.1 == .manifest ? $1.0.size : 0) }
    guard size <= maximumBytes else { throw TreeTooLarge.bytes(limit: maximumBytes) }
    var reader = ObjectReader(defaultNamespace: defaultNamespace, policies: policies)
    for (entry, role) in wanted {
      let start = SourcePosition(file: entry.path, line: 1, column: 1)
      if let words = role.refusal {
        reader.findings.append(.error(.unsupportedFile, words, at: start))
      } else if entry.size > YAMLLimits.standard.bytes {
        reader.findings.append(.error(.fileTooLarge, "larger than \(YAMLLimits.standard.bytes >> 20) MiB", at: start))
      } else {
        reader.read(try parsed.file(entry.path, in: tree))
      }
    }
    return reader.finish()
  }
}

/// What a file below the source's path is for.
private enum FileRole {
  case manifest
  case kustomization
  case policy
  /// Nothing that the gateway is made from.
  case other

  init(_ file: String, below path: String, _ policies: ManifestLoader.PolicyFiles) {
    let prefix = path.isEmpty || path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
    let rest = file.dropFirst(prefix.count)
    let parts = rest.split(separator: "/")
    guard file.hasPrefix(prefix), !parts.contains(where: { $0.hasPrefix(".") }), rest != "nuncio.yaml", let name = parts.last else {
      self = .other
      return
    }
    if KustomizationAudit.fileNames.contains(String(name)) {
      self = .kustomization
    } else if rest.hasSuffix(".yaml") || rest.hasSuffix(".yml") || rest.hasSuffix(".json") {
      let isPolicy = parts.count > 1 && parts[0] == "policies"
      switch policies {
      case .only: self = parts.dropLast().contains("cases") ? .other : .manifest
      case .judgedApart: self = isPolicy ? .other : .manifest
      case .refused: self = isPolicy ? .policy : .manifest
      }
    } else {
      self = .other
    }
  }

  /// Why a file of this kind cannot be used, and what to do; nil when it can.
  var refusal: String? {
    switch self {
    case .manifest, .other: nil
    case .kustomization: Self.lowKustomization
    case .policy:
      "this version does not evaluate policies, and what they would deny must not go live: move policies/ out of the source's path"
    }
  }

  static let lowKustomization =
    "a kustomization is rendered at the top of the source's path alone: point the path at its folder, or move it out of the path"
}

/// Documents to objects.
private struct ObjectReader {
  let defaultNamespace: String
  let policies: ManifestLoader.PolicyFiles
  var findings: [Finding] = []
  private var manifests: [Manifest] = []
  private var notes: [SourceNote] = []
  private var places: [ObjectKey: SourcePosition] = [:]

  init(defaultNamespace: String, policies: ManifestLoader.PolicyFiles) {
    self.defaultNamespace = defaultNamespace
    self.policies = policies
  }

  consuming func finish() -> LoadedManifests {
    LoadedManifests(manifests: ManifestSet(manifests), findings: findings, notes: notes)
  }

  mutating func read(_ file: ParsedFile) {
    notes += file.notes
    switch file.documents {
    case .success(let documents): for document in documents { take(document) }
    case .failure(let fault): findings.append(.error(.yamlSyntax, fault.message, at: fault.position))
    }
  }

  private mutating func take(_ node: YAMLNode) {
    guard node.kind == .mapping else {
      findings.append(.error(.notAnObject, "a Kubernetes object is a mapping with apiVersion, kind and metadata", at: node.position))
      return
    }
    if node["kind"]?.string == "List", node["apiVersion"]?.string == "v1" {
      takeItems(of: node)
      return
    }
    guard let apiVersion = required(node, "apiVersion", in: node), let kind = required(node, "kind", in: node) else { return }
    if kind == "Kustomization" || kind == "Component", apiVersion.hasPrefix("kustomize.config.k8s.io/") {
      findings.append(.error(.unsupportedFile, FileRole.lowKustomization, at: node.position))
      return
    }
    guard let metadata = node["metadata"], metadata.kind == .mapping else {
      findings.append(.error(.missingField, "this \(kind) has no metadata", at: node["metadata"]?.position ?? node.position))
      return
    }
    guard let name = required(metadata, "name", in: node) else { return }
    var namespace: String?
    if let written = metadata["namespace"], !written.isNull {
      guard let text = required(metadata, "namespace", in: node) else { return }
      namespace = text
    }
    guard hasGoodNames(name: name, namespace: namespace, in: metadata) else { return }
    add(node, apiVersion: apiVersion, kind: kind, name: name, namespace: namespace)
  }

  private mutating func takeItems(of list: YAMLNode) {
    guard let items = list["items"], items.kind == .sequence else {
      findings.append(.error(.wrongType, "a List needs 'items', a list of objects", at: list["items"]?.position ?? list.position))
      return
    }
    for item in items.items { take(item) }
  }

  private mutating func add(_ node: YAMLNode, apiVersion: String, kind: String, name: String, namespace: String?) {
    let parts = apiVersion.split(separator: "/", maxSplits: 1)
    let group = parts.count == 2 ? String(parts[0]) : ""
    let isCluster = KnownKinds.kind(kind, in: group)?.scope == .cluster
    let key = ObjectKey(group: group, kind: kind, namespace: isCluster ? "" : namespace ?? defaultNamespace, name: name)
    if let words = OwnKinds.refusal(group: group, kind: kind, policies) {
      findings.append(.error(.unsupportedKind, words, at: node["kind"]?.position ?? node.position, object: key))
      return
    }
    if let first = places[key] {
      findings.append(.error(.duplicateObject, "\(key) is already defined at \(first)", at: node.position, object: key))
      return
    }
    places[key] = node.position
    manifests.append(Manifest(key: key, apiVersion: apiVersion, root: node))
  }

  /// A name is a part of a URL's path, a namespace a DNS label: what the API server refuses would make two objects one.
  private mutating func hasGoodNames(name: String, namespace: String?, in metadata: YAMLNode) -> Bool {
    let isName =
      name.utf8.count <= 253 && ![".", ".."].contains(name) && !name.utf8.contains { $0 <= 32 || $0 == 37 || $0 == 47 || $0 == 127 }
    if !isName {
      let words = "'metadata.name' must be at most 253 characters, without '/', '%' and spaces"
      findings.append(.error(.badValue, words, at: metadata["name"]?.position))
    }
    guard let namespace else { return isName }
    let isLabel =
      (1...63).contains(namespace.utf8.count) && !namespace.hasPrefix("-") && !namespace.hasSuffix("-")
      && namespace.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
    if !isLabel {
      let words = "'metadata.namespace' must be at most 63 lower-case letters, digits and '-'"
      findings.append(.error(.badValue, words, at: metadata["namespace"]?.position))
    }
    return isName && isLabel
  }

  private mutating func required(_ node: YAMLNode, _ field: String, in object: YAMLNode) -> String? {
    if let text = node[field]?.string, !text.isEmpty { return text }
    let value = node[field]
    let problem = value == nil ? "is missing" : value?.isNull == true || value?.text == "" ? "is empty" : "must be text (put it in quotes)"
    findings.append(.error(.missingField, "'\(field)' \(problem)", at: value?.position ?? object.position))
    return nil
  }
}

/// Nuncio's own kinds: none of them is an object of the gateway, and to skip one in silence would skip what it asks for.
private enum OwnKinds {
  /// Why a kind cannot stand in a manifest, and what to do; nil for the kinds of others.
  static func refusal(group: String, kind: String, _ policies: ManifestLoader.PolicyFiles) -> String? {
    guard group == "nuncio.dev" else { return nil }
    return switch kind {
    case "Fleet": "a Fleet belongs into nuncio.yaml at the top of the source's path"
    case "ChangePolicy" where policies == .only: nil
    case "ChangePolicy" where policies == .judgedApart: "a ChangePolicy belongs into policies/ at the top of the source's path"
    case "ChangePolicy": "this version does not evaluate a ChangePolicy, and what it would deny must not go live: take it out"
    case "Source": "a Source does not come from the repository that it names: put it into the daemon's --config"
    case "Release": "a Release is written by the daemon, never committed"
    default: "there is no kind \(kind) in nuncio.dev"
    }
  }
}
