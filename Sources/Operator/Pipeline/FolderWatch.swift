import Dispatch
import Foundation
import Glibc

/// Says when something below a folder changes (inotify(7)): the folder itself and two levels below it, which is where
/// secrets lie.
enum FolderWatch {
  /// One element for a burst of changes, from now on; nil when the system has no watch left to give, and then a poll has
  /// to find out.
  static func changes(below path: String) -> AsyncStream<Void>? {
    let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    guard watch(path, descriptor) else {
      close(descriptor)
      return nil
    }
    let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while read(descriptor, &buffer, buffer.count) > 0 {}
      // Folders that are new are watched too; a second watch of one folder is the same watch.
      _ = watch(path, descriptor)
      change.yield()
    }
    source.setCancelHandler { close(descriptor) }
    // A source may be cancelled from every thread.
    nonisolated(unsafe) let owned = source
    change.onTermination = { _ in owned.cancel() }
    source.activate()
    return changes
  }

  private static func watch(_ path: String, _ descriptor: Int32, depth: Int = 2) -> Bool {
    let mask = UInt32(IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB) | UInt32(IN_ONLYDIR)
    guard inotify_add_watch(descriptor, path, mask) >= 0 else { return false }
    guard depth > 0 else { return true }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      _ = watch("\(path)/\(name)", descriptor, depth: depth - 1)
    }
    return true
  }
}
