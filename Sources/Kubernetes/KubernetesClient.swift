import AsyncHTTPClient
import Foundation
package import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// Speaks to one API server: HTTP/2 over verified TLS, one pool of connections for all that use it.
package final class KubernetesClient: Sendable {
  /// The API server's address, for messages.
  package let server: String
  /// The namespace that the context or the pod is in.
  package let namespace: String
  private let http: RenewedClient
  private let tokens: TokenSource
  private let limit: RateLimit
  private let logger: Logger

  /// What a call gets by default.
  private static let patience = Duration.seconds(15)
  /// What is taken as one answer: a page of a list, an object.
  private static let answerLimit = 256 << 20

  /// Connects when it is used first.
  ///
  /// - Parameters:
  ///   - requestsPerSecond: What this program allows itself; a burst of as many is let through.
  /// - Throws: `ConfigurationFault` when certificates and keys do not go together.
  package init(_ configuration: ClusterConfiguration, requestsPerSecond: Double = 200, logger: Logger) throws {
    var tls = TLSConfiguration.makeClientConfiguration()
    if !configuration.certificateAuthority.isEmpty { tls.trustRoots = .certificates(configuration.certificateAuthority) }
    if let (chain, key) = configuration.clientCertificate {
      tls.certificateChain = chain.map { .certificate($0) }
      tls.privateKey = .privateKey(key)
    }
    var settings = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
    settings.httpVersion = .automatic
    settings.timeout.connect = .seconds(5)
    // Bookmarks come about once a minute: a watch that is silent for longer may have lost its server, and is begun anew.
    settings.timeout.read = .seconds(90)
    settings.connectionPool.idleTimeout = .seconds(120)
    // Something before the API server may speak no HTTP/2: each watch has a connection of its own then.
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    if let name = configuration.serverName, let host = URL(string: configuration.server)?.host { settings.dnsOverride = [name: host] }
    http = RenewedClient(settings)
    server =
      configuration.serverName.map { configuration.server.replacing(URL(string: configuration.server)?.host ?? "", with: $0) }
      ?? configuration.server
    namespace = configuration.namespace
    tokens = TokenSource(configuration.credential)
    limit = RateLimit(perSecond: requestsPerSecond)
    self.logger = logger
  }

  /// Ends its connections; it must be called before the client goes away.
  package func shutdown() async {
    do { try await http.shutdown() } catch { logger.debug("the connections to \(server) did not end well: \(error)") }
  }

  /// One call and its whole answer.
  ///
  /// - Throws: `APIError` for every code that is no success.
  func call(
    _ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: [UInt8]? = nil,
    contentType: String = "application/json", accept: String = "application/json", asked: Asked, patience: Duration = patience
  ) async throws(APIError) -> JSONValue {
    let response = try await open(
      method, path, query: query, body: body, contentType: contentType, accept: accept, asked: asked, patience: patience)
    let buffer: ByteBuffer
    do { buffer = try await response.body.collect(upTo: Self.answerLimit) } catch { throw fault(error) }
    do { return try JSONValue(parsing: buffer.readableBytesView) } catch { throw .badAnswer("\(error)") }
  }

  /// One call, and its answer as it comes.
  func open(
    _ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: [UInt8]? = nil,
    contentType: String = "application/json", accept: String = "application/json", asked: Asked, patience: Duration
  ) async throws(APIError) -> HTTPClientResponse {
    do { try await limit.take(for: asked.type, patience: patience) } catch {
      if let shut = error as? RateLimit.Shut { throw .tooManyRequests(after: shut.left) }
      throw .timedOut(server: server)
    }
    let response = try await send(method, path, query, body, contentType, accept, patience)
    if response.status == .unauthorized {
      // A token may have been exchanged under us.
      await tokens.forget()
      let again = try await send(method, path, query, body, contentType, accept, patience)
      return try await checked(again, asked)
    }
    return try await checked(response, asked)
  }

  private func send(
    _ method: HTTPMethod, _ path: String, _ query: [(String, String)], _ body: [UInt8]?, _ contentType: String, _ accept: String,
    _ patience: Duration
  ) async throws(APIError) -> HTTPClientResponse {
    let pairs = query.map { "\($0.0)=\(ResourceType.escaped($0.1))" }.joined(separator: "&")
    var request = HTTPClientRequest(url: server + path + (pairs.isEmpty ? "" : "?\(pairs)"))
    request.method = method
    request.headers.add(name: "accept", value: accept)
    request.headers.add(name: "user-agent", value: "nuncio")
    do {
      if let token = try await tokens.token() { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    } catch {
      throw .unreachable(server: server, reason: error.description)
    }
    if let body {
      request.headers.add(name: "content-type", value: contentType)
      request.body = .bytes(body)
    }
    do { return try await http.execute(request, timeout: patience) } catch { throw fault(error) }
  }

  /// The answer if it is a success; else what its status says.
  private func checked(_ response: HTTPClientResponse, _ asked: Asked) async throws(APIError) -> HTTPClientResponse {
    guard response.status.code >= 300 else { return response }
    let retryAfter = response.headers.first(name: "retry-after").flatMap(Int.init).map { Duration.seconds(max(0, min($0, 300))) }
    if let retryAfter, response.status.code == 429 { await limit.pause(asked.type, for: retryAfter) }
    var status: JSONValue?
    if let buffer = try? await response.body.collect(upTo: 1 << 20) { status = try? JSONValue(parsing: buffer.readableBytesView) }
    throw APIError(code: Int(response.status.code), status: status, retryAfter: retryAfter, asked: asked)
  }

  /// Words for what the network did. A cancelled task sees a time-out, and looks at its own cancellation.
  func fault(_ error: any Error) -> APIError {
    guard let error = error as? HTTPClientError else { return .unreachable(server: server, reason: "\(error)") }
    return switch error {
    case .deadlineExceeded, .readTimeout, .connectTimeout, .cancelled, .getConnectionFromPoolTimeout: .timedOut(server: server)
    default: .unreachable(server: server, reason: error.shortDescription)
    }
  }
}
