import Foundation
import Kubernetes
import Logging
import NIOCertificateReloading
import NIOSSL
import Synchronization

/// The fleet's authority in a Secret, and the operator's own certificate from it, renewed before it ends.
final class CertificateStore: CertificateReloader {
  private let authority: CertificateAuthority
  private let names: [String]
  private let logger: Logger
  private let current: Mutex<NIOSSLContextConfigurationOverride>
  /// The name of the Secret, and of the ConfigMap with the certificate alone.
  static let name = "nuncio-ca"

  /// Reads the authority, or makes it: of replicas that begin together one makes it, the others read it.
  ///
  /// - Parameter names: The names and addresses that the operator's servers are found by.
  /// - Throws: `APIError`, or what X509 throws for a Secret that holds no authority.
  init(_ client: KubernetesClient, namespace: String, names: [String], logger: Logger) async throws {
    authority = try await Self.authority(client, namespace)
    self.names = names
    self.logger = logger
    current = Mutex(try Self.override(authority, names))
  }

  /// The newest certificate and key of the operator's servers.
  var sslContextConfigurationOverride: NIOSSLContextConfigurationOverride { current.withLock { $0 } }

  /// Whose signatures count, in PEM.
  var trust: [[UInt8]] { [Array(authority.pair.chain.utf8)] }

  /// Renews the operator's certificate until it is cancelled.
  func run() async {
    // Two thirds of what it lasts.
    while (try? await Task.sleep(for: CertificateAuthority.leafLifetime * 2 / 3)) != nil {
      do {
        let next = try Self.override(authority, names)
        current.withLock { $0 = next }
      } catch { logger.error("the operator's certificate cannot be renewed: \(error)") }
    }
  }

  private static func override(_ authority: CertificateAuthority, _ names: [String]) throws -> NIOSSLContextConfigurationOverride {
    let pair = try authority.issue(.server(names: names), now: Date())
    var override = NIOSSLContextConfigurationOverride()
    override.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(pair.chain.utf8)).map { .certificate($0) }
    override.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem))
    return override
  }

  private static func authority(_ client: KubernetesClient, _ namespace: String) async throws -> CertificateAuthority {
    if let found = try await read(client, namespace) { return found }
    let made = try CertificateAuthority(name: "nuncio \(namespace)", now: Date())
    var secret = KubernetesObject(apiVersion: "v1", kind: "Secret", namespace: namespace, name: name)
    secret.json["type"] = "nuncio.dev/authority"
    secret.json["stringData"] = ["ca.crt": .string(made.pair.chain), "ca.key": .string(made.pair.key)]
    do { _ = try await client.create(secret, as: NuncioKinds.secret) } catch APIError.alreadyExists {
      guard let found = try await read(client, namespace) else { throw APIError.notFound("Secret \(namespace)/\(name)") }
      return found
    }
    var map = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: name)
    map.json["data"] = ["ca.crt": .string(made.pair.chain)]
    _ = try await client.apply(map, as: NuncioKinds.configMap, manager: "nuncio", force: true)
    return made
  }

  private static func read(_ client: KubernetesClient, _ namespace: String) async throws -> CertificateAuthority? {
    guard let secret = try await client.get(NuncioKinds.secret, namespace: namespace, name: name) else { return nil }
    func text(_ key: String) -> String {
      secret.json["data"]?[key]?.string.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    return try CertificateAuthority(.init(chain: text("ca.crt"), key: text("ca.key")))
  }
}
