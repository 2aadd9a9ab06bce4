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
    checkWildcards(node)
    return ResourceRule(
      operations: operations, groups: groups, versions: versions, resources: resources, scope: word("scope", in: node, default: .all),
      names: texts("resourceNames", in: node))
  }

  /// What stands in a rule's lists beside what it already takes, and what is empty there.
  private mutating func checkWildcards(_ node: YAMLNode) {
    for field in ["apiGroups", "apiVersions", "operations"] {
      let items = node[field]?.items ?? []
      if items.count > 1, let all = items.first(where: { $0.string == "*" }) {
        error(.badValue, "'*' in '\(field)' stands alone", at: all.position)
      }
    }
    for field in ["apiVersions", "resources"] {
      for item in node[field]?.items ?? [] where item.string == "" {
        error(.missingField, "an entry of '\(field)' is empty", at: item.position)
      }
    }
    checkResources(node["resources"]?.items ?? [])
  }

  private mutating func checkResources(_ items: [YAMLNode]) {
    if items.count > 1, let all = items.first(where: { $0.string == "*/*" }) {
      error(.badValue, "'*/*' in 'resources' stands alone", at: all.position)
    }
    // As an API server has it: of those without a subresource, the last decides whether '*' is alone.
    let plain = items.filter { $0.string?.contains("/") == false }
    if let all = plain.first(where: { $0.string == "*" }), plain.last?.string != "*" {
      error(.badValue, "'*' in 'resources' takes the other resources already", at: all.position)
    }
    var wildcards = Set<String>()
    for item in items {
      guard let parts = item.string?.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false), parts.count == 2 else {
        continue
      }
      let taking = ["\(parts[0])/*", "*/\(parts[1])"]
      if let wildcard = taking.first(where: wildcards.contains) {
        error(.badValue, "'\(wildcard)' in 'resources' takes '\(parts[0])/\(parts[1])' already", at: item.position)
      }
      wildcards.formUnion(taking.filter { $0 == item.string })
    }
  }
}
