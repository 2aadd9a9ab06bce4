import Foundation

/// A folder on disk.
package struct FolderTree: FileTree {
  private let root: String
  /// The root with all links in its own path followed.
  private let base: URL

  /// Takes the folder's path.
  package init(root: String) {
    self.root = root
    base = URL(fileURLWithPath: root).resolvingSymlinksInPath()
  }

  /// Walks the folder; links and hidden files are left out, but for what lies in `.nuncio/` at its top. A folder in it that cannot be read is an error: what it
  /// holds must not seem to be gone.
  package func entries() throws -> [FileEntry] {
    let keys: Set<URLResourceKey> = [.isRegularFileKey, .isSymbolicLinkKey, .fileSizeKey]
    var isFolder: ObjCBool = false
    var failure: (any Error)?
    let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: Array(keys), options: [.skipsHiddenFiles]) { _, error in
      failure = error
      return false
    }
    guard let walk, FileManager.default.fileExists(atPath: base.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: root])
    }
    var found: [FileEntry] = []
    for case let file as URL in walk {
      let values = try file.resourceValues(forKeys: keys)
      guard values.isRegularFile == true, values.isSymbolicLink != true else { continue }
      found.append(FileEntry(path: String(file.path.dropFirst(base.path.count + 1)), size: values.fileSize ?? 0))
    }
    if let failure { throw failure }
    found += ownFiles(in: base, keys)
    return found.sorted { $0.path < $1.path }
  }

  private func ownFiles(in base: URL, _ keys: Set<URLResourceKey>) -> [FileEntry] {
    let folder = base.appendingPathComponent(".nuncio")
    guard (try? folder.resourceValues(forKeys: [.isSymbolicLinkKey]))?.isSymbolicLink == false else { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))) ?? []
    return files.compactMap { file in
      guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true, values.isSymbolicLink != true else {
        return nil
      }
      return FileEntry(path: ".nuncio/\(file.lastPathComponent)", size: values.fileSize ?? 0)
    }
  }

  package func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: base.appendingPathComponent(path)))
  }
}
