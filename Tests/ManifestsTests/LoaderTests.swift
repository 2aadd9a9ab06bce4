import Manifests
import SourceYAML
import Testing

@Suite("Manifests: a tree's files to objects")
struct LoaderTests {
  private func load(_ files: [String: String], at path: String = "") throws -> LoadedManifests {
    try ManifestLoader.load(MemoryTree(files.mapValues { Array($0.utf8) }), at: path)
  }

  private func object(_ name: String, kind: String = "ConfigMap", namespace: String? = "shop") -> String {
    let place = namespace.map { ", namespace: \($0)" } ?? ""
    return "apiVersion: v1\nkind: \(kind)\nmetadata: {name: \(name)\(place)}\n"
  }

  @Test(
    "which files are read",
    arguments: [
      ("a.yaml", true), ("a.yml", true), ("a.json", true), ("deep/er/a.yaml", true), ("a.txt", false), ("README.md", false),
      (".hidden.yaml", false), (".github/workflows/ci.yaml", false), ("x/.y/a.yaml", false), ("nuncio.yaml", false),
      ("policies/p.yaml", false), ("sub/nuncio.yaml", true), ("sub/policies/p.yaml", true),
    ])
  func selection(path: String, isRead: Bool) throws {
    #expect(try load([path: object("a")]).manifests.manifests.isEmpty != isRead)
  }

  @Test("only what lies below the path is read, and nuncio.yaml there is left out")
  func below() throws {
    let files = [
      "gateway/a.yaml": object("a"), "gateway2/b.yaml": object("b"), "c.yaml": object("c"), "gateway/nuncio.yaml": "rollout: {}",
    ]
    for path in ["gateway", "gateway/"] {
      let loaded = try load(files, at: path)
      #expect(loaded.manifests.manifests.map(\.key.name) == ["a"])
      #expect(loaded.findings.isEmpty)
    }
  }

