import Manifests
import SourceYAML

/// A tree in whose folder what kustomize made of the objects stands in the place of all of them, in one file, or in several where a
/// file would be larger than may be read. Policies, `nuncio.yaml` and hidden files are as they were.
struct RenderedTree: FileTree {
  private let tree: any FileTree
  private let folder: FolderPath
  /// By path. No repository has files of these names that count.
  private let rendered: [String: [UInt8]]

  /// Takes what kustomize printed; nothing where it refused.
  init(_ tree: any FileTree, in folder: FolderPath, rendered: [UInt8]) {
    self.tree = tree
    self.folder = folder
    let pieces = Self.pieces(of: rendered).enumerated().map { index, piece in
      (folder.path(of: "kustomize-build\(index == 0 ? "" : "-\(index + 1)").yaml"), piece)
    }
    self.rendered = Dictionary(uniqueKeysWithValues: pieces)
  }

  /// Cuts between documents, which begin at a line of their own.
  private static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
    let (limit, separator) = (YAMLLimits.standard.bytes, Array("\n---\n".utf8))
    var (pieces, rest) = ([[UInt8]](), bytes[...])
    while rest.count > limit {
      let last = (rest.startIndex..<rest.startIndex + limit - separator.count).last { index in
        rest[index] == separator[0] && rest[index..<index + separator.count].elementsEqual(separator)
      }
      guard let last else { break }
      pieces.append(Array(rest[...last]))
      rest = rest[(last + 1)...]
    }
    return pieces + [Array(rest)]
  }

  func entries() throws -> [FileEntry] {
    let prefix = folder.text.isEmpty ? "" : folder.text + "/"
    let others = try tree.entries().filter { entry in
      guard entry.path.hasPrefix(prefix) else { return false }
      let rest = entry.path.dropFirst(prefix.count)
      return rest == "nuncio.yaml" || rest.hasPrefix("policies/") || rest.hasPrefix(".")
    }
    return (others + rendered.map { FileEntry(path: $0.key, size: $0.value.count) }).sorted { $0.path < $1.path }
  }

  func read(_ path: String) throws -> [UInt8] { try rendered[path] ?? tree.read(path) }

  func contentID(of path: String) -> String? {
    rendered[path].map { "rendered:" + SHA256Digest.hex($0) } ?? tree.contentID(of: path)
  }
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
