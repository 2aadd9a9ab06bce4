import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Kubernetes
import Logging
import NIOCertificateReloading
import NIOCore
import NIOSSL
import Synchronization
import XDS

/// Gives a Pod of the fleet its certificate: it shows its service account's token, and is who the API server says it is.
final class CertificateService: Sendable {
  /// What a proxy's token must be made for.
  static let audience = "nuncio"
  /// What is posted to: a certificate signing request in PEM; the answer is `CertificateAnswer`.
  static let path = "/v1/certificate"

  private let address: ListenAddress
  private let client: KubernetesClient
  private let namespace: String
  private let fleet: String
  private let store: CertificateStore
  private let logger: Logger
  /// Tokens that are being looked at. Anybody may show one, and the API server that reviews them has the Lease too.
  private let reviews = Mutex(0)
  private static let mostReviews = 4

  init(
    address: ListenAddress, client: KubernetesClient, namespace: String, fleet: String, store: CertificateStore, logger: Logger
  ) {
    self.address = address
    self.client = client
    self.namespace = namespace
    self.fleet = fleet
    self.store = store
    self.logger = logger
  }

  /// Serves until it is cancelled.
  ///
  /// - Throws: `StartFailure` when the address is another's.
  func run() async throws {
    var tls = try TLSConfiguration.makeServerConfiguration(certificateReloader: store)
    tls.minimumTLSVersion = .tlsv12
    let router = Router()
    router.post("\(Self.path)") { [self] request, _ in
      var request = request
      let body = try await request.collectBody(upTo: 64 << 10)
      return await answer(authorization: request.headers[.authorization], request: String(buffer: body))
    }
    try await RouterServer(
      address: address, option: "--certificates", router: router, server: try HTTPServerBuilder.tls(tlsConfiguration: tls), logger: logger
    ).run()
  }

  private func answer(authorization: String?, request: String) async -> Response {
    func refuse(_ status: HTTPResponse.Status, _ reason: String) -> Response {
      logger.warning("no certificate was given: \(reason)")
      return Response(status: status, body: .init(byteBuffer: ByteBuffer(string: reason + "\n")))
    }
    guard let authorization, authorization.hasPrefix("Bearer ") else { return refuse(.unauthorized, "a token is expected") }
    let isFree = reviews.withLock { count in
      guard count < Self.mostReviews else { return false }
      count += 1
      return true
    }
    guard isFree else { return refuse(.tooManyRequests, "ask again") }
    defer { reviews.withLock { $0 -= 1 } }
    do {
      let pod = try await TokenReview(client).pod(of: String(authorization.dropFirst(7)), audience: Self.audience)
      try await mustBeProxy(pod)
      let id = ProxyCertificate.name(fleet: fleet, namespace: pod.namespace, pod: pod.name)
      let (chain, trust) = try store.sign(id, request: request, now: Date())
      let bytes = try JSONEncoder().encode(CertificateAnswer(certificate: chain, trust: trust))
      logger.info("proxy \(pod.name) has a certificate")
      return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    } catch let error as TokenReview.Refusal {
      return refuse(.forbidden, error.description)
    } catch let error as CertificateAuthority.BadRequest {
      return refuse(.badRequest, error.description)
    } catch {
      // The Pod asks again. Who that is nobody knows yet: the log has the reason.
      logger.warning("no certificate can be given now: \(error)")
      return refuse(.serviceUnavailable, "not now")
    }
  }

  /// A Pod is a proxy of the fleet when it is the very one that the token is bound to, and has the labels that the Fleet selects.
  private func mustBeProxy(_ pod: TokenReview.Pod) async throws {
    guard pod.namespace == namespace else { throw TokenReview.Refusal("Pod \(pod.namespace)/\(pod.name) is not in namespace \(namespace)") }
    guard let object = try await client.get(NuncioKinds.pod, namespace: pod.namespace, name: pod.name), object.uid == pod.uid else {
      throw TokenReview.Refusal("Pod \(pod.name) is not the one that the token was made for")
    }
    let selector = try await client.get(NuncioKinds.fleet, namespace: namespace, name: fleet)?.json["spec"]?["selector"]?["matchLabels"]
    guard let selector = selector?.texts, !selector.isEmpty, selector.allSatisfy({ object.labels[$0.key] == $0.value }) else {
      throw TokenReview.Refusal("Pod \(pod.name) has not the labels that Fleet \(fleet) selects")
    }
  }
}

/// What a Pod gets.
struct CertificateAnswer: Codable, Sendable {
  /// The certificate and its chain, PEM.
  var certificate: String
  /// Whose signatures the proxy is to believe, PEM.
  var trust: String
}
