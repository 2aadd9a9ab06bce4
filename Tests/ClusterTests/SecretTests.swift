import Foundation
import Operator
import Testbed
import Testing

/// Pairs of TLS that lie in the cluster, and clients that shake hands.
@Suite(
  "In the cluster: secrets",
  .enabled(if: ClusterGateway.program != nil, "needs KUBECONFIG or shared/testkube, Envoy and the program"), .serialized,
  .timeLimit(.minutes(5)))
struct SecretTests {
  @Test(
    "a pair that is exchanged is what proxies show next, without a release and without a handshake that fails; a broken one is not shown",
    arguments: ["kubernetes.io/tls", "Opaque"])
  func exchange(type: String) async throws {
    let port = try Ports.free(preferred: 0)
    let authorities = try (1...2).map { try CertificateAuthority(name: "shop \($0)", now: Date()) }
    try await ClusterGateway.live { gateway in
      let trust = try Trust(authorities, folder: gateway.folder)
      try await exchange(to: authorities[0].issue(.server(names: [Trust.host]), now: Date()), type, gateway)
      try gateway.commit(
        cart: "shop", "TLS",
        more: """
          ---
          apiVersion: getambassador.io/v3alpha1
          kind: Listener
          metadata: {name: https, namespace: \(gateway.shop)}
          spec: {port: \(port), protocol: HTTPS, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
          ---
          apiVersion: getambassador.io/v3alpha1
          kind: Host
          metadata: {name: shop, namespace: \(gateway.shop)}
          spec: {hostname: \(Trust.host), tlsSecret: {name: shop}}
          """)
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      #expect(try await trust.accepts(port, [0]))
      let clients = Task { try await trust.knocks(port) }
      try await exchange(to: .init(chain: "no certificate", key: "no key"), type, gateway)
      try await gateway.wait("the operator says what is wrong") { gateway.log().contains("Secret \(gateway.shop)/shop: ") }
      try await exchange(to: authorities[1].issue(.server(names: [Trust.host]), now: Date()), type, gateway)
      try await gateway.wait("the new one is shown") { try await trust.accepts(port, [1]) }
      clients.cancel()
      let knocks = try await clients.value
      #expect(knocks.failed == 0 && knocks.all > 0, "\(knocks)")
      #expect(try await gateway.operators[0].status().stable?.number == 2, "no release is made for it")
    }
  }

  private func exchange(to pair: CertificateAuthority.Pair, _ type: String, _ gateway: ClusterGateway) async throws {
    func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    try await gateway.apply(
      """
      {apiVersion: v1, kind: Secret, type: \(type), metadata: {name: shop, namespace: \(gateway.shop)}, data: {
      tls.crt: '\(base64(pair.chain))', tls.key: '\(base64(pair.key))'}}
      """)
  }
}

/// A client that trusts some authorities.
private struct Trust: Sendable {
  static let host = "shop.example.com"
  private let authorities: [String]
  private let folder: String

  init(_ authorities: [CertificateAuthority], folder: String) throws {
    self.authorities = authorities.map(\.pair.chain)
    self.folder = folder
  }

  /// Whether a handshake succeeds for one that trusts these alone.
  func accepts(_ port: Int, _ trusted: [Int]) async throws -> Bool {
    let file = "\(folder)/trust-\(UUID().uuidString).crt"
    try trusted.map { authorities[$0] }.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "curl", "--silent", "--max-time", "5", "--cacert", file, "--resolve", "\(Self.host):\(port):127.0.0.1",
      "https://\(Self.host):\(port)/cart/",
    ]
    process.standardOutput = FileHandle.nullDevice
    return try await withCheckedThrowingContinuation { done in
      process.terminationHandler = { done.resume(returning: $0.terminationStatus == 0) }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
  }

  /// Shakes hands again and again, trusting all, until it is cancelled.
  func knocks(_ port: Int) async throws -> (all: Int, failed: Int) {
    var (all, failed) = (0, 0)
    while !Task.isCancelled {
      all += 1
      if try await !accepts(port, Array(authorities.indices)) { failed += 1 }
    }
    return (all, failed)
  }
}
