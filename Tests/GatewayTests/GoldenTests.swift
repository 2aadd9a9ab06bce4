import Foundation
import Gateway
import Manifests
import SourceYAML
import Testing

/// `Cases/<rule>/in.yaml` with the findings marked where they are due (`#~ error: part of the message`), and the model
/// that comes of it in `model.txt`. A new case is one file; `NUNCIO_GOLDEN=write` writes the models, and the diff is
/// what a reviewer reads.
@Suite("Emissary: what manifests come to")
struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases")

  static var rules: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test("there are cases")
  func any() {
    #expect(Self.rules.count > 30)
  }

  @Test("each rule", arguments: rules)
  func rule(_ name: String) throws {
    let folder = Self.folder.appendingPathComponent(name)
    let source = try String(contentsOf: folder.appendingPathComponent("in.yaml"), encoding: .utf8)
    let loaded = try ManifestLoader.load(MemoryTree(["in.yaml": Array(source.utf8)]))
    let compilation = compileGateway(loaded.manifests, options: CompileOptions())
    check(loaded.findings + compilation.findings, against: Marks(source))
    let text = ModelText(model: compilation.model).text
    let expected = folder.appendingPathComponent("model.txt")
    if ProcessInfo.processInfo.environment["NUNCIO_GOLDEN"] == "write" {
      try Data(text.utf8).write(to: expected)
    }
    #expect(try String(contentsOf: expected, encoding: .utf8) == text)
  }

  @Test("the order of objects in the files changes nothing", arguments: rules)
  func order(_ name: String) throws {
    let source = try String(contentsOf: Self.folder.appendingPathComponent(name).appendingPathComponent("in.yaml"), encoding: .utf8)
    let documents = source.components(separatedBy: "\n---\n")
    let models = try [documents, documents.reversed()].map { documents in
      let tree = MemoryTree(["in.yaml": Array(documents.joined(separator: "\n---\n").utf8)])
      return ModelText(model: compileGateway(try ManifestLoader.load(tree).manifests, options: CompileOptions()).model).text
    }
    #expect(models[0] == models[1])
  }

  private func check(_ findings: [Finding], against marks: Marks) {
    var due = marks.marks
    for finding in findings {
      let index = due.firstIndex { mark in
        mark.line == finding.position?.line && mark.severity == finding.severity && finding.message.contains(mark.message)
      }
      if let index {
        due.remove(at: index)
      } else {
        Issue.record("not marked: \(finding.position.map { "\($0)" } ?? "nowhere"): \(finding.severity): \(finding.message)")
      }
    }
    for mark in due { Issue.record("not found: line \(mark.line): \(mark.severity): \(mark.message)") }
  }
}

/// The findings that are marked in a source text.
private struct Marks {
  struct Mark {
    let line: Int
    let severity: Finding.Severity
    let message: String
  }

  let marks: [Mark]

  init(_ source: String) {
    marks = source.components(separatedBy: "\n").enumerated().flatMap { index, line in
      line.components(separatedBy: "#~ ").dropFirst().compactMap { text in
        let parts = text.components(separatedBy: ": ")
        guard let severity = parts.first.flatMap(Finding.Severity.init) else { return nil }
        return Mark(
          line: index + 1, severity: severity, message: parts.dropFirst().joined(separator: ": ").trimmingCharacters(in: .whitespaces))
      }
    }
  }
}
