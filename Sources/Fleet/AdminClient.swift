import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Envoy's admin interface on its Unix socket.
struct AdminClient: Sendable {
  let socket: String

  /// Whether the proxy serves.
  func isReady() async -> Bool { await ask("GET", "/ready") == 200 }

  /// Begins to drain: what is under way goes on, clients of keep-alive connections are asked to leave.
  func drain() async -> Bool { await ask("POST", "/drain_listeners?graceful") == 200 }

  private func ask(_ method: String, _ path: String) async -> UInt? {
    let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
    var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
    request.method = .init(rawValue: method)
    // A proxy that does not answer is one that is not ready: there is no more to know.
    guard let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(2)) else { return nil }
    return response.status.code
  }
}
