import Manifests
import SourceYAML

/// What a request does to an object.
package enum Operation: String, Sendable, CaseIterable, Codable {
  case create = "CREATE"
  case update = "UPDATE"
  case delete = "DELETE"
}

/// Which requests a policy or a binding is about (admissionregistration.k8s.io MatchResources).
struct MatchResources: Sendable {
  enum MatchPolicy: String, CaseIterable, Sendable { case exact = "Exact", equivalent = "Equivalent" }

  var rules: [ResourceRule] = []
  var excluded: [ResourceRule] = []
  var namespaces = LabelSelector()
  var objects = LabelSelector()
  var matchPolicy = MatchPolicy.equivalent
}

/// Operations on resources. `*` stands for all.
struct ResourceRule: Sendable {
  enum Scope: String, CaseIterable, Sendable { case all = "*", namespaced = "Namespaced", cluster = "Cluster" }

  let operations: [String]
  let groups: [String]
  let versions: [String]
  /// `pods`, `pods/log`, `*`, `*/*`, `pods/*`, `*/scale`.
  let resources: [String]
  let scope: Scope
  /// Empty for all.
  let names: [String]
}

extension FieldReader {
  /// Reads matchConstraints or matchResources.
  mutating func matchResources(_ node: YAMLNode) -> MatchResources {
    allow(
      ["resourceRules", "excludeResourceRules", "namespaceSelector", "objectSelector", "matchPolicy"], in: node, of: "a match")
    return MatchResources(
      rules: items("resourceRules", in: node).compactMap { resourceRule($0) },
      excluded: items("excludeResourceRules", in: node).compactMap { resourceRule($0) },
      namespaces: selector("namespaceSelector", in: node), objects: selector("objectSelector", in: node),
      matchPolicy: word("matchPolicy", in: node, default: .equivalent))
  }

  private mutating func resourceRule(_ node: YAMLNode) -> ResourceRule? {
    allow(["apiGroups", "apiVersions", "operations", "resources", "resourceNames", "scope"], in: node, of: "a resource rule")
    let groups = texts("apiGroups", in: node)
    let versions = texts("apiVersions", in: node)
    let operations = texts("operations", in: node)
    let resources = texts("resources", in: node)
    let lists = [("apiGroups", groups), ("apiVersions", versions), ("operations", operations), ("resources", resources)]
    for (field, values) in lists where values.isEmpty {
      error(.missingField, "a resource rule needs '\(field)'", at: node.position)
    }
    for operation in operations where operation != "*" && operation != "CONNECT" && Operation(rawValue: operation) == nil {
      error(
        .badValue, "'\(operation)' is no operation: CREATE, UPDATE, DELETE, CONNECT or *", at: node["operations"]?.position ?? node.position
      )
    }
    guard lists.allSatisfy({ !$0.1.isEmpty }) else { return nil }
    return ResourceRule(
      operations: operations, groups: groups, versions: versions, resources: resources, scope: word("scope", in: node, default: .all),
      names: texts("resourceNames", in: node))
  }
}
