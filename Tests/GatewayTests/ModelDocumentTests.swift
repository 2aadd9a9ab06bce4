import Foundation
import Gateway
import Manifests
import Testing

@Suite("The model as a document")
struct ModelDocumentTests {
  private static let cases = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases")

  private func document(_ rule: String) throws -> String {
    let bytes = [UInt8](try Data(contentsOf: Self.cases.appendingPathComponent(rule).appendingPathComponent("in.yaml")))
    let model = compileGateway(try ManifestLoader.load(MemoryTree(["in.yaml": bytes])).manifests, options: CompileOptions()).model
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(model), as: UTF8.self)
  }

  @Test("routes say what they take, what they do, and where they are written")
  func routes() throws {
    let text = try document("group-last-wins")
    #expect(text.contains(#""id":"shop/a""#))
    #expect(text.contains(#""path":{"prefix":"/g"}"#))
    #expect(text.contains(#""percent":33"#))
    #expect(text.contains(#""timeoutMilliseconds":1000"#))
    #expect(text.contains(#""origin":{"object":"Mapping shop/a","position":"in.yaml:"#))
  }

  @Test("every case can be written, twice the same", arguments: GoldenTests.rules)
  func every(_ rule: String) throws {
    #expect(try document(rule) == document(rule))
  }

  @Test("a secret is its name and its place alone")
  func secrets() throws {
    let text = try document("tls")
    #expect(text.contains(#""object":"Secret edge/a""#))
    #expect(!text.contains("BEGIN") && !text.contains("privateKey") && !text.contains("certificateChain"))
  }

  @Test("files without an object of the gateway are clean, and come to an empty one")
  func nothing() throws {
    let tree = MemoryTree(["a.yaml": Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".utf8), "b.yaml": []])
    let compilation = compileGateway(try ManifestLoader.load(tree).manifests, options: CompileOptions())
    #expect(compilation.findings.isEmpty)
    #expect(compilation.model.listeners.isEmpty)
  }
}
