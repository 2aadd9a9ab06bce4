/// A kind, and how its objects are made for the comparison with an API server: each has a number and a text somewhere.
struct KindTemplate: Sendable {
  let kind: String
  let apiVersion: String
  let plural: String
  let isNamespaced: Bool
  /// Expressions for the two.
  let number: String
  let text: String
  /// What stands beside `metadata`, with the number and the text.
  let body: @Sendable (Int, String) -> String

  var group: String { apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : "" }
  var version: String { apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion }

  /// An object in flow style.
  func object(_ name: String, namespace: String, labels: String, number: Int, text: String, version: String? = nil) -> String {
    let place = isNamespaced ? ", namespace: \(namespace)" : ""
    let apiVersion = version.map { "\(group)/\($0)" } ?? self.apiVersion
    let allLabels = kind == "Namespace" ? "\(labels), size: '\(number)', title: \(text)" : labels
    return "{apiVersion: \(apiVersion), kind: \(kind), metadata: {name: \(name)\(place), labels: {\(allLabels)}}\(body(number, text))}"
  }

  static let all: [KindTemplate] = [
    KindTemplate(
      kind: "ConfigMap", apiVersion: "v1", plural: "configmaps", isNamespaced: true, number: "int(object.data.size)",
      text: "object.data.title"
    ) { ", data: {size: '\($0)', title: \($1)}" },
    KindTemplate(
      kind: "Widget", apiVersion: "acme.io/v1", plural: "widgets", isNamespaced: true, number: "object.spec.size", text: "object.spec.title"
    ) { ", spec: {size: \($0), title: \($1), some-key: x, parts: [{name: p}], ratio: 2, nothing: null, free: {a: 1, b-c: 2}}" },
    KindTemplate(
      kind: "Deployment", apiVersion: "apps/v1", plural: "deployments", isNamespaced: true, number: "object.spec.replicas",
      text: "object.spec.template.spec.containers[0].name"
    ) {
      """
      , spec: {replicas: \($0), selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, \
      spec: {containers: [{name: \($1), image: registry.example.com/a}]}}}
      """
    },
    KindTemplate(
      kind: "Zone", apiVersion: "acme.io/v1", plural: "zones", isNamespaced: false, number: "object.spec.size", text: "object.spec.title"
    ) { ", spec: {size: \($0), title: \($1), some-key: x, parts: [{name: p}], ratio: 2, nothing: null, free: {a: 1, b-c: 2}}" },
    KindTemplate(
      kind: "Service", apiVersion: "v1", plural: "services", isNamespaced: true, number: "object.spec.ports[0].port",
      text: "object.spec.selector.app"
    ) { ", spec: {selector: {app: \($1)}, ports: [{name: http, port: \($0)}]}" },
    KindTemplate(
      kind: "Ingress", apiVersion: "networking.k8s.io/v1", plural: "ingresses", isNamespaced: true,
      number: "object.spec.rules[0].http.paths[0].backend.service.port.number", text: "object.spec.rules[0].host"
    ) {
      """
      , spec: {rules: [{host: \($1), http: {paths: [{path: /, pathType: Prefix, \
      backend: {service: {name: a, port: {number: \($0)}}}}]}}]}
      """
    },
    KindTemplate(
      kind: "ClusterRole", apiVersion: "rbac.authorization.k8s.io/v1", plural: "clusterroles", isNamespaced: false,
      number: "int(object.rules[0].resourceNames[0])", text: "object.rules[0].resources[0]"
    ) { ", rules: [{apiGroups: [''], resources: [\($1)], verbs: [get], resourceNames: ['\($0)']}]" },
    KindTemplate(
      kind: "Namespace", apiVersion: "v1", plural: "namespaces", isNamespaced: false, number: "int(object.metadata.labels.size)",
      text: "object.metadata.labels.title"
    ) { _, _ in "" },
  ]

  /// The definitions of the two custom kinds.
  static let definitions = ["Widget": "Namespaced", "Zone": "Cluster"].sorted { $0.key < $1.key }.map { kind, scope in
    let version = """
      served: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}, \
      title: {type: string}, colour: {type: string, default: green}, parts: {type: array, items: {type: object, \
      properties: {name: {type: string}, weight: {type: integer, default: 7}}}}, ratio: {type: number}, some-key: {type: string}, \
      free: {type: object, x-kubernetes-preserve-unknown-fields: true}, nothing: {type: string, nullable: true}}}}}}
      """
    let plural = kind.lowercased() + "s"
    return """
      {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: \(plural).acme.io}, spec: {group: acme.io, \
      scope: \(scope), names: {kind: \(kind), plural: \(plural), singular: \(kind.lowercased()), listKind: \(kind)List}, \
      versions: [{name: v1, storage: true, \(version)}, {name: v1beta1, storage: false, \(version)}]}}
      """
  }
}
