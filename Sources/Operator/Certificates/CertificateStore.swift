import Foundation
import Kubernetes
import Logging
import NIOCertificateReloading
import NIOSSL
import Synchronization

/// The operator's own certificate, renewed before it ends, and whose signatures it trusts.
///
/// A copy in the state directory lets a replica serve its proxies that begins while the API server is away.
final class CertificateStore: CertificateReloader {
  /// What the operator's servers show, and whom they believe.
  private struct Identity: Codable {
    var pair: CertificateAuthority.Pair
    var trust: [String]
  }

  private struct State {
    /// None until the API server was asked.
    var authority: CertificateAuthority?
    var identity: Identity
    var shown: NIOSSLContextConfigurationOverride
    var issuedAt: Date
  }

  private let secret: AuthoritySecret
  private let names: [String]
  private let copy: String
  private let logger: Logger
  private let state: Mutex<State>
  /// Whose signatures count, in PEM: first as it is at the start, then at every change.
  let trusts: AsyncStream<[String]>
  private let tell: AsyncStream<[String]>.Continuation

  /// Reads the authority, or makes it; while the API server is away the copy counts.
  ///
  /// - Parameters:
  ///   - names: The names and addresses that the operator's servers are found by.
  ///   - copy: The file of the copy.
  /// - Throws: `APIError` when there is no copy either, and what X509 throws for a Secret that holds no authority.
  init(_ secret: AuthoritySecret, names: [String], copy: String, logger: Logger) async throws {
    self.secret = secret
    self.names = names
    self.copy = copy
    self.logger = logger
    let now = Date()
    do {
      let authorities = try await secret.current(now: now)
      state = Mutex(try Self.issued(try CertificateAuthority(authorities.current), authorities.trust, names, now: now))
    } catch let error as APIError where error.isOfServer {
      guard let saved = Self.saved(copy) else { throw error }
      logger.warning("\(error). The operator's certificate from the state directory counts until it is there again")
      state = Mutex(State(authority: nil, identity: saved, shown: try Self.override(saved.pair), issuedAt: .distantPast))
    }
    (trusts, tell) = AsyncStream.makeStream()
    tell.yield(state.withLock { $0.identity.trust })
    save()
  }

  /// The newest certificate and key of the operator's servers.
  var sslContextConfigurationOverride: NIOSSLContextConfigurationOverride { state.withLock { $0.shown } }

  /// Whose signatures count, in PEM.
  var trust: [String] { state.withLock { $0.identity.trust } }

  /// Signs a proxy's key.
  ///
  /// - Returns: The certificate with its chain, and whom the proxy is to trust.
  /// - Throws: `CertificateAuthority.BadRequest`; `NoAuthority` until the API server was asked.
  func sign(_ id: String, request: String, now: Date) throws -> (chain: String, trust: String) {
    let (authority, trust) = state.withLock { ($0.authority, $0.identity.trust) }
    guard let authority else { throw NoAuthority() }
    return (try authority.issue(.workload(id: id), request: request, now: now), trust.joined(separator: "\n"))
  }

  /// The authority has not been read yet.
  struct NoAuthority: Error {}

  /// Renews until it is cancelled.
  func run() async {
    var backoff = Backoff(longest: .seconds(30))
    while true {
      let wait = state.withLock { $0.authority != nil } ? .seconds(600) : backoff.next(random: .random(in: 0...1))
      guard (try? await Task.sleep(for: wait)) != nil else { return }
      do { try await renew(now: Date()) } catch {
        if Task.isCancelled { return }
        logger.warning("the operator's certificate is not looked after now: \(error)")
      }
    }
  }

  private func renew(now: Date) async throws {
    do { try take(try await secret.current(now: now), now: now) } catch let error as APIError where error.isOfServer {
      // Who signed before can sign as long as nobody says otherwise.
      let (authority, trust) = state.withLock { ($0.authority, $0.identity.trust) }
      if let authority { try take(authority, trust: trust, now: now) }
      throw error
    }
  }

  private func take(_ authorities: Authorities, now: Date) throws {
    try take(try CertificateAuthority(authorities.current), trust: authorities.trust, now: now)
  }

  /// Has a certificate from the authority, if it is another one or the last is two thirds old.
  private func take(_ authority: CertificateAuthority, trust: [String], now: Date) throws {
    let before = state.withLock { ($0.authority?.pair, $0.identity.trust, $0.issuedAt) }
    let isDue = now.timeIntervalSince(before.2) > CertificateAuthority.leafLifetime * 2 / 3 / .seconds(1)
    guard isDue || before.0 != authority.pair || before.1 != trust else { return }
    let next = try Self.issued(authority, trust, names, now: now)
    state.withLock { $0 = next }
    save()
    if before.1 != trust { tell.yield(trust) }
  }

  private static func issued(_ authority: CertificateAuthority, _ trust: [String], _ names: [String], now: Date) throws -> State {
    let identity = Identity(pair: try authority.issue(.server(names: names), now: now), trust: trust)
    return State(authority: authority, identity: identity, shown: try override(identity.pair), issuedAt: now)
  }

  private static func override(_ pair: CertificateAuthority.Pair) throws -> NIOSSLContextConfigurationOverride {
    var override = NIOSSLContextConfigurationOverride()
    override.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(pair.chain.utf8)).map { .certificate($0) }
    override.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem))
    return override
  }

  private static func saved(_ file: String) -> Identity? {
    guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
    return try? JSONDecoder().decode(Identity.self, from: bytes)
  }

  private func save() {
    let identity = state.withLock { $0.identity }
    do { try DurableFile.write([UInt8](try JSONEncoder().encode(identity)), to: copy) } catch {
      logger.warning("\(error). A start without the API server would have no certificate to show")
    }
  }
}
