import CProcess
import Dispatch
import Glibc

/// How a process ended. A proxy is nobody's child, so that it outlives every daemon: its own last words tell.
package enum ProcessEnd: Sendable, Hashable, CustomStringConvertible {
  /// This signal ended it; of a local process only SIGILL, SIGABRT, SIGBUS and SIGSEGV are seen.
  case signal(Int)
  /// It left, or was ended from outside.
  case unknown

  package var description: String {
    switch self {
    case .signal(let number): "ended by signal \(number)"
    case .unknown: "ended"
    }
  }

  /// Reads the end of Envoy's log, where its own signal handler names what it caught.
  init(lastWords: String) {
    let names = ["Caught Illegal instruction": 4, "Caught Aborted": 6, "Caught Bus error": 7, "Caught Segmentation fault": 11]
    self = names.first { lastWords.contains($0.key) }.map { .signal($0.value) } ?? .unknown
  }
}

/// One running Envoy, started or adopted.
struct EnvoyProcess: Sendable {
  let record: ProxyRecord

  /// Starts Envoy; it outlives this daemon.
  ///
  /// - Parameter remember: Makes the record durable before the program begins: a daemon that is killed in between leaves
  ///   no process that the next one does not know.
  static func start(
    _ envoy: EnvoyBinary, arguments: [String], paths: ProxyPaths, epoch: Int, fingerprint: String, proxy: String,
    remember: (ProxyRecord) throws(FleetError) -> Void
  ) throws(FleetError) -> EnvoyProcess {
    var pid: pid_t = 0
    var go: Int32 = -1
    var pointers: [UnsafeMutablePointer<CChar>?] = ([envoy.path] + arguments).map { (text: String) -> UnsafeMutablePointer<CChar>? in
      strdup(text)
    }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    let result = cprocess_prepare(envoy.path, pointers, paths.log, &pid, &go)
    guard result == 0 else { throw .notStarted(proxy: proxy, reason: String(cString: strerror(result))) }
    let record = ProxyRecord(
      pid: pid, startTime: ProxyRecord.startTime(of: pid) ?? "0", bootID: ProxyRecord.currentBoot, epoch: epoch, fingerprint: fingerprint)
    do throws(FleetError) { try remember(record) } catch {
      close(go)
      throw error
    }
    let begun = cprocess_go(go)
    guard begun == 0 else { throw .notStarted(proxy: proxy, reason: String(cString: strerror(begun))) }
    return EnvoyProcess(record: record)
  }

  /// Calls once when the process has ended.
  func watch(_ ended: @escaping @Sendable () -> Void) {
    let descriptor = cprocess_open(record.pid)
    guard descriptor >= 0 else {
      ended()
      return
    }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler {
      source.cancel()
      ended()
    }
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  /// Sends a signal, if it is still the same process.
  func signal(_ number: Int32) {
    guard record.isAlive else { return }
    kill(record.pid, number)
  }
}
