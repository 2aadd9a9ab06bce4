import CGitLibrary
import Foundation

/// Every fetch adds a pack, and libgit2 never joins them: this does, so that a mirror has tens of packs, not thousands.
///
/// The smallest are joined, as many as together outweigh the next one by half: a big one is touched seldom, and what is left
/// grows with the logarithm of the mirror's size.
struct PackJoin {
  /// More packs than this are joined.
  static let most = 24
  private let repository: Repository
  private var folder: String { repository.directory + "/objects/pack" }

  init(_ repository: Repository) { self.repository = repository }

  /// Joins packs when there are many. A kill at any point leaves every object where it was, or in two places.
  ///
  /// - Throws: `LibGit2.Failure`.
  func runWhenDue() throws(LibGit2.Failure) {
    let packs = self.packs
    guard packs.count > Self.most else { return }
    let joined = Self.smallest(of: packs.map(\.bytes))
    try join(packs.prefix(joined).map(\.name))
  }

  /// How many of the packs, whose sizes are in ascending order, are joined: two or more.
  static func smallest(of sizes: [Int]) -> Int {
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

  private func join(_ names: [String]) throws(LibGit2.Failure) {
    var builder: OpaquePointer?
    try LibGit2.check(git_packbuilder_new(&builder, repository.pointer))
    defer { git_packbuilder_free(builder) }
    for name in names {
      for id in try ids(in: name) {
        var id = id
        try LibGit2.check(git_packbuilder_insert(builder, &id, nil))
      }
    }
    try LibGit2.check(git_packbuilder_write(builder, folder, 0o444, nil, nil))
    let made = git_packbuilder_name(builder).map { "pack-" + String(cString: $0) }
    for name in names where name != made {
      // The index first: a pack without one is not read, and goes with the leftovers.
      for ending in ["idx", "pack"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(name).\(ending)") }
    }
  }

  private func ids(in name: String) throws(LibGit2.Failure) -> [git_oid] {
    final class Found { var ids: [git_oid] = [] }
    var (odb, backend): (OpaquePointer?, UnsafeMutablePointer<git_odb_backend>?) = (nil, nil)
    try LibGit2.check(git_odb_new(&odb))
    defer { git_odb_free(odb) }
    try LibGit2.check(git_odb_backend_one_pack(&backend, "\(folder)/\(name).idx"))
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
