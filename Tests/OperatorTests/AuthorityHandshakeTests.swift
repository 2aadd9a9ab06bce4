import Foundation
import NIOCore
import NIOEmbedded
import NIOSSL
import Operator
import SwiftASN1
import Testing
import X509

@Suite("While a fleet's authority is exchanged, everybody can greet everybody")
struct AuthorityHandshakeTests {
  private static let now = Date()
  private static let long: TimeInterval = 7 * 365 * 86_400

  /// The three phases: one authority, the next published, the next signing.
  private func phases() throws -> [Authorities] {
    let first = try Authorities(name: "test", now: Self.now - Self.long)
    let published = try #require(try first.advanced(name: "test", now: Self.now - 3 * 86_400))
    return [first, published, try #require(try published.advanced(name: "test", now: Self.now))]
  }

  @Test("a certificate of either authority is believed, whichever is named first")
  func handshakes() throws {
    let phases = try phases()
    for trusted in phases.dropFirst() {
      for roots in [trusted.trust, trusted.trust.reversed()] {
        for signer in phases where roots.contains(signer.current.chain) {
          let pair = try CertificateAuthority(signer.current).issue(.server(names: ["127.0.0.1"]), now: Self.now)
          try greet(pair, roots)
        }
      }
    }
  }

  @Test("a certificate names the key that signed it: authorities from before all had one subject")
  func identifier() throws {
    let authority = try CertificateAuthority(name: "test", now: Self.now)
    let pair = try authority.issue(.server(names: ["127.0.0.1"]), now: Self.now)
    let leaf = try Certificate(pemDocument: try #require(try PEMDocument.parseMultiple(pemString: pair.chain).first))
    let root = try Certificate(pemEncoded: authority.pair.chain)
    let (named, own) = (try leaf.extensions.authorityKeyIdentifier, try root.extensions.subjectKeyIdentifier)
    #expect(named?.keyIdentifier != nil && named?.keyIdentifier == own?.keyIdentifier)
    #expect(try CertificateAuthority(name: "test", now: Self.now).pair.chain != authority.pair.chain)
  }

  /// Mutual TLS between two that show the same pair and believe the same roots.
  private func greet(_ pair: CertificateAuthority.Pair, _ roots: [String]) throws {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(pair.chain.utf8))
    let trust = NIOSSLTrustRoots.certificates(try roots.map { try NIOSSLCertificate(bytes: Array($0.utf8), format: .pem) })
    let key = try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem)
    var serving = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    (serving.trustRoots, serving.certificateVerification) = (trust, .noHostnameVerification)
    var asking = TLSConfiguration.makeClientConfiguration()
    (asking.trustRoots, asking.certificateVerification) = (trust, .noHostnameVerification)
    (asking.certificateChain, asking.privateKey) = (chain.map { .certificate($0) }, .privateKey(key))
    let server = EmbeddedChannel(handler: NIOSSLServerHandler(context: try NIOSSLContext(configuration: serving)))
    let client = EmbeddedChannel(
      handler: try NIOSSLClientHandler(context: try NIOSSLContext(configuration: asking), serverHostname: nil))
    let place = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
    for channel in [server, client] { channel.connect(to: place, promise: nil) }
    client.writeAndFlush(ByteBuffer(string: "hello"), promise: nil)
    turns: for _ in 0..<20 {
      var isQuiet = true
      while let bytes = try client.readOutbound(as: ByteBuffer.self) {
        try server.writeInbound(bytes)
        isQuiet = false
      }
      while let bytes = try server.readOutbound(as: ByteBuffer.self) {
        try client.writeInbound(bytes)
        isQuiet = false
      }
      if isQuiet { break turns }
    }
    let heard = try server.readInbound(as: ByteBuffer.self)
    #expect(heard.map { String(buffer: $0) } == "hello")
  }
}
