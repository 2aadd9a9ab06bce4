import SourceYAML

/// The objects of a tree and what is wrong with its files.
package struct LoadedManifests: Sendable {
  package let manifests: ManifestSet
  package let findings: [Finding]
  /// Comments that are meant for us, in the order of files and lines.
  package let notes: [SourceNote]
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
/// Files end in `.yaml`, `.yml` or `.json`. Left out are hidden files, and at the top of the path `nuncio.yaml` and
/// `policies/`, which are no objects of the gateway.
package enum ManifestLoader {
  /// Files of a tree at most.
  package static let maximumEntries = 100_000
  /// Bytes of a tree's manifests at most.
  package static let maximumBytes = 64 << 20

  /// Loads what lies below `path`.
  ///
  /// - Parameter parsed: Files that another revision may have had too.
  /// - Throws: `TreeTooLarge`, or what the tree throws when it cannot be read.
  package static func load(
    _ tree: any FileTree, at path: String = "", defaultNamespace: String = "default", parsed: ParsedFiles = ParsedFiles()
  ) throws -> LoadedManifests {
    let entries = try tree.entries()
    guard entries.count <= maximumEntries else { throw TreeTooLarge.entries(limit: maximumEntries) }
    let wanted = entries.filter { isManifest($0.path, below: path) }
    guard wanted.reduce(0, { $0 + $1.size }) <= maximumBytes else { throw TreeTooLarge.bytes(limit: maximumBytes) }
    var reader = ObjectReader(defaultNamespace: defaultNamespace)
    for entry in wanted {
      guard entry.size <= YAMLLimits.standard.bytes else {
        reader.findings.append(
          .error(
            .fileTooLarge, "larger than \(YAMLLimits.standard.bytes >> 20) MiB", at: SourcePosition(file: entry.path, line: 1, column: 1)))
        continue
      }
      reader.read(try parsed.file(entry.path, in: tree))
    }
    return reader.finish()
  }

  private static func isManifest(_ file: String, below path: String) -> Bool {
    let prefix = path.isEmpty || path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
    guard file.hasPrefix(prefix) else { return false }
    let rest = file.dropFirst(prefix.count)
    guard !rest.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return false }
    guard rest != "nuncio.yaml", !rest.hasPrefix("policies/") else { return false }
    return rest.hasSuffix(".yaml") || rest.hasSuffix(".yml") || rest.hasSuffix(".json")
  }
}

/// Documents to objects.
private struct ObjectReader {
  let defaultNamespace: String
  var findings: [Finding] = []
  private var manifests: [Manifest] = []
  private var notes: [SourceNote] = []
  private var places: [ObjectKey: SourcePosition] = [:]

  init(defaultNamespace: String) { self.defaultNamespace = defaultNamespace }

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
    if node["kind"]?.string == "List", node["apiVersion"]?.string == "v1", let items = node["items"] {
      for item in items.items { take(item) }
      return
    }
    guard let apiVersion = required(node, "apiVersion", in: node), let kind = required(node, "kind", in: node) else { return }
    if kind == "Kustomization", apiVersion.hasPrefix("kustomize.config.k8s.io/") {
      findings.append(
        .error(.unsupportedFile, "kustomizations are not rendered by this version: commit the rendered objects", at: node.position))
      return
    }
    guard let metadata = node["metadata"], metadata.kind == .mapping else {
      findings.append(.error(.missingField, "this \(kind) has no metadata", at: node.position))
      return
    }
    guard let name = required(metadata, "name", in: node) else { return }
    add(node, apiVersion: apiVersion, kind: kind, name: name, namespace: metadata["namespace"]?.string)
  }

  private mutating func add(_ node: YAMLNode, apiVersion: String, kind: String, name: String, namespace: String?) {
    let parts = apiVersion.split(separator: "/", maxSplits: 1)
    let group = parts.count == 2 ? String(parts[0]) : ""
    let isCluster = KnownKinds.kind(kind, in: group)?.scope == .cluster
    let key = ObjectKey(group: group, kind: kind, namespace: isCluster ? "" : namespace ?? defaultNamespace, name: name)
    if let first = places[key] {
      findings.append(.error(.duplicateObject, "\(key) is already defined at \(first)", at: node.position, object: key))
      return
    }
    places[key] = node.position
    manifests.append(Manifest(key: key, apiVersion: apiVersion, root: node))
  }

  private mutating func required(_ node: YAMLNode, _ field: String, in object: YAMLNode) -> String? {
    if let text = node[field]?.string, !text.isEmpty { return text }
    let place = node[field]?.position ?? object.position
    let problem = node[field] == nil ? "is missing" : "must be text (put it in quotes)"
    findings.append(.error(.missingField, "'\(field)' \(problem)", at: place))
    return nil
  }
}
