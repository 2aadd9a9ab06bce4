import SourceYAML

/// Reads a kustomization and all that it names before kustomize does, and lets through only what stays in the tree and runs
/// nothing: remote references, plugins, functions and charts are findings, and so is every field that is not known to be harmless.
///
/// Fields as kustomize 5 has them (`api/types/kustomization.go`). Pure but for the tree that it reads.
package struct KustomizationAudit: Sendable {
  /// The names that kustomize itself looks for in a folder.
  package static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  /// What is wrong; nothing when kustomize may run.
  package private(set) var findings: [Finding] = []
  /// All that it reads.
  package private(set) var files: Set<String> = []
  private let tree: any FileTree
  private let sizes: [String: Int]
  private let folders: Set<String>
  private var visited: Set<String> = []

  /// Looks at the kustomization of a folder.
  ///
  /// - Throws: What the tree throws when it cannot be read.
  package init(of folder: String, in tree: any FileTree) throws {
    self.tree = tree
    sizes = Dictionary(try tree.entries().map { ($0.path, $0.size) }) { $1 }
    var folders: Set<String> = [""]
    for path in sizes.keys {
      var rest = path[...]
      while let slash = rest.lastIndex(of: "/") {
        rest = rest[..<slash]
        if !folders.insert(String(rest)).inserted { break }
      }
    }
    self.folders = folders
    try visit(folder)
  }

  private mutating func visit(_ folder: String) throws {
    guard visited.insert(folder).inserted else { return }
    for name in Self.fileNames {
      let file = Self.joined(folder, name)
      guard let size = sizes[file] else { continue }
      files.insert(file)
      let start = SourcePosition(file: file, line: 1, column: 1)
      guard size <= YAMLLimits.standard.bytes else {
        findings.append(.error(.fileTooLarge, "larger than \(YAMLLimits.standard.bytes >> 20) MiB", at: start))
        continue
      }
      let bytes = try tree.read(file)
      let documents: [YAMLNode]
      do throws(YAMLFault) { documents = try parseYAML(bytes, file: file) } catch {
        findings.append(.error(.yamlSyntax, error.message, at: error.position))
        continue
      }
      guard documents.count == 1, let root = documents.first, root.kind == .mapping else {
        refuse("a kustomization is one mapping", at: start)
        continue
      }
      try read(root, in: folder)
    }
  }

  private mutating func read(_ root: YAMLNode, in folder: String) throws {
    for (name, position, value) in root.entries {
      switch KustomizationField(name) {
      case .plain: break
      case .folders: try each(value, name) { try $0.takeTree($1, in: folder) }
      case .files: each(value, name) { $0.takeFile($1, in: folder) }
      case .patches: each(value, name) { $0.takeSource($1, name, harmless: ["patch", "target", "options"], in: folder) }
      case .mergePatches: each(value, name) { $0.takeMergePatch($1, in: folder) }
      case .replacements: each(value, name) { $0.takeSource($1, name, harmless: ["source", "targets"], in: folder) }
      case .openAPI: takeSource(value, name, harmless: ["version"], in: folder)
      case .pairs: each(value, name) { $0.takePairs($1, name, in: folder) }
      case .refused(let reason): refuse("'\(name)' is not carried out: \(reason)", at: position)
      case nil: refuse("'\(name)' is no field of a kustomization that is known to be harmless: take it out", at: position)
      }
    }
  }

  private mutating func each<Failure: Error>(
    _ list: YAMLNode, _ name: String, _ take: (inout KustomizationAudit, YAMLNode) throws(Failure) -> Void
  ) throws(Failure) {
    if list.isNull { return }
    guard list.kind == .sequence else { return refuse("'\(name)' is a list", at: list.position) }
    for item in list.items { try take(&self, item) }
  }

  /// A file with objects, or a folder with a kustomization.
  private mutating func takeTree(_ node: YAMLNode, in folder: String) throws {
    guard let path = path(node, in: folder) else { return }
    if sizes[path] != nil {
      files.insert(path)
    } else if folders.contains(path) {
      guard Self.fileNames.contains(where: { sizes[Self.joined(path, $0)] != nil }) else {
        return refuse("the folder \(path.isEmpty ? "/" : path) has no kustomization.yaml", at: node.position)
      }
      try visit(path)
    } else {
      missing(path, node)
    }
  }

  private mutating func takeFile(_ node: YAMLNode, in folder: String) {
    guard let path = path(node, in: folder) else { return }
    if sizes[path] == nil { missing(path, node) } else { files.insert(path) }
  }

  /// A mapping whose `path` names a file.
  private mutating func takeSource(_ node: YAMLNode, _ name: String, harmless: Set<String>, in folder: String) {
    guard node.kind == .mapping else { return refuse("an entry of '\(name)' is a mapping", at: node.position) }
    for (field, position, value) in node.entries {
      if field == "path" {
        takeFile(value, in: folder)
      } else if !harmless.contains(field) {
        refuse("'\(name)' has no field '\(field)' that is known to be harmless: take it out", at: position)
      }
    }
  }

  /// A path, or the patch itself.
  private mutating func takeMergePatch(_ node: YAMLNode, in folder: String) {
    if let text = node.string, text.contains("\n"), let patch = try? parseYAML(Array(text.utf8), file: node.position.file),
      !patch.isEmpty, patch.allSatisfy({ $0.kind == .mapping })
    {
      return
    }
    takeFile(node, in: folder)
  }

  /// An entry of `configMapGenerator` or `secretGenerator`.
  private mutating func takePairs(_ node: YAMLNode, _ name: String, in folder: String) {
    guard node.kind == .mapping else { return refuse("an entry of '\(name)' is a mapping", at: node.position) }
    for (field, position, value) in node.entries {
      switch field {
      case "name", "namespace", "behavior", "type", "options": break
      case "env": takeFile(value, in: folder)
      case "envs": each(value, field) { $0.takeFile($1, in: folder) }
      case "files": each(value, field) { $0.takeNamedFile($1, in: folder) }
      case "literals":
        // kustomize would print the whole literal, which may be a secret.
        each(value, field) { audit, item in
          if item.text?.contains("=") != true { audit.refuse("a literal is written key=value", at: item.position) }
        }
      default: refuse("'\(name)' has no field '\(field)' that is known to be harmless: take it out", at: position)
      }
    }
  }

  /// `path`, or `key=path`.
  private mutating func takeNamedFile(_ node: YAMLNode, in folder: String) {
    guard let text = node.string else { return refuse("a file is named by text", at: node.position) }
    let path = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init) ?? text
    guard let path = resolved(path, at: node, in: folder) else { return }
    if sizes[path] == nil { missing(path, node) } else { files.insert(path) }
  }

  private mutating func path(_ node: YAMLNode, in folder: String) -> String? {
    guard let text = node.string else {
      refuse("a path is text", at: node.position)
      return nil
    }
    return resolved(text, at: node, in: folder)
  }

  /// A path from the tree's top; nil, and a finding, for one that leads out of the tree.
  private mutating func resolved(_ text: String, at node: YAMLNode, in folder: String) -> String? {
    guard !Self.isRemote(text) else {
      refuse("\(text.debugDescription) is fetched from elsewhere: commit what it stands for and name that", at: node.position)
      return nil
    }
    guard !text.isEmpty, !text.hasPrefix("/") else {
      refuse("\(text.debugDescription): a path begins at the kustomization's folder", at: node.position)
      return nil
    }
    var names = folder.split(separator: "/")
    for name in text.split(separator: "/") where name != "." {
      if name != ".." {
        names.append(name)
      } else if names.popLast() == nil {
        refuse("\(text.debugDescription) leads out of the repository", at: node.position)
        return nil
      }
    }
    return names.joined(separator: "/")
  }

  /// What kustomize would take for an address (`api/internal/git/repospec.go`, `api/internal/loader`), even where a folder has
  /// the name.
  private static func isRemote(_ text: String) -> Bool {
    let lower = text.lowercased()
    return lower.contains(":") || lower.contains("@") || lower.contains("?") || lower.contains("github.com") || lower.contains(".git/")
      || lower.hasSuffix(".git") || lower.contains("_git/") || lower.contains("\n")
  }

  private mutating func missing(_ path: String, _ node: YAMLNode) {
    refuse("there is no \(path.isEmpty ? "/" : path) in the repository (links are not followed)", at: node.position)
  }

  private mutating func refuse(_ words: String, at position: SourcePosition) {
    findings.append(.error(.badKustomization, words, at: position))
  }

  private static func joined(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}

