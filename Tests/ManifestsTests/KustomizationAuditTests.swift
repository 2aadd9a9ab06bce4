import Manifests
import SourceYAML
import Testing

@Suite("Kustomizations: what is fetched, run or unknown never reaches kustomize")
struct KustomizationAuditTests {
  private func audit(_ kustomization: String, _ others: [String: String] = [:], in folder: String = "overlays/prod") throws
    -> KustomizationAudit
  {
    var files = others.merging(["\(folder)/kustomization.yaml": kustomization]) { $1 }
    files["base/kustomization.yaml"] = files["base/kustomization.yaml"] ?? "resources: [mapping.yaml]\n"
    files["base/mapping.yaml"] = "kind: Mapping\n"
    return try KustomizationAudit(of: folder, in: MemoryTree(files.mapValues { Array($0.utf8) }))
  }

  @Test("everything that it names in the tree is found, and nothing else")
  func closure() throws {
    let text = """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      namespace: prod
      resources: [../../base, extra.yaml]
      components: [../../parts/tls]
      patches:
      - path: patch.yaml
        target: {kind: Mapping}
      - patch: "- op: remove\\n  path: /spec/x"
      patchesStrategicMerge:
      - merge.yaml
      - |
        kind: Mapping
        metadata: {name: a}
      configMapGenerator:
      - name: texts
        files: [welcome=welcome.txt]
        envs: [some.env]
        literals: [a=b]
      replacements: [{path: replacement.yaml}]
      configurations: [names.yaml]
      images: [{name: a, newTag: b}]
      """
    let parts = ["extra.yaml", "patch.yaml", "merge.yaml", "welcome.txt", "some.env", "replacement.yaml", "names.yaml", "unused.yaml"]
    var others = Dictionary(uniqueKeysWithValues: parts.map { ("overlays/prod/\($0)", "") })
    others["parts/tls/kustomization.yml"] = "kind: Component\n"
    let audit = try audit(text, others)
    #expect(audit.findings.isEmpty)
    let own = (parts.filter { $0 != "unused.yaml" } + ["kustomization.yaml"]).map { "overlays/prod/\($0)" }
    #expect(audit.files == Set(own + ["base/kustomization.yaml", "base/mapping.yaml", "parts/tls/kustomization.yml"]))
  }

  @Test(
    "what would be fetched, run or read from elsewhere is a finding at its place",
    arguments: [
      ("resources: ['https://example.com/a.yaml']", "fetched"), ("resources: ['github.com/org/repo']", "fetched"),
      ("resources: ['git@example.com:org/repo']", "fetched"), ("resources: ['example.com/org/repo.git']", "fetched"),
      ("bases: ['ssh://example.com/x?ref=main']", "fetched"), ("patches: [{path: 'http://example.com/p'}]", "fetched"),
      ("patchesStrategicMerge: [\"http://example.com/p\\n\"]", "fetched"), ("crds: ['https://example.com/crd']", "fetched"),
      ("openapi: {path: 'https://example.com/schema'}", "fetched"), ("resources: [/etc/passwd]", "begins at"),
      ("resources: [../../../etc]", "leads out"), ("configMapGenerator: [{name: a, files: [k=../../../../root/.ssh/id]}]", "leads out"),
      ("secretGenerator: [{name: a, envs: [nope.env]}]", "there is no"), ("resources: [missing.yaml]", "there is no"),
      ("resources: [..]", "has no kustomization"), ("generators: [g.yaml]", "plugins"), ("transformers: [t.yaml]", "plugins"),
      ("validators: [v.yaml]", "plugins"), ("helmCharts: [{name: x}]", "charts"), ("helmGlobals: {}", "charts"),
      ("Resources: []", "known to be harmless"), ("patches: [{Path: x}]", "known to be harmless"),
      ("configMapGenerator: [{name: a, exec: x}]", "known to be harmless"), ("resources: text", "is a list"),
      ("resources: [12]", "is text"), ("- a", "one mapping"),
    ])
  func refused(text: String, words: String) throws {
    let finding = try #require(try audit(text + "\n").findings.first)
    #expect(finding.message.contains(words), "\(finding.message)")
    #expect(finding.severity == .error && finding.position?.file == "overlays/prod/kustomization.yaml")
  }

  @Test("what a base names is looked at too, and bases that name each other end")
  func bases() throws {
    let remote = try audit("resources: [../../base]\n", ["base/kustomization.yaml": "resources:\n- mapping.yaml\n- https://example.com\n"])
    #expect(remote.findings.map { $0.position?.description } == ["base/kustomization.yaml:3:3"])
    let circle = try audit("resources: [../../base]\n", ["base/kustomization.yaml": "resources: [../overlays/prod]\n"])
    #expect(circle.findings.isEmpty && circle.files.count == 2)
  }

  @Test("a literal of a secret that kustomize would refuse is not printed")
  func literals() throws {
    let finding = try #require(try audit("secretGenerator: [{name: a, literals: [hunter2]}]\n").findings.first)
    #expect(!finding.message.contains("hunter2"))
  }
}
