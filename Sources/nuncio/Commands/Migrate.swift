import ArgumentParser
import Foundation
import Kubernetes
import Manifests
import Operator

/// `nuncio migrate`: an Emissary installation's objects as a repository.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write an Emissary installation's objects as a repository, and say what differs.",
    discussion: """
      Files or a cluster are read and never changed. gateway/ gets what this version carries out, unsupported/ the rest, and \
      MIGRATION.md says what is to be known. Exit status 1 when something is not supported, 2 when a file cannot be read \
      whole: then nothing is written.

      Example: nuncio migrate --cluster --output edge
      Example: kubectl get mappings.v3alpha1.getambassador.io -A -o yaml | nuncio migrate - --output edge
      (kubectl left to itself asks for v2, which is not supported.)
      """)

  @OptionGroup var input: GatewayInput
  @Flag(name: .customLong("cluster"), help: "Read the cluster rather than PATH.") var isCluster = false
  @OptionGroup var cluster: ClusterOption
  @Option(help: ArgumentHelp("A folder that is not there yet, or is empty.", valueName: "DIR")) var output: String
  @Option(help: "text or json.") var format = OutputFormat.text

  func run() async throws {
    guard ((try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []).isEmpty else {
      Diagnostics.print("error: \(output) is not empty: name another folder with --output")
      throw ExitStatus.unusable
    }
    if isCluster {
      try await cluster.withClient { try write(try Migration(try await Migration.objects(in: $0), pipeline: try input.pipeline())) }
    } else {
      do { try write(try Migration(try objects(), pipeline: try input.pipeline())) } catch let error as ExitCode { throw error } catch {
        Diagnostics.print("error: \(error)")
        throw ExitStatus.unusable
      }
    }
  }

  /// The gateway's objects of files; those of other kinds stay where they are.
  private func objects() throws -> [KubernetesObject] {
    let loaded = try ManifestLoader.load(try input.tree(), policies: .judgedApart)
    let lost = loaded.findings.filter { $0.severity == .error }
    for finding in lost { Diagnostics.print(FindingReport.line(finding)) }
    if !lost.isEmpty {
      Diagnostics.print("error: nothing is written, for objects would be missing: mend the files first")
      throw ExitStatus.unusable
    }
    return loaded.manifests.manifests.map { KubernetesObject($0) }.filter(Migration.concerns)
  }

  private func write(_ migration: Migration) throws {
    for (path, text) in migration.files {
      let file = URL(fileURLWithPath: output).appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    switch format {
    case .json: print(try JSONReport.text(MigrationDocument(migration)))
    case .text:
      for entry in migration.entries where entry.fate != .taken {
        for finding in entry.findings { Diagnostics.print("\(entry.path): \(finding.severity.rawValue): \(finding.message)".printable) }
      }
      print(
        "\(migration.entries.count) objects in \(output): \(migration.count(.taken)) as they are, \(migration.count(.differs)) with something to know, \(migration.count(.unsupported)) not supported (MIGRATION.md)"
      )
    }
    if migration.count(.unsupported) > 0 { throw ExitStatus.findings }
  }
}

/// A migration for programs.
private struct MigrationDocument: Encodable {
  struct Object: Encodable {
    let object: ObjectKey
    let path: String
    let fate: Migration.Fate
    let findings: [Finding]
  }

  let objects: [Object]
  let general: [Finding]

  init(_ migration: Migration) {
    objects = migration.entries.map { Object(object: $0.object, path: $0.path, fate: $0.fate, findings: $0.findings) }
    general = migration.general
  }
}
