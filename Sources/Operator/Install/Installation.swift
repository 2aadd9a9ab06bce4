import ClusterSync
package import Kubernetes
import Manifests
import SourceYAML

/// Brings the chart into a cluster: definitions until they are served, then everything else. What is there already is changed to
/// what the chart says, and nothing is removed.
package struct Installation: Sendable {
  private let client: KubernetesClient
  private let namespace: String
  private static let manager = "nuncio-install"
  /// What was set, for the next time.
  private static let settingsName = "nuncio-install"

  /// Takes the cluster and the namespace that is installed into.
  package init(_ client: KubernetesClient, namespace: String) {
    self.client = client
    self.namespace = namespace
  }

  /// Installs, and tells of each object. What was set before and is not set now stays as it was.
  ///
  /// - Throws: `APIError`, and `StartFailure` for a definition that is not taken into service.
  package func run(_ chart: Chart, definitionsOnly: Bool, _ tell: (String) -> Void) async throws {
    let discovery = Discovery(client)
    let definitions = try objects(of: try chart.definitions())
    for object in definitions { try await define(object, tell) }
    try await established(definitions.map(\.name))
    guard !definitionsOnly else { return }
    try await discovery.refresh()
    try await makeNamespace(tell)
    let chart = chart.keeping(try await settings())
    for (key, value) in chart.settings.sorted(by: { $0.key < $1.key }) { tell("\(key)=\(value)") }
    try await keep(chart.settings, tell)
    for object in try objects(of: try chart.manifests()) {
      guard let type = try await discovery.type(group: object.group, kind: object.kind, version: object.version) else {
        throw StartFailure("\(object.kind) \(object.name): the cluster does not know \(object.apiVersion)")
      }
      try await apply(object, as: type, tell)
    }
  }

  /// What was set when it was installed last.
  private func settings() async throws -> [String: String] {
    try await client.get(NuncioKinds.configMap, namespace: namespace, name: Self.settingsName)?.json["data"]?.texts ?? [:]
  }

  private func keep(_ settings: [String: String], _ tell: (String) -> Void) async throws {
    var object = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: Self.settingsName)
    object.json["data"] = JSONValue(settings)
    try await apply(object, as: NuncioKinds.configMap, tell)
  }

  /// In a namespace that is there already others may run Pods that a stricter standard would refuse.
  private func makeNamespace(_ tell: (String) -> Void) async throws {
    let found = try await client.get(NuncioKinds.namespace, name: namespace)
    if let found, !found.managedFields.contains(where: { $0["manager"]?.string == Self.manager }) {
      return tell("Namespace \(namespace) is there already, and stays as it is")
    }
    try await apply(Self.home(namespace), as: NuncioKinds.namespace, tell)
  }

  /// The namespace as it is made: the Pods of the chart need no more than the strictest standard allows.
  package static func home(_ namespace: String) -> KubernetesObject {
    var home = KubernetesObject(apiVersion: "v1", kind: "Namespace", name: namespace)
    home.metadata["labels"] = ["pod-security.kubernetes.io/enforce": "restricted"]
    return home
  }

  private func objects(of files: [(file: String, text: String)]) throws -> [KubernetesObject] {
    try files.flatMap { file, text in
      try parseYAML(Array(text.utf8), file: file).map { KubernetesObject(JSONValue($0)) }.filter { !$0.kind.isEmpty }
    }
  }

  /// Emissary's own definitions convert between versions, and stay.
  private func define(_ object: KubernetesObject, _ tell: (String) -> Void) async throws {
    if object.name.hasSuffix(".getambassador.io"), let found = try await client.get(NuncioKinds.definition, name: object.name),
      !found.managedFields.contains(where: { $0["manager"]?.string == Self.manager })
    {
      return tell("CustomResourceDefinition \(object.name) is there already, and stays as it is")
    }
    try await apply(object, as: NuncioKinds.definition, tell)
  }

  private func apply(_ object: KubernetesObject, as type: ResourceType, _ tell: (String) -> Void) async throws {
    _ = try await client.apply(object, as: type, manager: Self.manager, force: true)
    tell("\(object.kind) \(object.namespace.isEmpty ? "" : "\(object.namespace)/")\(object.name) applied")
  }

  private func established(_ names: [String]) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    var waiting = names
    while let name = waiting.first {
      let conditions = try await client.get(NuncioKinds.definition, name: name)?.json["status"]?["conditions"]?.array ?? []
      if conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) {
        waiting.removeFirst()
      } else {
        guard ContinuousClock.now < deadline else { throw StartFailure("CustomResourceDefinition \(name) is not served after a minute") }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }
}
