import Foundation
import Kubernetes
import Logging
import Manifests
import Operator
import Testbed
import Testing

@Suite("deploy/: what nuncio install brings into a cluster")
struct InstallTests {
  private func chart(_ settings: [String] = []) throws -> Chart {
    try Chart(folder: try #require(TestCluster.repository) + "/deploy", namespace: "gateway", settings: settings)
  }

  /// The object but for the server's own bookkeeping: it may stamp an application anew that changed nothing.
  private func settled(_ object: KubernetesObject?) -> JSONValue? {
    var copy = object
    copy?.metadata["managedFields"] = nil
    copy?.metadata["resourceVersion"] = nil
    return copy?.json
  }

  @Test("a template says what stands for a name, and what does not")
  func templates() throws {
    func render(_ text: String) throws(ChartTemplate.Fault) -> String {
      try ChartTemplate(name: "a.yaml", text: text).rendered { ["x": "1", "y": "two"][$0] }
    }
    #expect(try render("a: {{ x }}, b: {{ y }}") == "a: 1, b: two")
    #expect(try render("{{- if eq x \"1\" }}\na\n{{- end }}\n{{- if ne x \"1\" }}\nb\n{{- end }}\nc") == "a\nc")
    #expect(performing: { try render("a\nb: {{ z }}") }, throws: { "\($0)" == "a.yaml:2: z has no value" })
    #expect(performing: { try render("{{- range x }}") }, throws: { "\($0)".contains("is not understood") })
    #expect(performing: { try render("{{- if eq x \"1\" }}") }, throws: { "\($0)".contains("has no end") })
  }

  @Test("a setting that the chart does not know is a mistake")
  func settings() throws {
    #expect(throws: StartFailure.self) { try chart(["fleet.colour=red"]) }
    let text = try chart(["fleet.kind=DaemonSet", "source.url=https://git.example.com/edge.git"]).manifests().map(\.text).joined()
    #expect(text.contains("kind: DaemonSet") && !text.contains("replicas: 3"))
    #expect(text.contains("url: \"https://git.example.com/edge.git\"") && !text.contains("{{"))
  }

  @Test(
    "a real API server takes all of it, and a second time changes nothing",
    .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"))
  func install() async throws {
    let cluster = try await TestCluster()
    let client = try KubernetesClient(
      try ClusterConfiguration.find(kubeconfig: cluster.kubeconfig, environment: [:]), logger: Logger(label: "test"))
    let deployments = ResourceType(group: "apps", version: "v1", plural: "deployments", kind: "Deployment", scope: .namespaced)
    do {
      let chart = try chart(["source.url=https://git.example.com/edge.git", "source.secret=edge-git"])
      let installation = Installation(client, namespace: "gateway")
      try await installation.run(chart, definitionsOnly: false) { _ in }
      let first = try await client.get(deployments, namespace: "gateway", name: "nuncio")
      #expect(first?.json["spec"]?["replicas"]?.int == 2)
      #expect(try await client.get(deployments, namespace: "gateway", name: "edge") != nil)
      try await installation.run(chart, definitionsOnly: false) { _ in }
      #expect(settled(try await client.get(deployments, namespace: "gateway", name: "nuncio")) == settled(first))
      let sources = ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "sources", kind: "Source", scope: .namespaced)
      func spec() async throws -> JSONValue? { try await client.get(sources, namespace: "gateway", name: "edge")?.json["spec"] }
      let before = try await spec()
      #expect(before?["url"] == "https://git.example.com/edge.git")
      // What is not said again stays; what is said otherwise changes.
      try await installation.run(try self.chart(["operator.replicas=3"]), definitionsOnly: false) { _ in }
      #expect(try await spec() == before)
      #expect(try await client.get(deployments, namespace: "gateway", name: "nuncio")?.json["spec"]?["replicas"]?.int == 3)
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
    cluster.kill()
  }

  @Test(
    "Emissary's own definitions stay as they are", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"))
  func emissary() async throws {
    let cluster = try await TestCluster()
    let client = try KubernetesClient(
      try ClusterConfiguration.find(kubeconfig: cluster.kubeconfig, environment: [:]), logger: Logger(label: "test"))
    let type = ResourceType(
      group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", kind: "CustomResourceDefinition", scope: .cluster)
    do {
      var theirs = try #require(try deployed("crds/getambassador.io.yaml").first { $0.name == "mappings.getambassador.io" })
      theirs.metadata["labels"] = ["app": "emissary"]
      let before = try await client.apply(theirs, as: type, manager: "helm")
      var told: [String] = []
      try await Installation(client, namespace: "gateway").run(try chart(), definitionsOnly: true) { told.append($0) }
      #expect(told.contains("CustomResourceDefinition mappings.getambassador.io is there already, and stays as it is"))
      #expect(try await client.get(type, name: theirs.name)?.generation == before.generation)
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
    cluster.kill()
  }
}
