import Foundation
import Operator
import SourceYAML
import Testing

@Suite("Our own documents: what cannot be carried out is an error with a place, never skipped")
struct ConfigurationTests {
  private static let fleet = "apiVersion: nuncio.dev/v1alpha1\nkind: Fleet\nmetadata: {name: edge}\n"
  private static let source = "apiVersion: nuncio.dev/v1alpha1\nkind: Source\nmetadata: {name: shop}\n"

  private func read(_ text: String) throws -> ConfigurationFile {
    let path = NSTemporaryDirectory() + "nuncio-config-\(UUID().uuidString.prefix(8)).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try ConfigurationFile.read(path: path)
  }

  @Test(
    "a duration is read, whatever its units",
    arguments: [
      ("500ms", Duration.milliseconds(500)), ("1h30m", .seconds(5400)), ("1.5s", .milliseconds(1500)), ("8760h", .seconds(31_536_000)),
    ])
  func durations(text: String, expected: Duration) { #expect(Duration(go: text) == expected) }

  @Test(
    "what is no duration, or longer than 365 days, is none",
    arguments: [
      "", "5", "s", "1d", "-1s", "99999999999999999999999s", "8761h", "8760h1s", "1..2s", String(repeating: "9", count: 400) + "h",
    ])
  func noDurations(text: String) { #expect(Duration(go: text) == nil) }

  @Test("one folder, however it is written", arguments: ["gateway", "./gateway", "/gateway", "gateway/", ".//gateway/."])
  func folder(text: String) throws {
    let path = try FolderPath(text)
    #expect(path.text == "gateway" && path.path(of: "a.yaml") == "gateway/a.yaml")
    #expect(try read(Self.source + "spec: {url: 'https://x.example/y', path: '\(text)'}\n").source?.path == path)
  }

  @Test("the top of a repository", arguments: ["", ".", "/", "./"])
  func top(text: String) throws { #expect(try FolderPath(text) == .top && FolderPath.top.path(of: "a.yaml") == "a.yaml") }

  @Test("no folder leads out of the repository", arguments: ["..", "../gateway", "gateway/../.."])
  func outside(text: String) { #expect(throws: FolderPath.Fault.self) { try FolderPath(text) } }

  @Test(
    "each fault has its place and says what is wrong",
    arguments: [
      (fleet + "Spec: {proxies: 2}\n", "4:1", "'Spec'"),
      (fleet + "spec: text\n", "4:7", "'spec' must be a mapping"),
      (fleet + "spec: {analysis: text}\n", "4:18", "'analysis' must be a mapping"),
      (fleet + "spec: {stages: text}\n", "4:16", "'stages' must be a list"),
      (fleet + "spec: {stages: [{proxies: 1, hold: 99999999999999999999999s}]}\n", "4:36", "365 days"),
      (fleet + "spec: {source: other}\n", "4:16", "is edge"),
      (source + "spec: {url: 'https://x.example/y'}\n---\n" + fleet + "spec: {source: edge}\n", "9:16", "is shop"),
      (source + "spec: {url: 'https://x.example/y', path: ../x}\n", "4:42", "leads out"),
      (source + "spec: {url: 'https://x.example/y', ref: main}\n", "4:41", "'ref' must be a mapping"),
      ("apiVersion: nuncio.dev/v1alpha1\nkind: Fleet\nmetadata: {nam: edge}\n", "3:12", "'nam'"),
      ("apiVersion: nuncio.dev/v1alpha1\nkind: Fleet\nmetadata: edge\n", "3:11", "'metadata' must be a mapping"),
    ])
  func faults(text: String, place: String, words: String) {
    let fault = #expect(throws: DocumentError.self) { try read(text) }
    #expect(fault?.position.description.hasSuffix(".yaml:\(place)") == true, "\(fault.map { "\($0)" } ?? "")")
    #expect(fault?.message.contains(words) == true, "\(fault?.message ?? "")")
  }

  @Test(
    "a Fleet may name the Source that is followed",
    arguments: [fleet + "spec: {source: edge}\n", source + "spec: {url: 'https://x.example/y'}\n---\n" + fleet + "spec: {source: shop}\n"])
  func named(text: String) throws { #expect(try read(text).fleet?.name == "edge") }
}
