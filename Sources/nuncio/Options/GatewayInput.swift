import ArgumentParser
import EnvoyConfig
import Foundation
import Gateway
import Git
import Manifests
import Operator

/// The files that `compile` and `explain` read, and how to read them.
struct GatewayInput: ParsableArguments {
  @Argument(help: "A file, a folder, or - for standard input.")
  var path = "."

  @Option(name: .customLong("ambassador-id"), help: "Which objects count, by their ambassador_id; may be repeated.")
  var ambassadorIDs: [String] = []

  @Option(help: ArgumentHelp("TLS secrets as facts: <namespace>/<name>/tls.crt and tls.key below it.", valueName: "DIR"))
  var secrets: String?

  /// Reads and compiles.
  ///
  /// - Parameter revision: A revision of the repository that the path is in; none reads the path as it is on disk.
  /// - Throws: `ExitCode` 2, with a line on standard error, when the input cannot be read at all.
  func compiled(at revision: String? = nil) async throws -> CompiledRevision {
    do {
      return try pipeline().compile(try await (try revision.map(files) ?? files()).rendered().load(policies: .refused))
    } catch {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unusable
    }
  }

  /// The files of a revision.
  private func files(at revision: String) throws -> RevisionFiles {
    let repository = try LocalRepository(discovering: path)
    let folder = try FolderPath(repository.path(of: path))
    return RevisionFiles(tree: try LocalTree(repository, try repository.commit(revision), path: folder), path: folder)
  }

  /// The files that are there, with paths from where the command was called; with those of the whole working tree, and paths
  /// from its top, where a kustomization may name any of them.
  func files() throws -> RevisionFiles {
    if let whole = try workingTree() { return whole }
    let folder = try FolderPath(Self.prefix(path))
    return RevisionFiles(tree: NamedTree(try tree(), in: folder.text), path: folder)
  }

  private func workingTree() throws -> RevisionFiles? {
    guard Self.isFolder(path), KustomizationAudit.fileNames.contains(where: { FileManager.default.fileExists(atPath: "\(path)/\($0)") }),
      let repository = try? LocalRepository(discovering: path)
    else { return nil }
    let folder = try FolderPath(repository.path(of: path))
    guard !folder.text.isEmpty else { return nil }
    let here = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return RevisionFiles(tree: FolderTree(root: String(here.dropLast(folder.text.count + 1))), path: folder)
  }

  /// What leads from here to the files of a folder; nothing where they are not below here.
  private static func prefix(_ path: String) -> String {
    guard isFolder(path) else { return "" }
    let here = URL(fileURLWithPath: ".").standardizedFileURL.path
    let folder = URL(fileURLWithPath: path).standardizedFileURL.path
    return folder.hasPrefix(here + "/") ? String(folder.dropFirst(here.count + 1)) + "/" : ""
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// How the files are compiled.
  func pipeline() throws -> RevisionPipeline {
    RevisionPipeline(
      options: CompileOptions(ambassadorIDs: ambassadorIDs.isEmpty ? ["default"] : ambassadorIDs, facts: try facts()))
  }

  /// The secrets of `--secrets`.
  func facts() throws -> Facts {
    guard let secrets else { return Facts() }
    let reading = try SecretsFolder(path: secrets).read()
    // A pair that is there and does not serve is told where it is used.
    for (name, problem) in reading.problems.sorted(by: { $0.key < $1.key }) where reading.facts.secrets[name] == nil {
      Diagnostics.print("warning: --secrets, \(name): \(problem)".printable)
    }
    return reading.facts
  }

  /// The files that `path` names.
  func tree() throws -> any FileTree {
    if path == "-" {
      return MemoryTree(["stdin.yaml": [UInt8](FileHandle.standardInput.readDataToEndOfFile())])
    }
    if Self.isFolder(path) { return FolderTree(root: path) }
    guard let bytes = FileManager.default.contents(atPath: path) else { throw InputMissing(path: path) }
    return MemoryTree([path: [UInt8](bytes)])
  }
}

/// The path names nothing that can be read.
struct InputMissing: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path): no such file or folder, or it cannot be read" }
}
