import Foundation
import Logging

/// Log lines for people, on standard error: time, weight when it is not news, text.
struct TerminalLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let weight = event.level <= .info ? "" : "\(event.level): "
    let extra = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    Diagnostics.print("\(Date().formatted(.iso8601.time(includingFractionalSeconds: true)))  \(weight)\(event.message)\(extra)")
  }
}
