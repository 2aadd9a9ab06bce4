import Foundation
import Testbed
import Testing

/// `Cases/<name>/`: `command` is what a person types, in a repository whose `main` holds `base/` and whose branch `change`
/// holds `head/` (or in a plain folder, when there is no `base/`), and `transcript.txt` what they see. A new case is a few
/// files; `NUNCIO_GOLDEN=write` writes the transcripts, and the diff is what a reviewer reads.
@Suite("validate and diff: what a person sees", .enabled(if: Program.path != nil, "needs the program: swift build"))
struct TranscriptTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases")

  static var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test("there are cases")
  func any() {
    #expect(Self.names.count >= 10)
  }

  @Test("each case", arguments: names)
  func transcript(_ name: String) throws {
    let folder = Self.folder.appendingPathComponent(name)
    let sandbox = try Sandbox()
    defer { sandbox.end() }
    let head = try files(folder.appendingPathComponent("head"))
    if FileManager.default.fileExists(atPath: folder.appendingPathComponent("base").path) {
      _ = try sandbox.repository(base: try files(folder.appendingPathComponent("base")), head: head)
    } else {
      for (file, text) in head { try write(text, to: "\(sandbox.path)/\(file)") }
    }
    let command = try String(contentsOf: folder.appendingPathComponent("command"), encoding: .utf8)
    let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
    let answer = try Program.run(Array(words.dropFirst()), in: sandbox.path)
    // How long it took, and where commits depend on the day.
    let text = answer.transcript.replacing(#/\d+\.\d s\n/#, with: "0.0 s\n")
    let expected = folder.appendingPathComponent("transcript.txt")
    if ProcessInfo.processInfo.environment["NUNCIO_GOLDEN"] == "write" { try write(text, to: expected.path) }
    #expect(try String(contentsOf: expected, encoding: .utf8) == text)
  }

  private func files(_ folder: URL) throws -> [String: String] {
    var result: [String: String] = [:]
    let walk = FileManager.default.enumerator(atPath: folder.path)
    while let name = walk?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let path = "\(folder.path)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      result[name] = try String(contentsOfFile: path, encoding: .utf8)
    }
    return result
  }

  private func write(_ text: String, to path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
