import Foundation
import Hummingbird
import HummingbirdTLS
import Kubernetes
import Logging
import NIOCore
import NIOSSL
import Testbed

@testable import Operator

/// Answers in the form of the Kubernetes API, for what `shared/testkube` has not: TokenReview, and the few objects that go with it.
struct FakeTokenReviewServer {
  let client: KubernetesClient
  private let application: Application<RouterResponder<BasicRequestContext>>
  private let folder: String

  /// Tokens by what the API server says of them.
  static func status(of token: String) -> JSONValue {
    var user: JSONValue = [
      "username": "system:serviceaccount:default:edge",
      "extra": ["authentication.kubernetes.io/pod-name": ["edge-a"], "authentication.kubernetes.io/pod-uid": ["uid-a"]],
    ]
    var audiences: JSONValue = ["nuncio"]
    switch token {
    case "good": break
    case "of-another-audience": audiences = ["vault"]
    case "of-a-person": user["username"] = "jane"
    case "unbound": user["extra"] = [:]
    case "of-a-pod-before": user["extra"]?["authentication.kubernetes.io/pod-uid"] = ["uid-before"]
    case "of-another-namespace": user["username"] = "system:serviceaccount:kube-system:edge"
    case "of-another-fleet":
      user["extra"] = [
        "authentication.kubernetes.io/pod-name": ["other"], "authentication.kubernetes.io/pod-uid": ["uid-other"],
      ]
    default: return ["authenticated": false, "error": "it has expired"]
    }
    return ["authenticated": true, "audiences": audiences, "user": user]
  }

  init() throws {
    let port = try Ports.free(preferred: 0)
    let authority = try CertificateAuthority(name: "fake", now: Date())
    let pair = try authority.issue(.server(names: ["127.0.0.1"]), now: Date())
    folder = NSTemporaryDirectory() + "nuncio-reviews-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let config: JSONValue = [
      "clusters": [
        [
          "name": "fake",
          "cluster": [
            "server": .string("https://127.0.0.1:\(port)"),
            "certificate-authority-data": .string(Data(authority.pair.chain.utf8).base64EncodedString()),
          ],
        ]
      ],
      "users": [["name": "operator", "user": ["token": "operator"]]],
      "contexts": [["name": "fake", "context": ["cluster": "fake", "user": "operator", "namespace": "default"]]], "current-context": "fake",
    ]
    try Data(config.encoded()).write(to: URL(fileURLWithPath: folder + "/kubeconfig"))
    client = try KubernetesClient(
      try ClusterConfiguration.find(kubeconfig: folder + "/kubeconfig", environment: [:]), logger: Logger(label: "test"))
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(pair.chain.utf8)).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem)))
    tls.applicationProtocols = ["http/1.1"]
    var quiet = Logger(label: "fake")
    quiet.logLevel = .critical
    application = Application(
      router: Self.router(), server: try .tls(tlsConfiguration: tls), configuration: .init(address: .hostname("127.0.0.1", port: port)),
      logger: quiet)
  }

  private static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: value.encoded())))
  }

  private static func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.post("/apis/authentication.k8s.io/v1/tokenreviews") { request, _ in
      var request = request
      let body = try JSONValue(parsing: try await request.collectBody(upTo: 1 << 20).readableBytesView)
      var answer = body
      answer["status"] = status(of: body["spec"]?["token"]?.string ?? "")
      return json(answer, .created)
    }
    for (name, label) in [("edge-a", "edge"), ("other", "other")] {
      let uid = name == "other" ? "uid-other" : "uid-a"
      router.get("/api/v1/namespaces/default/pods/\(name)") { _, _ in
        json([
          "apiVersion": "v1", "kind": "Pod",
          "metadata": ["name": .string(name), "namespace": "default", "uid": .string(uid), "labels": ["app": .string(label)]],
        ])
      }
    }
    router.get("/apis/nuncio.dev/v1alpha1/namespaces/default/fleets/edge") { _, _ in
      json([
        "apiVersion": "nuncio.dev/v1alpha1", "kind": "Fleet", "metadata": ["name": "edge", "namespace": "default"],
        "spec": ["selector": ["matchLabels": ["app": "edge"]]],
      ])
    }
    router.get("/api/v1/namespaces/default/secrets/nuncio-ca") { _, _ in
      json(["kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404], .notFound)
    }
    router.post("/api/v1/namespaces/default/secrets") { _, _ in json(["kind": "Secret", "apiVersion": "v1"], .created) }
    router.on("/api/v1/namespaces/default/configmaps/nuncio-ca", method: .patch) { _, _ in json(["kind": "ConfigMap", "apiVersion": "v1"]) }
    return router
  }

  func run() async throws { try await application.runService(gracefulShutdownSignals: []) }

  func end() async {
    await client.shutdown()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
