import ArgumentParser
import Foundation
import Manifests
import Policy

/// `nuncio policy`: the rules themselves.
struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Try policies, and list them.",
    discussion: """
      Example: nuncio policy test policies/
      Example: nuncio policy list policies/
      """, subcommands: [PolicyTestCommand.self, PolicyListCommand.self])
}

/// The folder of policies that a command is about.
struct PolicyInput: ParsableArguments {
  @Argument(help: ArgumentHelp("A folder of policies: every folder in it that has a policy.yaml counts.", valueName: "DIR"))
  var folder = "policies"

  /// The policies with their cases; file names as a user of the command would type them.
  ///
  /// - Throws: `ExitCode` 2, with a line on standard error, when there are none or they cannot be read.
  func folders() throws -> [PolicyTestFolder] {
    do {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
        throw InputMissing(path: folder)
      }
      let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
      let found = try PolicyTestFolder.find(in: FolderTree(root: folder), shownAs: prefix)
      guard !found.isEmpty else { throw NoPolicies(folder: folder) }
      return found
    } catch {
      Diagnostics.print("error: \("\(error)".printable)")
      throw ExitStatus.unusable
    }
  }

  private struct NoPolicies: Error, CustomStringConvertible {
    let folder: String
    var description: String { "\(folder): no policy.yaml in it or below" }
  }
}
