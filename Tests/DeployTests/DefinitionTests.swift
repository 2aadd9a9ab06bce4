import Foundation
import Kubernetes
import Logging
import Manifests
import SourceYAML
import Testbed
import Testing

/// The objects of a file of `deploy/`.
func deployed(_ file: String) throws -> [KubernetesObject] {
  let path = try #require(TestCluster.repository) + "/deploy/" + file
  return try parseYAML([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), file: file).map { KubernetesObject(JSONValue($0)) }
}

/// A cluster with Nuncio's definitions, served.
func withDefinitions(_ body: (KubernetesClient, Discovery) async throws -> Void) async throws {
  let cluster = try await TestCluster()
  let client = try KubernetesClient(
    try ClusterConfiguration.find(kubeconfig: cluster.kubeconfig, environment: [:]), logger: Logger(label: "test"))
  let definitions = ResourceType(
    group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", kind: "CustomResourceDefinition", scope: .cluster)
  do {
    for definition in try deployed("crds/nuncio.dev.yaml") { _ = try await client.apply(definition, as: definitions, manager: "test") }
    let discovery = Discovery(client)
    while try await discovery.type(group: "nuncio.dev", kind: "ChangePolicy") == nil { try await discovery.refresh() }
    try await body(client, discovery)
  } catch {
    await client.shutdown()
    throw error
  }
  await client.shutdown()
  cluster.kill()
}

@Suite("deploy/crds: Nuncio's own kinds", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"))
struct DefinitionTests {
  /// A document, and a part of what the API server says against it; nil for one that it takes.
  private static let documents: [(text: String, fault: String?)] = [
    ("kind: Source, spec: {url: 'https://git.example.com/edge.git'}", nil),
    (
      "kind: Source, spec: {url: 'ssh://git@example.com/edge.git', ref: {branch: main}, path: gateway, interval: 1m30s, drift: report}", nil
    ),
    ("kind: Source, spec: {url: 'file:///srv/edge.git'}", "url must begin with https:// or ssh://"),
    ("kind: Source, spec: {url: 'https://a/b', ref: {branch: main, tag: v1}}", "ref needs just one of branch, tag and commit"),
    ("kind: Source, spec: {url: 'https://a/b', path: 'a/../../b'}", "path leads out of the repository"),
    ("kind: Source, spec: {url: 'https://a/b', signatures: {required: true}}", "signatures are required: name the Secret"),
    ("kind: Source, spec: {url: 'https://a/b', signatures: {required: true}, auth: {secretRef: {name: keys}}}", nil),
    ("kind: Source, spec: {url: 'https://a/b', interval: often}", "spec.interval"),
    ("kind: Source, spec: {url: 'https://a/b', auth: {directory: /etc}}", "spec.auth.directory: field not declared in schema"),
    ("kind: Fleet, spec: {selector: {matchLabels: {app: edge}}, stages: [{proxies: 1, hold: 10s}, {proxies: 50%, hold: 1m}]}", nil),
    ("kind: Fleet, spec: {selector: {matchLabels: {app: edge}}, analysis: {falseAlarm: 0.001, floor: 0.5%}}", nil),
    ("kind: Fleet, spec: {stages: []}", "spec.selector"),
    (
      "kind: Fleet, spec: {selector: {matchLabels: {app: edge}}, stages: [{proxies: half, hold: 10s}]}",
      "proxies is a number of proxies or per cent"
    ),
    (
      "kind: Fleet, spec: {selector: {matchLabels: {app: edge}}, stages: [{proxies: 0, hold: 10s}]}",
      "proxies is a number of proxies or per cent"
    ),
    ("kind: Release, spec: {fleet: edge, number: 1, commit: 0123456789012345678901234567890123456789, author: a, cause: commit}", nil),
    ("kind: Release, spec: {fleet: edge, number: 0, commit: 0123456789012345678901234567890123456789}", "spec.number"),
    ("kind: ChangePolicy, spec: {validations: [{expression: 'routes.size() > 0'}], actions: [Deny]}", nil),
    ("kind: ChangePolicy, spec: {validations: []}", "spec.validations"),
    ("kind: ChangePolicy, spec: {validations: [{expression: 'true'}], actions: [Audit]}", "spec.actions"),
  ]

  @Test("what is right is taken, what is wrong is refused in words")
  func documents() async throws {
    try await withDefinitions { client, discovery in
      for (index, document) in Self.documents.enumerated() {
        // A commit of digits alone would be a number.
        let text = document.text.replacing(
          "commit: 0123456789012345678901234567890123456789", with: "commit: '0123456789012345678901234567890123456789'")
        let yaml = "{apiVersion: nuncio.dev/v1alpha1, metadata: {name: d\(index), namespace: default}, \(text)}"
        let object = KubernetesObject(JSONValue(try #require(try parseYAML(Array(yaml.utf8), file: "d").first)))
        let type = try #require(try await discovery.type(group: "nuncio.dev", kind: object.kind))
        var sent = object
        if type.scope == .cluster { sent.metadata["namespace"] = nil }
        var fault: String?
        do { _ = try await client.apply(sent, as: type, manager: "test", dryRun: .all) } catch { fault = "\(error)" }
        if let expected = document.fault {
          #expect(fault?.contains(expected) == true, "\(text): \(fault ?? "taken")")
        } else {
          #expect(fault == nil, "\(text)")
        }
      }
    }
  }

  @Test("a release never changes; its status does")
  func immutable() async throws {
    try await withDefinitions { client, discovery in
      let type = try #require(try await discovery.type(group: "nuncio.dev", kind: "Release"))
      var release = KubernetesObject(apiVersion: type.apiVersion, kind: "Release", namespace: "default", name: "edge-1")
      release.json["spec"] = ["fleet": "edge", "number": 1, "commit": "0123456789012345678901234567890123456789"]
      _ = try await client.create(release, as: type)
      let changed = try await client.patch(
        type, namespace: "default", name: "edge-1", merge: ["status": ["state": "Live"]], subresource: "status")
      #expect(changed.json["status"]?["state"] == "Live")
      var words = ""
      do { _ = try await client.patch(type, namespace: "default", name: "edge-1", merge: ["spec": ["author": "me"]]) } catch {
        words = "\(error)"
      }
      #expect(words.contains("a release never changes"))
    }
  }
}
