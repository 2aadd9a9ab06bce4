import AsyncHTTPClient
import Crypto
import EnvoyConfig
import Foundation
import Kubernetes
package import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import SwiftASN1
import X509

/// What a Pod of the fleet has beside Envoy: its certificate, and the files that Envoy starts with.
package struct ProxyPod: Sendable {
  /// Who the proxy is, whom it asks and where its files lie.
  package struct Settings: Sendable {
    /// The Pod's name.
    package var name: String
    /// The fleet's name.
    package var fleet: String
    /// The operator's Service.
    package var server: String
    /// The port of the operator's configuration service.
    package var xds: Int
    /// The port of its certificate service.
    package var certificates: Int
    /// Where certificate, key and bootstrap are written; the proxy and this program share it.
    package var folder: String
    /// The Pod's projected token for the audience `nuncio`.
    package var tokenFile: String
    /// The certificates of the operator's authority, from the ConfigMap `nuncio-ca`.
    package var trustFile: String

    /// Makes settings.
    package init(
      name: String, fleet: String, server: String, xds: Int, certificates: Int, folder: String, tokenFile: String, trustFile: String
    ) {
      self.name = name
      self.fleet = fleet
      self.server = server
      self.xds = xds
      self.certificates = certificates
      self.folder = folder
      self.tokenFile = tokenFile
      self.trustFile = trustFile
    }

    /// Envoy's admin interface.
    package var adminSocket: String { "\(folder)/admin.sock" }
  }

  private let settings: Settings
  private let logger: Logger

  /// Takes what the Pod was told.
  package init(_ settings: Settings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// Writes the bootstrap and gets the first certificate, however long the operator is not there; what keeps it is told once.
  ///
  /// - Throws: What the user can mend (a folder that cannot be written, a file that is not there), and `CancellationError`.
  package func begin() async throws {
    let bootstrap = ProxyBootstrap(
      node: settings.name, fleet: settings.fleet,
      server: .operation(host: settings.server, port: settings.xds, name: settings.server, folder: settings.folder),
      adminSocket: settings.adminSocket)
    try DurableFile.write(Array(try bootstrap.json().utf8), to: "\(settings.folder)/bootstrap.json")
    for (name, text) in try ProxyBootstrap.secretFiles(folder: settings.folder) {
      try DurableFile.write(Array(text.utf8), to: "\(settings.folder)/\(name)")
    }
    var backoff = Backoff(longest: .seconds(10))
    var told = ""
    while true {
      do { return try await renew() } catch let error as Unanswered {
        if told != error.description { logger.warning("\(error)") }
        told = error.description
      }
      try await Task.sleep(for: backoff.next(random: .random(in: 0...1)))
    }
  }

  /// Keeps the certificate new until it is cancelled: a new one at a third of its life, so that two more tries are left.
  package func keep() async throws {
    // This program may have begun again beside a proxy that has long been there.
    let writtenAt = try? FileManager.default.attributesOfItem(atPath: "\(settings.folder)/tls.crt")[.modificationDate] as? Date
    let age = Duration.seconds(max(0, Date().timeIntervalSince(writtenAt ?? .distantPast)))
    var wait = max(.zero, CertificateAuthority.leafLifetime / 3 - age)
    while (try? await Task.sleep(for: wait)) != nil {
      do {
        try await renew()
        wait = CertificateAuthority.leafLifetime / 3
        logger.info("the certificate of \(settings.name) is new")
      } catch {
        wait = .seconds(60)
        logger.warning("\(error). The certificate before goes on counting")
      }
    }
  }

  /// Nobody gave a certificate; asking again may help.
  struct Unanswered: Error, CustomStringConvertible {
    let description: String
  }

  /// Gets a certificate for a new key, and writes both.
  func renew() async throws {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let request = try CertificateSigningRequest(
      version: .v1, subject: try DistinguishedName { CommonName("nuncio") }, privateKey: key,
      attributes: CertificateSigningRequest.Attributes(), signatureAlgorithm: .ecdsaWithSHA256)
    let answer = try await ask(request: try request.serializeAsPEM().pemString)
    // Envoy looks at the folder: it takes the pair when both are there, and keeps the one before while they do not fit.
    try DurableFile.write(Array(answer.trust.utf8), to: "\(settings.folder)/ca.crt")
    try DurableFile.write(Array(try key.serializeAsPEM().pemString.utf8), to: "\(settings.folder)/tls.key")
    try DurableFile.write(Array(answer.certificate.utf8), to: "\(settings.folder)/tls.crt")
  }

  private func ask(request: String) async throws -> CertificateAnswer {
    let token: String
    let roots: [NIOSSLCertificate]
    // Both are the kubelet's to bring, and may come a moment later.
    do {
      token = try String(contentsOfFile: settings.tokenFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      roots = try NIOSSLCertificate.fromPEMFile(settings.trustFile)
    } catch {
      throw Unanswered(description: "\(settings.tokenFile) and \(settings.trustFile) are expected: \(error)")
    }
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .certificates(roots)
    let client = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: .init(tlsConfiguration: tls, redirectConfiguration: .disallow))
    do {
      let answer = try await ask(client, token, request)
      try await client.shutdown()
      return answer
    } catch {
      try await client.shutdown()
      throw error
    }
  }

  private func ask(_ client: HTTPClient, _ token: String, _ body: String) async throws -> CertificateAnswer {
    let server = settings.server.contains(":") ? "[\(settings.server)]" : settings.server
    let url = "https://\(server):\(settings.certificates)\(CertificateService.path)"
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    request.body = .bytes(ByteBuffer(string: body))
    do {
      let response = try await client.execute(request, timeout: .seconds(10))
      let bytes = try await response.body.collect(upTo: 1 << 20)
      guard response.status == .ok else {
        let reason = String(buffer: bytes).trimmingCharacters(in: .whitespacesAndNewlines)
        throw Unanswered(description: "the operator gives no certificate: \(reason.isEmpty ? "\(response.status.code)" : reason)")
      }
      return try JSONDecoder().decode(CertificateAnswer.self, from: Data(bytes.readableBytesView))
    } catch let error as Unanswered {
      throw error
    } catch {
      throw Unanswered(description: "\(url): \((error as? HTTPClientError)?.shortDescription ?? "\(error)")")
    }
  }
}
