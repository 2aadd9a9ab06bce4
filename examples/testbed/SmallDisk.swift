import Foundation
import Glibc

/// A file system of 16 MiB of its own, where this process may mount one.
package final class SmallDisk {
  private var path = ""
  package private(set) var isThere = false

  /// Nothing is mounted yet.
  package init() {}

  /// Mounts it; whether that was allowed, `isThere` tells.
  package func begin(_ path: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    isThere = mount("tmpfs", path, "tmpfs", 0, "size=16m,mode=700") == 0
  }

  /// Leaves no byte free.
  package func fill() throws {
    let descriptor = open(path + "/ballast", O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    let block = [UInt8](repeating: 0, count: 4096)
    while write(descriptor, block, block.count) > 0 {}
    guard errno == ENOSPC else { throw DemoFailure("the small disk cannot be filled: \(String(cString: strerror(errno)))") }
  }

  /// Makes room again.
  package func free() { unlink(path + "/ballast") }

  /// Unmounts it.
  package func end() { if isThere { umount2(path, Int32(MNT_DETACH)) } }
}
