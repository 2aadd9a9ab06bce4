import Glibc

/// A connection over which HTTP/1.1 requests go out exactly as they are written, with no client's help.
final class HTTPConnection {
  struct Answer: Equatable {
    var status: Int
    /// Lower-case names; of several values the last.
    var headers: [String: String]
  }

  struct Fault: Error {
    let words: String
  }

  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: Int) throws(Fault) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.loopback(port: port)
    let connected = withUnsafeBytes(of: &address) { bytes in
      bytes.baseAddress.map { connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) } ?? -1
    }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard connected == 0 else {
      Glibc.close(descriptor)
      throw Fault(words: "no connection to port \(port)")
    }
  }

  func close() { Glibc.close(descriptor) }

  static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  /// Sends a request without a body and waits for the answer.
  func send(_ method: String, _ target: String, host: String, _ headers: [(String, String)]) throws(Fault) -> Answer {
    let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)"] + headers.map { "\($0): \($1)" }
    var bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Fault(words: "the connection is gone") }
      bytes = bytes.dropFirst(count)
    }
    return try receive(hasBody: method != "HEAD")
  }

  private func receive(hasBody: Bool) throws(Fault) -> Answer {
    let separator: [UInt8] = [13, 10, 13, 10]
    while buffer.firstRange(of: separator) == nil { try fill() }
    guard let end = buffer.firstRange(of: separator) else { throw Fault(words: "no head") }
    let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    buffer.removeSubrange(..<end.upperBound)
    var answer = Answer(status: lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0, headers: [:])
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      answer.headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    let length = hasBody ? answer.headers["content-length"].flatMap(Int.init) ?? 0 : 0
    while buffer.count < length { try fill() }
    buffer.removeSubrange(..<length)
    return answer
  }

  private func fill() throws(Fault) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &chunk, chunk.count)
    guard count > 0 else { throw Fault(words: "the connection ended") }
    buffer += chunk.prefix(count)
  }
}
