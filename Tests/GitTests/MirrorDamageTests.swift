import Foundation
import Git
import Synchronization
import Testbed
import Testing

@Suite("A mirror is a cache: damaged, it is made anew")
struct MirrorDamageTests {
  private let files = FileManager.default

  /// What was told of a mirror.
  private final class Told: Sendable {
    private let faults = Mutex<[String]>([])
    var all: [String] { faults.withLock { $0 } }
    func hear(_ fault: GitError) { faults.withLock { $0.append("\(fault)") } }
  }

  /// Ways in which a mirror breaks, given its folder.
  private static let wounds: [(name: String, wound: @Sendable (String) throws -> Void)] = [
    ("no objects", { try clear($0 + "/objects") }),
    ("a truncated pack", { folder in try eachPack(folder, ".pack") { try $0.truncate(atOffset: 60) } }),
    ("a truncated index", { folder in try eachPack(folder, ".idx") { try $0.truncate(atOffset: 60) } }),
    ("an index that is not one", { folder in try eachPack(folder, ".idx") { try $0.write(contentsOf: Data("garbage!".utf8)) } }),
    ("a missing pack", { folder in try eachPack(folder, ".pack") { try $0.truncate(atOffset: 0) } }),
    ("a reference that is garbage", { try "garbage".write(toFile: $0 + "/refs/nuncio/source", atomically: false, encoding: .utf8) }),
    (
      "a reference to nothing",
      {
        try (String(repeating: "1", count: 40) + "\n").write(toFile: $0 + "/refs/nuncio/source", atomically: false, encoding: .utf8)
      }
    ),
    ("a HEAD that is garbage", { try "garbage".write(toFile: $0 + "/HEAD", atomically: false, encoding: .utf8) }),
    ("no HEAD", { try FileManager.default.removeItem(atPath: $0 + "/HEAD") }),
    ("a configuration that is garbage", { try "[[[".write(toFile: $0 + "/config", atomically: false, encoding: .utf8) }),
    (
      "half made",
      {
        try clear($0)
        try FileManager.default.createDirectory(atPath: $0 + "/objects", withIntermediateDirectories: true)
      }
    ),
    (
      "a file in its place",
      {
        try FileManager.default.removeItem(atPath: $0)
        try "x".write(toFile: $0, atomically: false, encoding: .utf8)
      }
    ),
  ]

  private static func clear(_ folder: String) throws {
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private static func eachPack(_ mirror: String, _ ending: String, _ body: (FileHandle) throws -> Void) throws {
    let folder = mirror + "/objects/pack"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(ending) {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/\(name)")
      let handle = try #require(FileHandle(forUpdatingAtPath: "\(folder)/\(name)"))
      try body(handle)
      try handle.close()
    }
  }

  @Test("whatever is wrong with it, the next looks have the commit and its files", arguments: wounds.map(\.name))
  func healed(_ name: String) async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n", "b/c.yaml": String(repeating: "c: 1\n", count: 100)], "One")
    let mirror = try setting.mirror()
    let before = try await mirror.poll().head
    let wound = try #require(Self.wounds.first { $0.name == name }).wound
    try wound(setting.mirrorFolder)
    // With and without a memory of what the mirror had, and with something new.
    for (index, mirror) in [mirror, try setting.mirror()].enumerated() {
      if index == 1 { try wound(setting.mirrorFolder) }
      try setting.repository.commit(files: ["a.yaml": "a: \(index + 2)\n"], "Next")
      let head = try await mirror.poll().head
      #expect(head.summary == "Next" && head != before)
      // What is new came in well; what is old and gone is noticed by its reader, who looks again.
      if (try? await mirror.tree(of: head).read("b/c.yaml")) == nil { #expect(try await mirror.poll().head == head) }
      #expect(try await mirror.tree(of: head).read("a.yaml") == Array("a: \(index + 2)\n".utf8))
      #expect(try await mirror.tree(of: head).read("b/c.yaml").count == 500)
    }
  }

  @Test("what a reader finds is mended at the next look, and told once")
  func reader() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let told = Told()
    let mirror = try setting.mirror(told: told.hear)
    let head = try await mirror.poll().head
    // Only the file's own bytes are gone: a look at the commit would not notice.
    let blob = try setting.repository.git("rev-parse", "HEAD:a.yaml").trimmingCharacters(in: .newlines)
    try unpack(setting.mirrorFolder)
    try files.removeItem(atPath: setting.mirrorFolder + "/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    await #expect(throws: GitError.self) { try await mirror.tree(of: head).read("a.yaml") }
    guard case .unchanged(head) = try await mirror.poll() else { throw DemoFailure("the commit is the same") }
    #expect(try await mirror.tree(of: head).read("a.yaml") == Array("a: 1\n".utf8))
    _ = try await mirror.poll()
    #expect(told.all.count == 1 && told.all[0].contains("is damaged"), "\(told.all)")
  }

  private func unpack(_ mirror: String) throws {
    let folder = mirror + "/objects/pack"
    for name in try files.contentsOfDirectory(atPath: folder) where name.hasSuffix(".pack") {
      let pack = NSTemporaryDirectory() + "nuncio-\(UUID().uuidString).pack"
      try files.moveItem(atPath: "\(folder)/\(name)", toPath: pack)
      try files.removeItem(atPath: "\(folder)/\(name.dropLast(5)).idx")
      try GitSetting.run("sh", "-c", "git -C \(mirror) unpack-objects -q < \(pack)")
      try files.removeItem(atPath: pack)
    }
  }

  @Test("a remote that is damaged itself is told as such, and asked once more, not for ever")
  func damagedRemote() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let blob = try setting.repository.git("rev-parse", "HEAD:a.yaml").trimmingCharacters(in: .newlines)
    try files.removeItem(atPath: setting.repository.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let fault = try await setting.fault()
    #expect(fault.contains("fetching file://") && fault.contains("is damaged"), "\(fault)")
  }

  @Test("many small fetches: packs are joined, and nothing is lost; plain Git finds nothing wrong")
  func packs() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    let mirror = try setting.mirror()
    var most = 0
    for index in 0..<60 {
      try setting.repository.commit(files: ["\(index % 7).yaml": "a: \(index)\n"], "Commit \(index)")
      let head = try await mirror.poll().head
      #expect(head.summary == "Commit \(index)")
      let packs = try files.contentsOfDirectory(atPath: setting.mirrorFolder + "/objects/pack").filter { $0.hasSuffix(".pack") }
      most = max(most, packs.count)
    }
    #expect(most <= 25)
    try GitSetting.run("git", "-C", setting.mirrorFolder, "fsck", "--strict", "--full")
    #expect(try GitSetting.run("git", "-C", setting.mirrorFolder, "rev-list", "--count", "refs/nuncio/source") == "60")
  }

