import CGitLibrary
import Foundation

/// Keeps the number of files of a repository small: every fetch adds a pack and every entry of the log some loose objects, and
/// libgit2 never joins them.
///
/// A kill at any point leaves every object where it was, or in two places.
struct PackJoin {
  /// More packs than this are joined.
  private static let mostPacks = 24
  private let repository: Repository
  private var objects: String { repository.directory + "/objects" }
  private var folder: String { objects + "/pack" }

  init(_ repository: Repository) { self.repository = repository }

  /// Joins packs when there are many: the smallest, as many as together outweigh the next one by half. So a big one is touched
  /// seldom, and what is left grows with the logarithm of the repository's size.
  ///
  /// - Throws: `LibGit2.Failure`.
  func joinPacksWhenDue() throws(LibGit2.Failure) {
    let packs = self.packs
    guard packs.count > Self.mostPacks else { return }
    let names = packs.prefix(Self.smallest(of: packs.map(\.bytes))).map(\.name)
    var ids: [git_oid] = []
    for name in names { ids += try self.ids(inPack: name) }
    let made = try pack(ids)
    for name in names where name != made {
      // The index first: a pack without one is not read, and goes with the leftovers.
      for ending in ["idx", "pack"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(name).\(ending)") }
    }
  }

  /// Makes a pack of loose objects when there are more than about so many.
  ///
  /// - Throws: `LibGit2.Failure`.
  func packLoose(above most: Int) throws(LibGit2.Failure) {
    // Names are hashes: one of 256 folders stands for all.
    guard ((try? FileManager.default.contentsOfDirectory(atPath: objects + "/17")) ?? []).count * 256 > most else { return }
    var backend: UnsafeMutablePointer<git_odb_backend>?
    try LibGit2.check(git_odb_backend_loose(&backend, objects, -1, 0, 0, 0))
    let loose = try ids(in: backend)
    let packed = Set(try ids(inPack: try pack(loose)).map(LibGit2.hex))
    for hex in loose.map(LibGit2.hex) where packed.contains(hex) {
      try? FileManager.default.removeItem(atPath: "\(objects)/\(hex.prefix(2))/\(hex.dropFirst(2))")
    }
  }

  /// How many of the packs, whose sizes are in ascending order, are joined: two or more.
  private static func smallest(of sizes: [Int]) -> Int {
    var (sum, count) = (0, 0)
    for (index, size) in sizes.enumerated() {
      if size < 2 * sum || index < 2 { count = index + 1 }
      sum += size
    }
    return count
  }

  /// The packs without their endings, the smallest first.
  private var packs: [(name: String, bytes: Int)] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".idx") }
    let sized = names.map { $0.dropLast(4) }.map { name in
      let size = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name).pack")[.size] as? Int
      return (name: String(name), bytes: size ?? 0)
    }
    return sized.sorted { ($0.bytes, $0.name) < ($1.bytes, $1.name) }
  }

  /// Writes a pack, on the disk when this returns.
  ///
  /// - Returns: Its name without ending.
  private func pack(_ ids: [git_oid]) throws(LibGit2.Failure) -> String {
    var builder: OpaquePointer?
    try LibGit2.check(git_packbuilder_new(&builder, repository.pointer))
    defer { git_packbuilder_free(builder) }
    for id in ids {
      var id = id
      try LibGit2.check(git_packbuilder_insert(builder, &id, nil))
    }
    try LibGit2.check(git_packbuilder_write(builder, folder, 0o444, nil, nil))
    guard let name = git_packbuilder_name(builder) else { throw LibGit2.Failure(code: -1, kind: 0, message: "the pack has no name") }
    return "pack-" + String(cString: name)
  }

  private func ids(inPack name: String) throws(LibGit2.Failure) -> [git_oid] {
    var backend: UnsafeMutablePointer<git_odb_backend>?
    try LibGit2.check(git_odb_backend_one_pack(&backend, "\(folder)/\(name).idx"))
    return try ids(in: backend)
  }

  /// All that a backend has; it is used up.
  private func ids(in backend: UnsafeMutablePointer<git_odb_backend>?) throws(LibGit2.Failure) -> [git_oid] {
    final class Found { var ids: [git_oid] = [] }
    var odb: OpaquePointer?
    try LibGit2.check(git_odb_new(&odb))
    defer { git_odb_free(odb) }
    try LibGit2.check(git_odb_add_backend(odb, backend, 1))
    let found = Found()
    try LibGit2.check(
      git_odb_foreach(
        odb,
        { id, payload in
          if let id, let payload { Unmanaged<Found>.fromOpaque(payload).takeUnretainedValue().ids.append(id.pointee) }
          return 0
        }, Unmanaged.passUnretained(found).toOpaque()))
    return found.ids
  }
}
