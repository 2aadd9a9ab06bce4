import Foundation
import Synchronization

/// A program that did not do what it was run for.
package struct ChildFault: Error, Sendable, CustomStringConvertible {
  package let description: String
}

/// Runs a program and takes what it prints.
package enum ChildOutput {
  /// More is refused.
  private static let limit = 16 << 20

  /// The standard output of a program that ends with 0 in time; its errors go where ours go.
  ///
  /// - Throws: `ChildFault`.
  package static func of(
    _ command: String, _ arguments: [String], environment: [String: String], deadline: Duration
  ) async throws(ChildFault) -> [UInt8] {
    let process = Process()
    if command.contains("/") {
      process.executableURL = URL(fileURLWithPath: command)
      process.arguments = arguments
    } else {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [command] + arguments
    }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    let (chunks, sink) = AsyncStream.makeStream(of: Data?.self)
    pipe.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      sink.yield(data.isEmpty ? nil : data)
    }
    defer { pipe.fileHandleForReading.readabilityHandler = nil }
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { end.yield($0.terminationReason == .exit ? $0.terminationStatus : -1) }
    do { try process.run() } catch { throw ChildFault(description: "cannot be run: \(error.localizedDescription)") }
    let child = process.processIdentifier
    let timer = Task {
      guard (try? await Task.sleep(for: deadline)) != nil else { return }
      kill(child, SIGKILL)
    }
    defer { timer.cancel() }
    var output: [UInt8] = []
    for await chunk in chunks {
      guard let chunk else { break }
      output += chunk
      if output.count > limit { kill(child, SIGKILL) }
    }
    var status: Int32 = -1
    for await code in ends {
      status = code
      break
    }
    guard output.count <= limit else { throw ChildFault(description: "printed more than \(limit >> 20) MiB") }
    guard status >= 0 else { throw ChildFault(description: "did not end within \(deadline.components.seconds) s") }
    guard status == 0 else { throw ChildFault(description: "ended with status \(status)") }
    return output
  }
}
