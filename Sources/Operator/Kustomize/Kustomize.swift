import ChildProcess
import Foundation
import Manifests
import SourceYAML

/// Renders kustomizations with the program `kustomize`, or with `kubectl kustomize`, in a child process: after an audit, with
/// nothing in its folder but the files that the audit saw, and nothing in its environment.
struct Kustomize: Sendable {
  /// How long a rendering takes at most.
  static let deadline = Duration.seconds(30)

  /// Neither program can be had.
  struct Missing: Error, CustomStringConvertible {
    let description = "there is a kustomization, and neither kustomize nor kubectl to render it with: install one of them"
  }

  /// What came of it.
  enum Rendering: Sendable {
    case objects([UInt8])
    case refused([Finding])
  }

  /// Renders the kustomization of a folder.
  ///
  /// - Throws: What the tree throws, and `Missing`.
  func render(_ folder: String, in tree: any FileTree) async throws -> Rendering {
    let audit = try KustomizationAudit(of: folder, in: tree)
    guard audit.findings.isEmpty else { return .refused(audit.findings) }
    let root = NSTemporaryDirectory() + "nuncio-kustomize-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    // What a program looks for in its home is not the repository's to bring.
    let (files, home) = ("\(root)/tree", "\(root)/home")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try export(audit.files, of: tree, to: files)
    let outcome = try await run(folder.isEmpty ? files : "\(files)/\(folder)", home: home)
    let place = audit.files.sorted().first { $0.hasPrefix(folder) && KustomizationAudit.fileNames.contains(Self.name(of: $0)) } ?? folder
    func refused(_ words: String) -> Rendering {
      .refused([.error(.badKustomization, words, at: SourcePosition(file: place, line: 1, column: 1))])
    }
    if outcome.isTimedOut { return refused("kustomize did not end within \(Self.deadline.components.seconds) s") }
    guard outcome.status == 0 else {
      let words = String(decoding: outcome.complaints, as: UTF8.self).replacing(files + "/", with: "")
      return refused("kustomize says: \(Self.reason(in: words))")
    }
    guard outcome.output.count < BoundedProcess.outputLimit else {
      return refused("kustomize makes more than \(BoundedProcess.outputLimit >> 20) MiB: split the kustomization into several Sources")
    }
    return .objects(outcome.output)
  }

  /// What is said without the frame that the programs put around it: `Error: …`, and `… err="…"` of kubectl's log.
  private static func reason(in words: String) -> String {
    let line = words.trimmingCharacters(in: .whitespacesAndNewlines)
    if let start = line.firstRange(of: "err=\""), line.hasSuffix("\"") {
      return String(line[start.upperBound...].dropLast()).replacing("\\\"", with: "\"").replacing("\\n", with: "\n")
    }
    return line.hasPrefix("Error: ") ? String(line.dropFirst("Error: ".count)) : line
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private func export(_ files: Set<String>, of tree: any FileTree, to root: String) throws {
    for file in files {
      let path = "\(root)/\(file)"
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data(try tree.read(file)).write(to: URL(fileURLWithPath: path))
    }
  }

  private func run(_ folder: String, home: String) async throws -> BoundedProcess.Outcome {
    // The audit let nothing through that is fetched or run; if it erred, there is no program to run, and no way out.
    let nowhere = "http://127.0.0.1:9"
    let environment = ["HOME": home, "PATH": "/nonexistent", "HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere]
    for command in [["kustomize", "build", folder], ["kubectl", "kustomize", folder]] {
      do throws(BoundedProcess.StartFailure) {
        return try await BoundedProcess(command: command, environment: environment, errors: .collected, deadline: Self.deadline).run()
      } catch {
        continue
      }
    }
    throw Missing()
  }
}
