import Glibc

/// Accepts connections and never answers.
package final class SilentListener: Sendable {
  package let port: Int
  private let descriptor: Int32

  package init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = self.descriptor
    let port: Int? = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(descriptor, generic, size) == 0, listen(descriptor, 8) == 0, getsockname(descriptor, generic, &size) == 0 else {
          return nil
        }
        return Int(UInt16(bigEndian: pointer.pointee.sin_port))
      }
    }
    guard let port else { throw DemoFailure("no port to be silent on") }
    self.port = port
  }

  deinit { close(descriptor) }
}
