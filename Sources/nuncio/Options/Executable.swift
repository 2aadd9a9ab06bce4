import Foundation
import Operator

/// This program: network work with Git runs in a child of it.
enum Executable {
  /// - Throws: `StartFailure` where the system does not say.
  static func path() throws -> String {
    do { return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch {
      throw StartFailure("/proc/self/exe cannot be read: \(error.localizedDescription)")
    }
  }
}
