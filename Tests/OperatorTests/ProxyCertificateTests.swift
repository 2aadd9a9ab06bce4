import Foundation
import Kubernetes
import Logging
import NIOSSL
import SwiftASN1
import Testbed
import Testing
import X509

@testable import Operator

@Suite("A Pod's certificate: who asks is who the API server says", .serialized, .timeLimit(.minutes(2)))
struct ProxyCertificateTests {
  private static let id = "spiffe://nuncio/fleet/edge/pod/default/edge-a"

  /// A server of reviews, the operator's certificate service, and a Pod's files with a token.
  private func withService(token: String, _ body: @Sendable @escaping (ProxyPod, _ folder: String) async throws -> Void) async throws {
    let reviews = try FakeTokenReviewServer()
    let folder = NSTemporaryDirectory() + "nuncio-pod-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let port = try Ports.free(preferred: 0)
    let logger = Logger(label: "test")
    do {
      try await serving(reviews, folder, port, token, logger, body)
    } catch is CancellationError {
      // The servers were told to end.
    } catch {
      await reviews.end()
      throw error
    }
    await reviews.end()
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func serving(
    _ reviews: FakeTokenReviewServer, _ folder: String, _ port: Int, _ token: String, _ logger: Logger,
    _ body: @Sendable @escaping (ProxyPod, _ folder: String) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await reviews.run() }
      let store = try await Self.untilThere {
        try await CertificateStore(
          AuthoritySecret(client: reviews.client, namespace: "default"), names: ["127.0.0.1"], copy: folder + "/copy.json", logger: logger)
      }
      let service = CertificateService(
        address: try #require(ListenAddress("127.0.0.1:\(port)")), client: reviews.client, namespace: "default", fleet: "edge",
        store: store,
        logger: logger)
      group.addTask { try await service.run() }
      var trust: [String] = []
      for await first in store.trusts {
        trust = first
        break
      }
      try trust.joined().write(toFile: folder + "/roots.crt", atomically: true, encoding: .utf8)
      try token.write(toFile: folder + "/token", atomically: true, encoding: .utf8)
      let pod = ProxyPod(
        .init(
          name: "edge-a", fleet: "edge", server: "127.0.0.1", xds: 1, certificates: port, folder: folder, tokenFile: folder + "/token",
          trustFile: folder + "/roots.crt"), logger: logger)
      try await body(pod, folder)
      group.cancelAll()
    }
  }

  private static func untilThere<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    let end = ContinuousClock.now + .seconds(20)
    while true {
      do { return try await body() } catch let error as APIError where error.isOfServer && ContinuousClock.now < end {
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  @Test("the very Pod gets its name in a certificate, and all that Envoy starts with")
  func good() async throws {
    try await withService(token: "good") { pod, folder in
      try await pod.begin()
      let chain = try String(contentsOfFile: folder + "/tls.crt", encoding: .utf8)
      let certificate = try Certificate(pemDocument: try #require(try PEMDocument.parseMultiple(pemString: chain).first))
      let names = try #require(try certificate.extensions.subjectAlternativeNames)
      #expect(names.contains(.uniformResourceIdentifier(Self.id)))
      let key = try Certificate.PrivateKey(pemEncoded: try String(contentsOfFile: folder + "/tls.key", encoding: .utf8))
      #expect(key.publicKey == certificate.publicKey)
      for file in ["bootstrap.json", "identity.json", "trust.json", "ca.crt"] {
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"))
      }
    }
  }

  @Test(
    "nobody else does",
    arguments: [
      ("expired", "does not know the token"), ("of-another-audience", "not made for the audience"), ("of-a-person", "service account"),
      ("unbound", "not bound to a Pod"), ("of-a-pod-before", "not the one"), ("of-another-namespace", "is not in namespace"),
      ("of-another-fleet", "has not the labels"),
    ])
  func refused(token: String, reason: String) async throws {
    try await withService(token: token) { pod, folder in
      await #expect(performing: { try await pod.renew() }, throws: { "\($0)".contains(reason) })
      #expect(!FileManager.default.fileExists(atPath: folder + "/tls.crt"))
    }
  }

  @Test("a start without the API server shows the certificate of before")
  func copy() async throws {
    try await withService(token: "good") { _, folder in
      let gone = try FakeTokenReviewServer()
      let store = try await CertificateStore(
        AuthoritySecret(client: gone.client, namespace: "default"), names: ["127.0.0.1"], copy: folder + "/copy.json",
        logger: Logger(label: "test"))
      #expect(store.sslContextConfigurationOverride.certificateChain?.isEmpty == false)
      #expect(throws: CertificateStore.NoAuthority.self) { try store.sign(Self.id, request: "", now: Date()) }
      await gone.end()
    }
  }
}
