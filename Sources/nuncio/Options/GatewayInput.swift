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
  func compiled(at revision: String? = nil) throws -> CompiledRevision {
    do {
      guard let revision else { return try pipeline().compile(tree: try tree(), path: "") }
      let repository = try LocalRepository(discovering: path)
      let folder = try FolderPath(repository.path(of: path))
      let tree = try LocalTree(repository, try repository.commit(revision), path: folder)
      return try pipeline().compile(tree: tree, path: folder.text)
    } catch {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unusable
    }
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
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputMissing(path: path)
    }
    if isFolder.boolValue { return FolderTree(root: path) }
    guard let bytes = FileManager.default.contents(atPath: path) else { throw InputMissing(path: path) }
    return MemoryTree([path: [UInt8](bytes)])
  }
}

/// The path names nothing that can be read.
struct InputMissing: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path): no such file or folder, or it cannot be read" }
}
