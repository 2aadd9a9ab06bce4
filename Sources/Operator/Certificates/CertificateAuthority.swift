import Crypto
package import Foundation
import SwiftASN1
import X509

/// The fleet's own authority: it signs what the operator's servers and the proxies show each other, and nothing else.
package struct CertificateAuthority: Sendable {
  /// A certificate with its key, in PEM.
  package struct Pair: Sendable, Hashable, Codable {
    /// The leaf, then who signed it.
    package var chain: String
    package var key: String

    /// Takes both.
    package init(chain: String, key: String) {
      self.chain = chain
      self.key = key
    }
  }

  /// Who a certificate is for.
  package enum Subject: Sendable, Hashable {
    /// The operator's servers: DNS names, addresses and SPIFFE ids.
    case server(names: [String])
    /// A proxy: a SPIFFE id.
    case workload(id: String)
  }

  /// How long an authority lasts; it is exchanged after two thirds.
  package static let lifetime = Duration.seconds(10 * 365 * 86_400)
  /// How long what it signs lasts; it is exchanged after two thirds.
  package static let leafLifetime = Duration.seconds(86_400)

  private let certificate: Certificate
  private let key: Certificate.PrivateKey
  /// Its own certificate and key.
  package let pair: Pair

  /// Makes a new one. Two of the same name are told apart by the digest of their keys in the subject: who verifies takes the first
  /// authority whose subject fits.
  ///
  /// - Throws: What X509 throws, which for these names is a defect.
  package init(name: String, now: Date) throws {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    self.key = key
    let identifier = SubjectKeyIdentifier(hash: key.publicKey)
    let digest = identifier.keyIdentifier.prefix(4).map { String(format: "%02x", $0) }.joined()
    let subject = try DistinguishedName { CommonName("\(name) \(digest)") }
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: now - Self.skew,
      notValidAfter: now + Self.lifetime.interval, issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        identifier
      }, issuerPrivateKey: key)
    pair = Pair(chain: try certificate.serializeAsPEM().pemString, key: try key.serializeAsPEM().pemString)
  }

  /// Reads one that was kept.
  ///
  /// - Throws: What X509 throws for text that is none.
  package init(_ pair: Pair) throws {
    certificate = try Certificate(pemEncoded: pair.chain)
    key = try Certificate.PrivateKey(pemEncoded: pair.key)
    self.pair = pair
  }

  /// When it was made.
  package var madeAt: Date { certificate.notValidBefore + Self.skew }

  /// Whether two thirds of its time are over.
  package func isDue(at now: Date) -> Bool {
    now > madeAt + certificate.notValidAfter.timeIntervalSince(madeAt) * 2 / 3
  }

  /// Whether nobody believes what it signs any more.
  package func isOver(at now: Date) -> Bool { now > certificate.notValidAfter }

  /// A new key with a certificate.
  ///
  /// - Throws: What X509 throws for a name that no certificate can hold.
  package func issue(_ subject: Subject, now: Date, lifetime: Duration = leafLifetime) throws -> Pair {
    let secret = Certificate.PrivateKey(P256.Signing.PrivateKey())
    return Pair(
      chain: try sign(secret.publicKey, subject, now: now, lifetime: lifetime), key: try secret.serializeAsPEM().pemString)
  }

  /// A certificate for somebody's own key; of the request only the key counts.
  ///
  /// - Parameter request: A certificate signing request (PKCS #10) in PEM.
  /// - Throws: `BadRequest` for text that is none, or whose signature does not fit.
  package func issue(_ subject: Subject, request: String, now: Date) throws -> String {
    guard let request = try? CertificateSigningRequest(pemEncoded: request),
      request.publicKey.isValidSignature(request.signature, for: request)
    else { throw BadRequest() }
    return try sign(request.publicKey, subject, now: now, lifetime: Self.leafLifetime)
  }

  /// No certificate signing request.
  package struct BadRequest: Error, CustomStringConvertible {
    package var description: String { "a certificate signing request in PEM is expected, signed with its own key" }
  }

  /// Clocks may differ by so much.
  private static let skew: TimeInterval = 300

  private func sign(_ publicKey: Certificate.PublicKey, _ subject: Subject, now: Date, lifetime: Duration) throws -> String {
    let names: [GeneralName]
    let usage: ExtendedKeyUsage
    switch subject {
    case .server(let given):
      names = try given.map { try Self.name($0) }
      usage = try ExtendedKeyUsage([.serverAuth, .clientAuth])
    case .workload(let id):
      names = [.uniformResourceIdentifier(id)]
      usage = try ExtendedKeyUsage([.clientAuth])
    }
    let leaf = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: now - Self.skew, notValidAfter: now + lifetime.interval,
      issuer: certificate.subject, subject: try DistinguishedName { CommonName("nuncio") }, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        usage
        // Authorities from before had the same subject.
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
        SubjectAlternativeNames(names)
      }, issuerPrivateKey: key)
    return try leaf.serializeAsPEM().pemString + "\n" + pair.chain
  }

  private static func name(_ text: String) throws -> GeneralName {
    if text.hasPrefix("spiffe://") { return .uniformResourceIdentifier(text) }
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return .ipAddress(.init(contentBytes: withUnsafeBytes(of: &four) { Array($0)[...] })) }
    if inet_pton(AF_INET6, text, &six) == 1 { return .ipAddress(.init(contentBytes: withUnsafeBytes(of: &six) { Array($0)[...] })) }
    return .dnsName(text)
  }
}

extension Duration {
  fileprivate var interval: TimeInterval { self / .seconds(1) }
}
