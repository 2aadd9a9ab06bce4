import Manifests
package import Git

/// A folder of a repository, counted from its top: `gateway`, `./gateway`, `/gateway` and `gateway/` are one.
package struct FolderPath: Hashable, Sendable, CustomStringConvertible {
  /// A path that leads out of the repository.
  package struct Fault: Error, CustomStringConvertible {
    let path: String

    package var description: String { "\(path) leads out of the repository: write a folder counted from its top, such as gateway" }
  }

  /// All of the repository.
  package static let top = FolderPath()

  /// The names on the way, with `/` between them; empty for the top.
  package let text: String

  private init() { text = "" }

  /// Reads what a user wrote.
  ///
  /// - Throws: `Fault` for a path with `..`.
  package init(_ written: String) throws(Fault) {
    let names = written.split(separator: "/").filter { $0 != "." }
    guard !names.contains("..") else { throw Fault(path: written) }
    text = names.joined(separator: "/")
  }

  package var description: String { text }

  /// Which files count when the folder is a source's: with a kustomization at its top, those too that it names elsewhere.
  package var scope: TreeScope { TreeScope(path: text, reaching: KustomizationAudit.fileNames) }

  /// The path of a file or folder in it, counted from the repository's top.
  package func path(of name: String) -> String { text.isEmpty ? name : "\(text)/\(name)" }
}
