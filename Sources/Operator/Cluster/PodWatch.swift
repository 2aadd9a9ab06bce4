import Kubernetes
import Logging
import Manifests

/// Follows the Pods of a fleet.
actor PodWatch {
  private(set) var fleet = PodFleet()
  private let client: KubernetesClient
  private let namespace: String
  private let selector: String
  private let logger: Logger

  init(_ client: KubernetesClient, namespace: String, selector: [String: String], logger: Logger) {
    self.client = client
    self.namespace = namespace
    self.selector = selector.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
    self.logger = logger
  }

  /// The fleet as it is now.
  ///
  /// - Throws: `APIError`.
  func seen() async throws(APIError) -> PodFleet {
    let list = try await client.list(NuncioKinds.pod, namespace: namespace, labels: selector)
    fleet.take(.synced(Dictionary(list.items.map { ($0.key, PodFact($0)) }) { first, _ in first }))
    return fleet
  }

  /// Follows until it is cancelled.
  ///
  /// - Parameter changed: Hears of every change, with the fleet as it was before.
  func run(_ changed: @escaping @Sendable (_ before: PodFleet, PodFleet) async -> Void) async {
    let pods = Reflector(client, NuncioKinds.pod, namespace: namespace, labels: selector, logger: logger) { PodFact($0) }
    let nodes = Reflector<String>(client, NuncioKinds.node, logger: logger) { $0.labels["topology.kubernetes.io/zone"] ?? "" }
    await withDiscardingTaskGroup { group in
      group.addTask { await pods.run { event in await self.take(event, changed) } }
      group.addTask { await nodes.run { event in await self.takeNode(event, changed) } }
    }
  }

  private func take(_ event: ReflectorEvent<PodFact>, _ changed: @Sendable (PodFleet, PodFleet) async -> Void) async {
    if case .trouble(let error) = event { logger.warning("the Pods of the fleet: \(error). Those that are known count") }
    let before = fleet
    fleet.take(event)
    if before.pods != fleet.pods { await changed(before, fleet) }
  }

  private func takeNode(_ event: ReflectorEvent<String>, _ changed: @Sendable (PodFleet, PodFleet) async -> Void) async {
    let before = fleet
    fleet.takeNode(event)
    if before.zones != fleet.zones { await changed(before, fleet) }
  }
}
