import Kubernetes
import Manifests

/// Asks the API server whose a service account's token is (`authentication.k8s.io/v1`).
struct TokenReview: Sendable {
  /// The Pod that a token is bound to.
  struct Pod: Sendable, Hashable {
    let namespace: String
    let name: String
    let uid: String
  }

  /// Why a token proves nothing.
  struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  private let client: KubernetesClient
  private static let type = ResourceType(
    group: "authentication.k8s.io", version: "v1", plural: "tokenreviews", kind: "TokenReview", scope: .cluster)
  /// What the kubelet's tokens say about the Pod they were made for (`ServiceAccountTokenPodNodeInfo` and before).
  private static let (podName, podUID) = ("authentication.kubernetes.io/pod-name", "authentication.kubernetes.io/pod-uid")

  init(_ client: KubernetesClient) { self.client = client }

  /// The Pod that a token was made for.
  ///
  /// - Throws: `Refusal`, and `APIError`.
  func pod(of token: String, audience: String) async throws -> Pod {
    var review = KubernetesObject(apiVersion: Self.type.apiVersion, kind: Self.type.kind, name: "")
    review.json["metadata"] = [:]
    review.json["spec"] = ["token": .string(token), "audiences": [.string(audience)]]
    let status = try await client.create(review, as: Self.type).json["status"]
    guard status?["authenticated"]?.bool == true else {
      throw Refusal("the API server does not know the token\(status?["error"]?.string.map { ": \($0)" } ?? "")")
    }
    // An API server that knows no audiences would take a token that was made for anybody.
    guard status?["audiences"]?.array?.contains(.string(audience)) == true else {
      throw Refusal("the token was not made for the audience \(audience)")
    }
    let user = status?["user"]
    let account = user?["username"]?.string?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
    guard account.count == 4, account[0] == "system", account[1] == "serviceaccount" else {
      throw Refusal("the token is not a service account's")
    }
    guard let name = user?["extra"]?[Self.podName]?.array?.first?.string, let uid = user?["extra"]?[Self.podUID]?.array?.first?.string
    else { throw Refusal("the token is not bound to a Pod: use a projected token") }
    return Pod(namespace: account[2], name: name, uid: uid)
  }
}
