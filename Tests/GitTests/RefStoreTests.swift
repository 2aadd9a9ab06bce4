import Foundation
import Git
import Testbed
import Testing

@Suite("The repository of our own: entries that are not lost")
struct RefStoreTests {
  private static let edge = "refs/heads/edge"
  private let folder = NSTemporaryDirectory() + "nuncio-store-\(UUID().uuidString.prefix(8))"

  private func end() { try? FileManager.default.removeItem(atPath: folder) }

  /// Adds an entry after the newest.
  @discardableResult
  private func append(_ number: Int, to store: RefStore, _ reference: String = edge) async throws -> CommitID {
    try await store.append(
      reference, files: ["number": Array("\(number)".utf8)], message: "entry \(number)", time: number,
      expecting: try await store.head(reference))
  }

  @Test("it keeps entries, refuses a stale writer, and plain Git reads it")
  func entries() async throws {
    defer { end() }
    let store = try RefStore(directory: folder)
    #expect(try await store.head(Self.edge) == nil)
    let one = try await append(1, to: store)
    let two = try await append(2, to: store)
    for stale in [nil, one] {
      await #expect(throws: GitError.conflict(reference: Self.edge)) {
        try await store.append(Self.edge, files: [:], message: "late", time: 3, expecting: stale)
      }
    }
    let again = try RefStore(directory: folder)
    #expect(try await again.head(Self.edge) == two)
    #expect(try await again.files(at: two) == ["number": Array("2".utf8)])
    #expect(try GitSetting.run("git", "-C", folder, "log", "--format=%s", "edge") == "entry 2\nentry 1")
    try GitSetting.run("git", "-C", folder, "fsck", "--strict", "--full")
  }

  @Test("of many that write at once each entry has one winner, and references do not disturb each other")
  func race() async throws {
    defer { end() }
    let stores = try (0..<4).map { _ in try RefStore(directory: folder) }
    let references = ["refs/heads/edge", "refs/heads/inner"]
    let won = try await withThrowingTaskGroup(of: Int.self) { group in
      for (index, store) in stores.enumerated() {
        group.addTask {
          var won = 0
          for turn in 0..<20 {
            do {
              try await append(turn, to: store, references[(index + turn) % 2])
              won += 1
            } catch GitError.conflict {}
          }
          return won
        }
      }
      return try await group.reduce(0, +)
    }
    let counts = try references.map { try GitSetting.run("git", "-C", folder, "rev-list", "--count", $0) }
    #expect(counts.compactMap(Int.init).reduce(0, +) == won && won >= 20)
  }

  @Test("a kill at any point loses no entry that was said to be there, and leaves nothing that is in the way")
  func kill() async throws {
    defer { end() }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let said = folder + "/said"
    var last = 0
    for round in 0..<20 {
      await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, said = said as String, round = round as Int] in
        try await Self.appendUntilKilled(folder + "/log.git", said, waitsForEntry: round % 2 == 0)
      }
      let store = try RefStore(directory: folder + "/log.git")
      let promised =
        (try? String(contentsOfFile: said, encoding: .utf8)).flatMap { $0.split(separator: "\n").last.flatMap { Int($0) } } ?? 0
      guard let head = try await store.head(Self.edge) else {
        #expect(promised == 0)
        continue
      }
      let number = try #require(Int(String(decoding: try await store.files(at: head)["number"] ?? [], as: UTF8.self)))
      // One may be there that the writer had no time to say; the next went on from it.
      let known = max(promised, last)
      #expect(number == known || number == known + 1)
      last = number
    }
    #expect(last > 0)
    #expect(try GitSetting.run("git", "-C", folder + "/log.git", "rev-list", "--count", "edge") == "\(last)")
    try GitSetting.run("git", "-C", folder + "/log.git", "fsck", "--strict", "--full")
  }

  /// Adds entries, and says after each that it is there, until it kills itself at some time: while it opens the store, too,
  /// or not before it has said something.
  private static func appendUntilKilled(_ folder: String, _ said: String, waitsForEntry: Bool) async throws {
    if !waitsForEntry { killSoon() }
    let store = try RefStore(directory: folder)
    let out = open(said, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var head = try await store.head(edge)
    var number = 0
    if let head { number = Int(String(decoding: try await store.files(at: head)["number"] ?? [], as: UTF8.self)) ?? 0 }
    let first = number
    while true {
      number += 1
      head = try await store.append(
        edge, files: ["number": Array("\(number)".utf8)], message: "entry \(number)", time: number, expecting: head)
      let line = Array("\(number)\n".utf8)
      write(out, line, line.count)
      if waitsForEntry, number == first + 1 { killSoon() }
    }
  }

  private static func killSoon() {
    let delay = UInt32.random(in: 1000...60_000)
    Thread.detachNewThread {
      usleep(delay)
      Foundation.kill(getpid(), SIGKILL)
    }
  }

  @Test("many entries do not fill the disk with small files, and none is lost")
  func tidy() async throws {
    defer { end() }
    let store = try RefStore(directory: folder, looseObjects: 100)
    var head: CommitID?
    for number in 1...250 {
      head = try await store.append(
        Self.edge, files: ["number": Array("\(number)".utf8)], message: "entry \(number)", time: number, expecting: head)
    }
    let files = try #require(FileManager.default.enumerator(atPath: folder + "/objects")).allObjects.count
    #expect(files < 800)
    #expect(try GitSetting.run("git", "-C", folder, "rev-list", "--count", "edge") == "250")
    try GitSetting.run("git", "-C", folder, "fsck", "--strict", "--full")
    let again = try RefStore(directory: folder)
    #expect(try await again.files(at: try #require(head)) == ["number": Array("250".utf8)])
  }

  @Test("locks and temporary files of a killed writer are removed when it is opened again")
  func locks() async throws {
    defer { end() }
    try await append(1, to: try RefStore(directory: folder))
    try FileManager.default.createDirectory(atPath: folder + "/objects/ab", withIntermediateDirectories: true)
    let left = ["refs/heads/edge.lock", "HEAD.lock", "objects/ab/tmp_object_git2_x"]
    for name in left { try "x".write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8) }
    try await append(2, to: try RefStore(directory: folder))
    for name in left { #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(name)")) }
  }

  @Test(
    "what is damaged is an error, never an empty log",
    arguments: ["garbage", "", "1111111", "ref: refs/heads/edge"])
  func damaged(_ text: String) async throws {
    defer { end() }
    try await append(1, to: try RefStore(directory: folder))
    try text.write(toFile: "\(folder)/\(Self.edge)", atomically: false, encoding: .utf8)
    await #expect { try await RefStore(directory: folder).head(Self.edge) } throws: { "\($0)".contains("is damaged") }
  }

  @Test("a HEAD that is garbage is nobody's: entries are read and added")
  func head() async throws {
    defer { end() }
    try await append(1, to: try RefStore(directory: folder))
    try "garbage".write(toFile: folder + "/HEAD", atomically: false, encoding: .utf8)
    let store = try RefStore(directory: folder)
    let second = try await append(2, to: store)
    #expect(try await store.head(Self.edge) == second)
  }

  @Test("a missing object is an error that names the repository")
  func missing() async throws {
    defer { end() }
    let head = try await append(1, to: try RefStore(directory: folder))
    try FileManager.default.removeItem(atPath: folder + "/objects/\(head.hex.prefix(2))")
    let store = try RefStore(directory: folder)
    await #expect { try await store.files(at: head) } throws: { "\($0)".contains("\(folder) is damaged") }
  }

  @Test("a full disk and a read-only one: one clear message; with space again the next entry follows the last", .enabled(if: getuid() == 0))
  func disk() async throws {
    defer { end() }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard (try? GitSetting.run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder)) != nil else {
      try Test.cancel("this machine lets nobody mount: nothing is tested")
    }
    defer { _ = try? GitSetting.run("umount", folder) }
    let store = try RefStore(directory: folder + "/log.git")
    let first = try await append(1, to: store)
    try GitSetting.run("sh", "-c", "dd if=/dev/zero of=\(folder)/filler bs=4k 2>/dev/null || true")
    await #expect { try await append(2, to: store) } throws: { error in
      "\(error)".contains("\(folder)/log.git cannot be written: ") && "\(error)".contains("Free space")
    }
    #expect(try await store.head(Self.edge) == first)
    try FileManager.default.removeItem(atPath: folder + "/filler")
    let second = try await append(2, to: store)

    try GitSetting.run("mount", "-o", "remount,ro", folder)
    await #expect { try await append(3, to: store) } throws: { "\($0)".contains("cannot be written: ") }
    let opened = try RefStore(directory: folder + "/log.git")
    #expect(try await opened.head(Self.edge) == second)
    #expect { try RefStore(directory: folder + "/other.git") } throws: { "\($0)".contains("/other.git cannot be written: ") }
    try GitSetting.run("mount", "-o", "remount,rw", folder)
    try await append(3, to: store)
    #expect(try GitSetting.run("git", "-C", folder + "/log.git", "rev-list", "--count", "edge") == "3")
    try GitSetting.run("git", "-C", folder + "/log.git", "fsck", "--strict", "--full")
  }

  @Test("a pinned tree outlives its mirror, links included, submodules left out")
  func pinned() async throws {
    defer { end() }
    let setting = try GitSetting()
    defer { setting.end() }
    try FileManager.default.createSymbolicLink(atPath: setting.repository.path + "/link", withDestinationPath: "a.yaml")
    try setting.repository.commit(files: ["a.yaml": "a: 1\n", "b/c.yaml": "c: 1\n"], "One")
    let head = try await setting.mirror().poll().head
    let store = try RefStore(directory: folder)
    try await store.pin(tree: head.tree, fromMirror: setting.mirrorFolder)
    _ = try await store.append(Self.edge, files: [:], keeping: ["release-1": head.tree], message: "one", time: 1, expecting: nil)
    try FileManager.default.removeItem(atPath: setting.mirrorFolder)
    try await store.pin(tree: head.tree, fromMirror: setting.mirrorFolder)
    let other = String(repeating: "1", count: 40)
    let fault = await #expect(throws: GitError.self) { try await store.pin(tree: other, fromMirror: setting.mirrorFolder) }
    #expect(fault?.description.contains(setting.mirrorFolder) == true)
    #expect(try GitSetting.run("git", "-C", folder, "show", "edge:release-1/b/c.yaml") == "c: 1")
    try GitSetting.run("git", "-C", folder, "fsck", "--strict", "--full")
  }
}
