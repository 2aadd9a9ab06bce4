import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Envoy's admin interface on its Unix socket.
package struct AdminClient: Sendable {
  /// The socket's path.
  package let socket: String

  /// Takes the socket's path; nothing need be there yet.
  package init(socket: String) { self.socket = socket }

  /// Whether the proxy has begun to serve, with whatever configuration it has.
  func isReady() async -> Bool { await ask("GET", "/ready")?.status == 200 }

  /// The restart epoch of the process that answers.
  func epoch() async -> Int? {
    struct ServerInfo: Decodable {
      struct Options: Decodable { let restart_epoch: Int? }
      let command_line_options: Options
    }
    guard let body = await ask("GET", "/server_info")?.body, let info = try? JSONDecoder().decode(ServerInfo.self, from: body) else {
      return nil
    }
    // Zero is left out of the JSON.
    return info.command_line_options.restart_epoch ?? 0
  }

  /// Whether the proxy serves a configuration: one that waits for its first has no listeners.
  package func isServing() async -> Bool {
    guard await isReady(), let body = await ask("GET", "/listeners")?.body else { return false }
    return !body.isEmpty
  }

  /// How many connections clients have to the proxy; nil when it does not answer.
  package func connections() async -> Int? {
    guard let body = await ask("GET", "/stats?filter=^server.total_connections$")?.body else { return nil }
    return String(decoding: body, as: UTF8.self).split(separator: ":").last.flatMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// Begins to drain: what is under way goes on, clients of keep-alive connections are asked to leave.
  package func drain() async -> Bool { await ask("POST", "/drain_listeners?graceful")?.status == 200 }

  private func ask(_ method: String, _ path: String) async -> (status: UInt, body: Data)? {
    let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
    var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
    request.method = .init(rawValue: method)
    // Else the client names the socket's path as the host, which Envoy refuses.
    request.headers.add(name: "host", value: "envoy")
    // A kept connection would go on speaking with the parent of a hot restart when its child already has the socket.
    request.headers.add(name: "connection", value: "close")
    // A proxy that does not answer is one that is not ready: there is no more to know.
    guard let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(2)),
      let body = try? await response.body.collect(upTo: 1 << 20)
    else { return nil }
    return (response.status.code, Data(body.readableBytesView))
  }
}
