import Manifests
import SourceYAML

/// A tree in whose folder one file stands in the place of all objects: what kustomize made of them. Policies, `nuncio.yaml` and
/// hidden files are as they were.
struct RenderedTree: FileTree {
  /// The name of that file; no repository has one of it that counts.
  static let file = "kustomize-build.yaml"

  private let tree: any FileTree
  private let folder: FolderPath
  private let rendered: [UInt8]
  private let digest: String

  /// Takes what kustomize printed; nothing where it refused.
  init(_ tree: any FileTree, in folder: FolderPath, rendered: [UInt8]) {
    self.tree = tree
    self.folder = folder
    self.rendered = rendered
    digest = "rendered:" + SHA256Digest.hex(rendered)
  }

  func entries() throws -> [FileEntry] {
    let prefix = folder.text.isEmpty ? "" : folder.text + "/"
    let others = try tree.entries().filter { entry in
      guard entry.path.hasPrefix(prefix) else { return false }
      let rest = entry.path.dropFirst(prefix.count)
      return rest == "nuncio.yaml" || rest.hasPrefix("policies/") || rest.hasPrefix(".")
    }
    return (others + [FileEntry(path: folder.path(of: Self.file), size: rendered.count)]).sorted { $0.path < $1.path }
  }

  func read(_ path: String) throws -> [UInt8] { path == folder.path(of: Self.file) ? rendered : try tree.read(path) }

  func contentID(of path: String) -> String? { path == folder.path(of: Self.file) ? digest : tree.contentID(of: path) }
}

extension RevisionFiles {
  /// The same with the kustomization at the top of its folder rendered, where there is one; what is wrong with that are findings.
  ///
  /// - Throws: What the tree throws when it cannot be read, and when there is no program to render with.
  package func rendered() async throws -> RevisionFiles {
    let tree = try IndexedTree(self.tree)
    var copy = self
    copy.tree = tree
    guard KustomizationAudit.fileNames.contains(where: { tree.holds(path.path(of: $0)) }) else { return copy }
    switch try await Kustomize().render(path.text, in: tree) {
    case .objects(let bytes): copy.tree = RenderedTree(tree, in: path, rendered: bytes)
    case .refused(let findings):
      copy.tree = RenderedTree(tree, in: path, rendered: [])
      copy.findings = findings
    }
    return copy
  }
}