extension FindingCode {
  /// A kustomization that is not rendered, or that kustomize refuses.
  package static let badKustomization = FindingCode(rawValue: "bad-kustomization")
}

/// What a field of a kustomization is looked at for.
private enum KustomizationField {
  /// Text and numbers that name nothing.
  case plain
  /// A list of files, and of folders with kustomizations.
  case folders
  /// A list of files.
  case files
  case patches, mergePatches, replacements, openAPI
  /// ConfigMaps and Secrets from files.
  case pairs
  case refused(String)

  init?(_ name: String) {
    switch name {
    case "apiVersion", "kind", "metadata", "namespace", "namePrefix", "nameSuffix", "commonLabels", "commonAnnotations", "labels", "images",
      "replicas", "vars", "generatorOptions", "sortOptions", "buildMetadata":
      self = .plain
    case "resources", "bases", "components": self = .folders
    case "crds", "configurations": self = .files
    case "patches", "patchesJson6902": self = .patches
    case "patchesStrategicMerge": self = .mergePatches
    case "replacements": self = .replacements
    case "openapi": self = .openAPI
    case "configMapGenerator", "secretGenerator": self = .pairs
    case "generators", "transformers", "validators": self = .refused("plugins can run programs")
    case "helmCharts", "helmGlobals", "helmChartInflationGenerator":
      self = .refused("charts are fetched and run a program; commit what `helm template` prints")
    default: return nil
    }
  }
}
