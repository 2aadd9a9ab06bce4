import CProcess
import Dispatch
import Glibc

/// How a process ended.
package enum ProcessEnd: Sendable, Hashable, CustomStringConvertible {
  case exit(Int)
  case signal(Int)
  /// Nobody saw it: the process was another daemon's child.
  case unknown

  package var description: String {
    switch self {
    case .exit(let status): "ended with status \(status)"
    case .signal(let number): "ended by signal \(number)"
    case .unknown: "ended"
    }
  }
}

/// One running Envoy, a child or an adopted one.
struct EnvoyProcess: Sendable {
  let record: ProxyRecord

  /// Starts Envoy; it outlives this daemon.
  static func start(
    _ envoy: EnvoyBinary, arguments: [String], paths: ProxyPaths, epoch: Int, fingerprint: String, proxy: String
  ) throws(FleetError) -> EnvoyProcess {
    var pid: pid_t = 0
    var pointers: [UnsafeMutablePointer<CChar>?] = ([envoy.path] + arguments).map { (text: String) -> UnsafeMutablePointer<CChar>? in
      strdup(text)
    }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    let result = cprocess_start(envoy.path, pointers, paths.log, &pid)
    guard result == 0 else { throw .notStarted(proxy: proxy, reason: String(cString: strerror(result))) }
    let start = ProxyRecord.startTime(of: pid) ?? "0"
    return EnvoyProcess(
      record: ProxyRecord(pid: pid, startTime: start, bootID: ProxyRecord.currentBoot, epoch: epoch, fingerprint: fingerprint))
  }

  /// Calls once when the process has ended.
  func watch(_ ended: @escaping @Sendable (ProcessEnd) -> Void) {
    let pid = record.pid
    let descriptor = cprocess_open(pid)
    guard descriptor >= 0 else {
      ended(Self.reap(pid))
      return
    }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler {
      source.cancel()
      ended(Self.reap(pid))
    }
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  /// Sends a signal, if it is still the same process.
  func signal(_ number: Int32) {
    guard record.isAlive else { return }
    kill(record.pid, number)
  }

  private static func reap(_ pid: pid_t) -> ProcessEnd {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return .unknown }
    let signal = status & 0x7F
    return signal == 0 ? .exit(Int(status >> 8 & 0xFF)) : .signal(Int(signal))
  }
}
