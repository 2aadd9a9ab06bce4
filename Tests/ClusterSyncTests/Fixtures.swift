import ClusterSync
import Kubernetes
import Logging
import Manifests
import Testbed

/// Objects as a commit has them.
func manifests(_ text: String) throws -> [Manifest] {
  try ManifestLoader.load(MemoryTree(["objects.yaml": Array(text.utf8)])).manifests.manifests
}

let configMaps = ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced)

/// A ConfigMap of namespace `default`, as one document.
func configMap(_ name: String, _ value: String = "1", annotations: String = "{}", more: String = "") -> String {
  "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: default, annotations: \(annotations)}, data: {x: '\(value)'}\(more)}\n---\n"
}

func plan(_ sync: ClusterSync, _ text: String) async throws -> SyncPlan { try await sync.plan(try manifests(text)) }

func exists(_ client: KubernetesClient, _ name: String) async throws -> Bool {
  try await client.get(configMaps, namespace: "default", name: name) != nil
}

func sync(_ client: KubernetesClient, source: String = "edge") -> ClusterSync {
  ClusterSync(client, namespace: "default", source: source, logger: Logger(label: "test"))
}

/// A client of a cluster, for as long as the work takes.
func withClient(_ kubeconfig: String, _ body: (KubernetesClient) async throws -> Void) async throws {
  let client = try KubernetesClient(try .find(kubeconfig: kubeconfig, environment: [:]), logger: Logger(label: "test"))
  do { try await body(client) } catch {
    await client.shutdown()
    throw error
  }
  await client.shutdown()
}

/// A cluster of a test's own.
func withCluster(_ body: (TestCluster, KubernetesClient) async throws -> Void) async throws {
  let cluster = try await TestCluster()
  try await withClient(cluster.kubeconfig) { try await body(cluster, $0) }
  cluster.kill()
}
