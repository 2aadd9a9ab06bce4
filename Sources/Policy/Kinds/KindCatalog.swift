import CEL
package import Manifests
import SourceYAML

/// Which kinds there are: those that are known anyway, those that CustomResourceDefinitions beside the policies declare, and
/// last those of the repository. The repository is judged by the policies, so it says nothing about a kind that somebody else knows.
package struct KindCatalog: Sendable {
  private var custom: [String: [String: CustomKind]] = [:]
  /// Definitions that say of a kind what is not so: each an error at its place.
  private(set) var findings: [Finding] = []

  /// Reads the CustomResourceDefinitions (apiextensions.k8s.io/v1) among the objects. What is no definition declares nothing:
  /// the check of the repository's own objects says so.
  ///
  /// - Parameter documents: What lies beside the policies.
  package init(_ documents: [Manifest], repository: [Manifest] = []) {
    for manifest in documents { take(manifest, isRepository: false) }
    for manifest in repository { take(manifest, isRepository: true) }
  }

  private mutating func take(_ manifest: Manifest, isRepository: Bool) {
    guard manifest.key.group == "apiextensions.k8s.io", manifest.key.kind == "CustomResourceDefinition",
      var declared = CustomKind(manifest)
    else { return }
    let (group, name) = (declared.resource.group, declared.resource.kind)
    let known = KnownKinds.kind(name, in: group)
    if let other = kind(name, in: group), !declared.resource.isSameResource(as: other) {
      findings.append(conflict(manifest, with: other))
      return
    }
    // The schema of a known kind serves to check expressions; what the gateway does not fill in, policies must not see.
    if isRepository, known != nil { declared = declared.withoutDefaults() }
    if custom[group]?[name] == nil { custom[group, default: [:]][name] = declared }
  }

  private func conflict(_ manifest: Manifest, with known: ResourceKind) -> Finding {
    let scope = known.scope == .cluster ? "cluster-scoped" : "namespaced"
    return .error(
      .badValue, "\(known.kind) (\(known.group)) is the \(scope) resource '\(known.plural)': this definition is ignored",
      at: manifest.spec?["names"]?.position ?? manifest.position, object: manifest.key)
  }

  /// A kind that is known or declared.
  func kind(_ name: String, in group: String) -> ResourceKind? {
    KnownKinds.kind(name, in: group) ?? custom[group]?[name]?.resource
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
    let declared = rule.groups.flatMap { custom[$0, default: [:]].values.map(\.resource) }
    let known = KnownKinds.all.filter { rule.groups.contains($0.group) }
    let kinds = Set(declared + known).filter { rule.resources.contains($0.plural) }
    let names = kinds.flatMap { kind in rule.versions.map { SchemaName(group: kind.group, version: $0, kind: kind.kind) } }
    return Set(names).filter(hasTypes).sorted()
  }

  private func hasTypes(_ name: SchemaName) -> Bool {
    schema(of: name.kind, in: name.group, version: name.version) != nil
      || KnownFields.name(of: name.kind, in: name.group, version: name.version) != nil
  }

  /// The type of a kind's objects: what a definition in view says, else what is known anyway.
  ///
  /// - Parameter name: What messages call it.
  func type(of kind: SchemaName, name: String, in types: inout SchemaTypes) -> CELType? {
    if let schema = schema(of: kind.kind, in: kind.group, version: kind.version) { return types.root(schema.root, name: name) }
    return KnownFields.name(of: kind.kind, in: kind.group, version: kind.version).map { types.root(known: $0, kind: name) }
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

extension ResourceKind {
  /// Whether rules that match one match the other.
  fileprivate func isSameResource(as other: ResourceKind) -> Bool { plural == other.plural && scope == other.scope }
}

/// A kind that a CustomResourceDefinition declares.
private struct CustomKind {
  let resource: ResourceKind
  private(set) var schemas: [String: CustomSchema]

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

  /// With schemas that fill in nothing.
  func withoutDefaults() -> CustomKind {
    var kind = self
    kind.schemas = schemas.mapValues { $0.withoutDefaults() }
    return kind
  }
}

/// The schema of a version of a custom kind.
struct CustomSchema: Sendable {
  /// The `openAPIV3Schema`.
  let root: YAMLNode
  /// What an API server fills in before any policy sees the object.
  private(set) var defaults: SchemaDefaults?
  /// Whether objects are shown as the schema has them; else it serves to check expressions alone.
  private(set) var shapesObjects = true

  init(root: YAMLNode) {
    self.root = root
    defaults = SchemaDefaults(root)
  }

  fileprivate func withoutDefaults() -> CustomSchema {
    var schema = self
    schema.defaults = nil
    schema.shapesObjects = false
    return schema
  }
}
