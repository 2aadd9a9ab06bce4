import Foundation
import Git
import Testbed
import Testing

@Suite("The repository that a folder is in")
struct WorkingRepositoryTests {
  private func repository() throws -> SampleRepository {
    try SampleRepository(path: NSTemporaryDirectory() + "nuncio-working-\(UUID().uuidString.prefix(8))", samples: "", values: [:])
  }

  @Test("a folder's files at a revision, whatever lies on disk now")
  func revisions() throws {
    let repository = try repository()
    defer { try? FileManager.default.removeItem(atPath: repository.path) }
    try repository.commit(files: ["gateway/a.yaml": "a: 1\n", "other.txt": "x"], "One")
    try repository.commit(files: ["gateway/a.yaml": "a: 2\n"], "Two")
    let working = try WorkingRepository(containing: repository.path + "/gateway")
    #expect(working.path == "gateway")
    for (revision, text) in [("HEAD", "a: 2\n"), ("main~1", "a: 1\n")] {
      let tree = try working.tree(at: revision)
      #expect(tree.entries.map(\.path) == ["gateway/a.yaml"])
      #expect(try tree.read("gateway/a.yaml") == Array(text.utf8))
    }
    #expect(try WorkingRepository(containing: repository.path).path == "")
  }

  @Test("a revision that is not there, and a folder in no repository, are named")
  func faults() throws {
    let repository = try repository()
    defer { try? FileManager.default.removeItem(atPath: repository.path) }
    try repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let missing = #expect(throws: GitError.self) { try WorkingRepository(containing: repository.path).tree(at: "nowhere") }
    #expect(missing.map { "\($0)" }?.contains("nowhere") == true)
    #expect(throws: GitError.self) { try WorkingRepository(containing: "/proc") }
  }
}