  @Test("what a killed fetch left is removed by the next, and nobody waits for its locks")
  func leftovers() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let mirror = try setting.mirror()
    _ = try await mirror.poll()
    let left = ["objects/pack/pack_git2_abc", "objects/pack/pack-1.pack", "refs/nuncio/source.lock", "HEAD.lock", "packed-refs.lock"]
    for name in left { try "x".write(toFile: "\(setting.mirrorFolder)/\(name)", atomically: false, encoding: .utf8) }
    try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
    #expect(try await mirror.poll().head.summary == "Two")
    for name in left { #expect(!files.fileExists(atPath: "\(setting.mirrorFolder)/\(name)"), "\(name)") }
  }

  @Test("a mirror on a full disk or a read-only one: one clear message, and it goes on with space again", .enabled(if: getuid() == 0))
  func disk() async throws {
    let setting = try GitSetting()
    defer { setting.end() }
    try GitSetting.run("dd", "if=/dev/urandom", "of=\(setting.repository.path)/big", "bs=1k", "count=600")
    try setting.repository.commit(files: ["a.yaml": "a: 1\n"], "One")
    let state = setting.folder + "/state"
    try files.createDirectory(atPath: state, withIntermediateDirectories: true)
    guard (try? GitSetting.run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", state)) != nil else {
      try Test.cancel("this machine lets nobody mount: nothing is tested")
    }
    defer { _ = try? GitSetting.run("umount", state) }
    var settings = try setting.settings()
    settings.directory = state + "/mirror.git"
    let mirror = SourceMirror(settings)
    func fill() throws { try GitSetting.run("sh", "-c", "dd if=/dev/zero of=\(state)/filler bs=4k 2>/dev/null || true") }
    try fill()
    await #expect { try await mirror.poll() } throws: { "\($0)".contains("\(state)/mirror.git cannot be written: ") }
    try files.removeItem(atPath: state + "/filler")
    #expect(try await mirror.poll().head.summary == "One")

    try GitSetting.run("dd", "if=/dev/urandom", "of=\(setting.repository.path)/big", "bs=1k", "count=601")
    try setting.repository.commit(files: ["a.yaml": "a: 2\n"], "Two")
    try fill()
    await #expect { try await mirror.poll() } throws: { "\($0)".contains("cannot be written: ") }
    try files.removeItem(atPath: state + "/filler")
    try GitSetting.run("mount", "-o", "remount,ro", state)
    await #expect { try await mirror.poll() } throws: { "\($0)".contains("cannot be written: ") }
    try GitSetting.run("mount", "-o", "remount,rw", state)
    #expect(try await mirror.poll().head.summary == "Two")
  }
}
