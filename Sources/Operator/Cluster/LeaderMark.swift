import Kubernetes

/// The label on the leader's Pod that the control API's Service selects: who decides is who is asked.
struct LeaderMark: Sendable {
  let client: KubernetesClient
  let settings: ClusterSettings

  private static let label = "nuncio.dev/leads"

  /// Takes the label from whoever had it and gives it to this Pod. Outside a Pod there is nothing to do.
  ///
  /// - Throws: `APIError`; until it is done the command line may not find this replica.
  func take() async throws(APIError) {
    guard try await client.get(NuncioKinds.pod, namespace: settings.namespace, name: settings.identity) != nil else { return }
    let marked = try await client.list(NuncioKinds.pod, namespace: settings.namespace, labels: "\(Self.label)=\(settings.fleet)")
    for pod in marked.items where pod.name != settings.identity { try await set(pod.name, .null) }
    try await set(settings.identity, .string(settings.fleet))
  }

  private func set(_ pod: String, _ value: JSONValue) async throws(APIError) {
    _ = try await client.patch(
      NuncioKinds.pod, namespace: settings.namespace, name: pod, merge: ["metadata": ["labels": [Self.label: value]]])
  }
}