  @Test("objects of every group are carried along, in the order of files and lines")
  func everyGroup() throws {
    let other = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: shop}\nanything: [goes]\n"
    let loaded = try load(["b.yaml": object("b"), "a.yaml": "\(other)---\n\(object("a"))"])
    #expect(loaded.manifests.manifests.map(\.key.description) == ["Widget shop/w", "ConfigMap shop/a", "ConfigMap shop/b"])
    #expect(loaded.findings.isEmpty)
    #expect(loaded.manifests.all(group: "example.com", kind: "Widget").first?.version == "v1")
    #expect(loaded.manifests[ObjectKey(group: "", kind: "ConfigMap", namespace: "shop", name: "b")]?.position.file == "b.yaml")
  }

  @Test("a List is its items, with their own places")
  func list() throws {
    let text = """
      apiVersion: v1
      kind: List
      items:
        - apiVersion: v1
          kind: ConfigMap
          metadata: {name: a}
        - apiVersion: v1
          kind: Secret
          metadata: {name: b, namespace: x}
      """
    let manifests = try load(["l.yaml": text]).manifests.manifests
    #expect(manifests.map(\.key.description) == ["ConfigMap default/a", "Secret x/b"])
    #expect(manifests.map(\.position.line) == [4, 7])
  }

  @Test("the second of two objects with one key is an error that names both places")
  func duplicate() throws {
    let loaded = try load(["a.yaml": object("x"), "b.yaml": "# again\n" + object("x")])
    #expect(loaded.manifests.manifests.count == 1)
    let finding = try #require(loaded.findings.first)
    #expect(finding.code == .duplicateObject)
    #expect(finding.message.contains("a.yaml:1:1"))
    #expect(finding.position == SourcePosition(file: "b.yaml", line: 2, column: 1))
  }

  @Test("the namespace: written, the default one, or none for kinds of the cluster")
  func namespaces() throws {
    let loaded = try load(["a.yaml": [object("a"), object("b", namespace: nil), object("c", kind: "Namespace")].joined(separator: "---\n")])
    #expect(loaded.manifests.manifests.map(\.key.namespace) == ["shop", "default", ""])
  }

  @Test(
    "what is no object is an error with a place, and costs only itself",
    arguments: [
      ("just text\n", FindingCode.notAnObject, 1), ("- a\n- b\n", .notAnObject, 1), ("kind: X\nmetadata: {name: a}\n", .missingField, 1),
      ("apiVersion: v1\nmetadata: {name: a}\n", .missingField, 1), ("apiVersion: v1\nkind: X\n", .missingField, 1),
      ("apiVersion: v1\nkind: X\nmetadata: {}\n", .missingField, 1), ("apiVersion: v1\nkind: X\nmetadata: {name: 12}\n", .missingField, 3),
      ("apiVersion: 1\nkind: X\nmetadata: {name: a}\n", .missingField, 1), ("a: [\n", .yamlSyntax, 2),
      ("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n", .unsupportedFile, 1),
      ("apiVersion: v1\nkind: X\nmetadata: {name: a/b}\n", .badValue, 3), ("apiVersion: v1\nkind: X\nmetadata: {name: a%}\n", .badValue, 3),
      ("apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  namespace: 12\n", .missingField, 5),
      ("apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  namespace: b/c\n", .badValue, 5),
      ("apiVersion: v1\nkind: X\nmetadata:\n  name:\n", .missingField, 4), ("apiVersion: v1\nkind: List\n", .wrongType, 1),
      ("apiVersion: v1\nkind: List\nitems: {a: b}\n", .wrongType, 3), ("null\n", .notAnObject, 1),
    ])
  func bad(text: String, code: FindingCode, line: Int) throws {
    let loaded = try load(["bad.yaml": text, "good.yaml": object("good")])
    #expect(loaded.manifests.manifests.map(\.key.name) == ["good"])
    #expect(loaded.findings.map(\.code) == [code])
    #expect(loaded.findings.first?.position?.line == line)
  }

  @Test(
    "a kustomization anywhere below the path is an error at its file that says what to do",
    arguments: ["kustomization.yaml", "kustomization.yml", "Kustomization", "base/kustomization.yaml"])
  func kustomization(path: String) throws {
    let loaded = try load([path: "resources: [a.yaml]\n", "a.yaml": object("a"), ".hidden/kustomization.yaml": ""])
    let finding = try #require(loaded.findings.first)
    #expect(loaded.findings.count == 1)
    #expect(finding.code == .unsupportedFile && finding.severity == .error)
    #expect(finding.position == SourcePosition(file: path, line: 1, column: 1))
    #expect(finding.message.contains("at the top of the source's path alone") && finding.message.contains("point the path"))
  }

  @Test("policies that nobody evaluates are an error, but only where they would count")
  func policies() throws {
    let loaded = try load(["g/policies/p.yaml": object("p"), "g/policies/README.md": "", "policies/p.yaml": ""], at: "g")
    #expect(loaded.findings.map(\.code) == [.unsupportedFile])
    #expect(loaded.findings.first?.position?.file == "g/policies/p.yaml")
  }

  @Test(
    "Nuncio's own kinds are no manifests: each is an error that says where it belongs",
    arguments: [
      ("Fleet", "nuncio.yaml"), ("ChangePolicy", "must not go live"), ("Source", "--config"), ("Release", "never committed"),
      ("Flet", "no kind Flet"),
    ])
  func ownKinds(kind: String, words: String) throws {
    let loaded = try load(["sub/a.yaml": "apiVersion: nuncio.dev/v1alpha1\nkind: \(kind)\nmetadata: {name: a}\n"])
    #expect(loaded.manifests.manifests.isEmpty)
    let finding = try #require(loaded.findings.first)
    #expect(loaded.findings.count == 1)
    #expect(finding.code == .unsupportedKind && finding.position?.line == 2 && finding.message.contains(words))
  }

  @Test("labels and annotations")
  func labels() throws {
    let text = "apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  labels: {app: shop, n: 1}\n  annotations: {note: 'yes'}\n"
    let manifest = try #require(try load(["a.yaml": text]).manifests.manifests.first)
    #expect(manifest.labels == ["app": "shop"])
    #expect(manifest.annotations == ["note": "yes"])
  }
}
