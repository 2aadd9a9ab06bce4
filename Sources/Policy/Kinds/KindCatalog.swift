package import Manifests
import SourceYAML

/// Which kinds there are: those that are known anyway, and those that CustomResourceDefinitions of the repository declare.
package struct KindCatalog: Sendable {
  private var custom: [String: [String: CustomKind]] = [:]

  /// Reads the CustomResourceDefinitions (apiextensions.k8s.io/v1) among the objects. What is no definition declares nothing:
  /// the check of the repository's own objects says so.
  package init(_ manifests: [Manifest]) {
    for manifest in manifests where manifest.key.group == "apiextensions.k8s.io" && manifest.key.kind == "CustomResourceDefinition" {
      guard let kind = CustomKind(manifest) else { continue }
      custom[kind.resource.group, default: [:]][kind.resource.kind] = kind
    }
  }

  /// A kind that is known or declared.
  func kind(_ name: String, in group: String) -> ResourceKind? {
    custom[group]?[name]?.resource ?? KnownKinds.kind(name, in: group)
  }

  /// A kind that nobody declares, as well as it can be guessed: the usual plural, namespaced, the version that is asked for.
  func assumedKind(_ name: String, in group: String, version: String) -> ResourceKind {
    ResourceKind(
      group: group, versions: [version], kind: name, plural: ResourceKind.usualPlural(of: name), scope: .namespaced)
  }

  /// What a CustomResourceDefinition says about a version of a kind; nil for all other kinds.
  func schema(of name: String, in group: String, version: String) -> CustomSchema? { custom[group]?[name]?.schemas[version] }

  /// The kinds with schemas that a resource rule names without wildcards, as `group, version, kind`, sorted.
  func schemas(for rule: ResourceRule) -> [SchemaName] {
    guard !rule.groups.contains("*"), !rule.versions.contains("*") else { return [] }
    let kinds = rule.groups.flatMap { custom[$0, default: [:]].values }.filter { rule.resources.contains($0.resource.plural) }
    return kinds.flatMap { kind in
      rule.versions.filter { kind.schemas[$0] != nil }
        .map { SchemaName(group: kind.resource.group, version: $0, kind: kind.resource.kind) }
    }.sorted()
  }
}

/// A version of a kind that has a schema.
struct SchemaName: Hashable, Comparable, CustomStringConvertible {
  let group: String
  let version: String
  let kind: String

  /// `getambassador.io/v3alpha1 Host`.
  var description: String { "\(group)/\(version) \(kind)" }

  static func < (left: SchemaName, right: SchemaName) -> Bool {
    (left.group, left.version, left.kind) < (right.group, right.version, right.kind)
  }
}

/// A kind that a CustomResourceDefinition declares.
private struct CustomKind {
  let resource: ResourceKind
  let schemas: [String: CustomSchema]

  init?(_ manifest: Manifest) {
    guard let spec = manifest.spec, let group = spec["group"]?.string, let names = spec["names"], let kind = names["kind"]?.string,
      let plural = names["plural"]?.string
    else { return nil }
    let versions = (spec["versions"]?.items ?? []).filter { $0["served"]?.bool ?? true }
    let named = versions.compactMap { version in version["name"]?.string.map { (name: $0, version: version) } }
    resource = ResourceKind(
      group: group, versions: named.map(\.name), kind: kind, plural: plural,
      scope: spec["scope"]?.string == "Cluster" ? .cluster : .namespaced)
    schemas = Dictionary(
      named.compactMap { entry in
        entry.version["schema"]?["openAPIV3Schema"].map { (entry.name, CustomSchema(root: $0)) }
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// The schema of a version of a custom kind.
struct CustomSchema: Sendable {
  /// The `openAPIV3Schema`.
  let root: YAMLNode
  /// What an API server fills in before any policy sees the object.
  let defaults: SchemaDefaults?

  init(root: YAMLNode) {
    self.root = root
    defaults = SchemaDefaults(root)
  }
}
