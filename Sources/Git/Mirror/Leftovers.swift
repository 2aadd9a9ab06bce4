import Foundation

/// What a process that was killed left in a repository that nobody else writes to now.
enum Leftovers {
  /// Removes unfinished packs and objects, and locks whose owner is gone. What cannot be removed is in nobody's way but the
  /// disk's, and is tried again the next time.
  static func remove(in directory: String) {
    let files = FileManager.default
    func names(_ folder: String) -> [String] { (try? files.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? [] }
    let packs = names("objects/pack")
    let whole = Set(packs.filter { $0.hasSuffix(".idx") }.map { String($0.dropLast(4)) + ".pack" })
    for name in packs where !name.hasSuffix(".idx") && !whole.contains(name) {
      try? files.removeItem(atPath: "\(directory)/objects/pack/\(name)")
    }
    for folder in names("objects") where folder.count == 2 {
      for name in names("objects/\(folder)") where name.hasPrefix("tmp_") {
        try? files.removeItem(atPath: "\(directory)/objects/\(folder)/\(name)")
      }
    }
    for case let name as String in files.enumerator(atPath: directory + "/refs") ?? .init() where name.hasSuffix(".lock") {
      try? files.removeItem(atPath: "\(directory)/refs/\(name)")
    }
    for name in ["HEAD.lock", "config.lock", "packed-refs.lock"] { try? files.removeItem(atPath: "\(directory)/\(name)") }
  }
}
