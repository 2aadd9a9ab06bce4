import Foundation
import Gateway
import Operator
import Testing

@Suite("--secrets: a pair that cannot be used leaves the one before in place")
struct SecretsFolderTests {
  private let folder = NSTemporaryDirectory() + "nuncio-secrets-\(UUID().uuidString.prefix(8))"
  private let before: Facts = {
    var facts = Facts()
    facts.secrets["shop/tls"] = FactSecret(certificateChain: [1], privateKey: [2])
    return facts
  }()

  private func end() { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ path: String, _ text: String = "text") throws {
    let file = URL(fileURLWithPath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @Test("a file that is missing is told by its name, and the pair before stays", arguments: ["tls.crt", "tls.key"])
  func half(present: String) throws {
    defer { end() }
    try write("shop/tls/\(present)")
    let reading = try SecretsFolder(path: folder).read()
    let missing = present == "tls.crt" ? "tls.key" : "tls.crt"
    #expect(reading.problems["shop/tls"]?.contains("\(missing) is missing") == true)
    #expect(reading.facts.secrets.isEmpty && reading.replacing(before) == before)
    #expect(reading.replacing(Facts()).secrets.isEmpty)
  }

  @Test("so with a pair that Envoy could not serve with, and with a folder that is empty")
  func unusable() throws {
    defer { end() }
    try write("shop/tls/tls.crt")
    try write("shop/tls/tls.key")
    try FileManager.default.createDirectory(atPath: folder + "/shop/empty", withIntermediateDirectories: true)
    let reading = try SecretsFolder(path: folder).read()
    #expect(Set(reading.problems.keys) == ["shop/tls", "shop/empty"])
    #expect(reading.replacing(before) == before)
  }

  @Test("a folder that is gone takes its pair away; hidden folders and files beside them are none")
  func gone() throws {
    defer { end() }
    try write("README.md")
    try write("shop/README.md")
    try write("shop/..data/tls.crt")
    let reading = try SecretsFolder(path: folder).read()
    #expect(reading.problems.isEmpty && reading.replacing(before).secrets.isEmpty)
  }

  @Test("a folder that cannot be listed is an error")
  func missing() { #expect(throws: (any Error).self) { try SecretsFolder(path: folder).read() } }
}
