import Foundation
import Manifests
import Operator
import SourceYAML
import Testing

private let isThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { folder in
  ["kustomize", "kubectl"].contains { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
}

/// With the real program: `kustomize` or `kubectl kustomize`.
@Suite("Kustomizations are rendered", .enabled(if: isThere, "neither kustomize nor kubectl is installed"))
struct KustomizeTests {
  private static let base = [
    "base/kustomization.yaml": "resources: [mapping.yaml]\n",
    "base/mapping.yaml": """
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: {name: web}
    spec: {hostname: "*", prefix: /, service: web}
    """,
  ]

  private func render(_ overlay: String, _ others: [String: String] = [:]) async throws -> LoadedManifests {
    let files = Self.base.merging(others) { $1 }.merging(["overlays/prod/kustomization.yaml": overlay]) { $1 }
    let tree = MemoryTree(files.mapValues { Array($0.utf8) })
    return try await RevisionFiles(tree: tree, path: try FolderPath("overlays/prod")).rendered().load()
  }

  @Test("an overlay's objects take the place of all files; policies and nuncio.yaml stay apart")
  func overlay() async throws {
    let loaded = try await render(
      "resources: [../../base]\nnamePrefix: prod-\nnamespace: shop\n",
      ["overlays/prod/other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unnamed}\n", "overlays/prod/policies/p.yaml": "x"])
    #expect(loaded.findings.isEmpty)
    #expect(loaded.manifests.manifests.map(\.key.description) == ["Mapping shop/prod-web"])
    #expect(loaded.manifests.manifests.first?.position.file == "overlays/prod/kustomize-build.yaml")
  }

  @Test("what is larger than a file may be comes in several")
  func large() async throws {
    // Texts that look like the end of a document.
    let text = String(repeating: "  ---\n", count: 100_000)
    let files = (0..<12).map { index in
      ("base/\(index).yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m\(index)}\ndata:\n x: |\n\(text)")
    }
    let names = files.map { String($0.0.dropFirst("base/".count)) }
    let loaded = try await render(
      "resources: [../../base]\n",
      Dictionary(uniqueKeysWithValues: files).merging(["base/kustomization.yaml": "resources: [\(names.joined(separator: ", "))]\n"]) { $1 }
    )
    #expect(loaded.findings.isEmpty)
    #expect(loaded.manifests.manifests.count == 12)
    #expect(Set(loaded.manifests.manifests.map(\.position.file)).count == 2)
  }

  @Test("what kustomize refuses is a finding in its words, and there are no objects")
  func refusal() async throws {
    let loaded = try await render("resources: [../../base]\nnamePrefix: {a: b}\n")
    let finding = try #require(loaded.findings.first)
    #expect(finding.message.contains("kustomize says:") && finding.message.contains("namePrefix"))
    #expect(!finding.message.contains(NSTemporaryDirectory() + "nuncio"))
    #expect(loaded.manifests.manifests.isEmpty)
  }

  @Test("what fetches is refused before anything runs")
  func remote() async throws {
    let loaded = try await render("resources: ['https://127.0.0.1:1/x.yaml']\n")
    #expect(loaded.findings.map(\.code.rawValue) == ["bad-kustomization"] && loaded.manifests.manifests.isEmpty)
  }

  @Test("a folder without a kustomization is as it is")
  func plain() async throws {
    let tree = MemoryTree(["a.yaml": Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".utf8)])
    #expect(try await RevisionFiles(tree: tree).rendered().load().manifests.manifests.count == 1)
  }
}
