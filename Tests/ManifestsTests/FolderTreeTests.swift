import Foundation
import Manifests
import Testing

@Suite("Manifests: a folder on disk")
struct FolderTreeTests {
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nuncio-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("tree/sub"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("files below it, sorted; hidden ones and links are left out")
  func entries() throws {
    try inFolder { folder in
      let tree = folder.appendingPathComponent("tree")
      for name in ["b.yaml", "sub/a.yaml", ".hidden.yaml"] { try Data("x: 1\n".utf8).write(to: tree.appendingPathComponent(name)) }
      let outside = folder.appendingPathComponent("outside")
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
      try Data("secret: 1\n".utf8).write(to: outside.appendingPathComponent("secret.yaml"))
      try FileManager.default.createSymbolicLink(at: tree.appendingPathComponent("link"), withDestinationURL: outside)
      try FileManager.default.createSymbolicLink(
        at: tree.appendingPathComponent("link.yaml"), withDestinationURL: outside.appendingPathComponent("secret.yaml"))
      let read = FolderTree(root: tree.path)
      #expect(try read.entries().map(\.path) == ["b.yaml", "sub/a.yaml"])
      #expect(try read.entries().map(\.size) == [5, 5])
      #expect(try read.read("sub/a.yaml") == Array("x: 1\n".utf8))
    }
  }

  @Test("a folder may itself be named through a link")
  func linkedRoot() throws {
    try inFolder { folder in
      let tree = folder.appendingPathComponent("tree")
      try Data("x: 1\n".utf8).write(to: tree.appendingPathComponent("a.yaml"))
      let link = folder.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: tree)
      #expect(try FolderTree(root: link.path).entries().map(\.path) == ["a.yaml"])
    }
  }

  @Test("a folder that is not there is an error")
  func missing() {
    #expect(throws: (any Error).self) { try FolderTree(root: "/nowhere/at/all").entries() }
  }
}
