import Foundation
import Testing

@testable import Kubernetes

@Suite("TokenSource: the token that a kubelet renews")
struct TokenSourceTests {
  private func withFile(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nuncio-token-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body("\(folder)/token")
  }

  private func write(_ text: String, _ path: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

  @Test("it is kept for a while, and read anew as soon as the server refuses it; blanks around it do not count")
  func rotation() async throws {
    try await withFile { path in
      let source = TokenSource(.tokenFile(path))
      try write("first\n", path)
      #expect(try await source.token() == "first")
      try write("second\n", path)
      #expect(try await source.token() == "first", "a file is not read for every call")
      await source.forget()
      #expect(try await source.token() == "second")
    }
  }

  @Test("a file that is not there is named, and found when it comes")
  func missing() async throws {
    try await withFile { path in
      let source = TokenSource(.tokenFile(path))
      await #expect(throws: ConfigurationFault("\(path) cannot be read (token)")) { try await source.token() }
      try write("late", path)
      #expect(try await source.token() == "late")
    }
  }

  @Test("a token that is refused stays when nobody renews it; without a credential there is none")
  func fixed() async throws {
    let source = TokenSource(.token("fixed"))
    await source.forget()
    #expect(try await source.token() == "fixed")
    #expect(try await TokenSource(.none).token() == nil)
  }
}
