import CEL
import Manifests
import SourceYAML

/// Objects of files as values of expressions.
enum ObjectValue {
  /// A whole object, as an API server shows it to policies: with the defaults of its schema, in the version that the policy
  /// asks for, without the nulls of built-in kinds and with their quantities in canonical text.
  static func object(_ manifest: Manifest, kind: ResourceKind, version: String, catalog: KindCatalog) -> Value {
    let schema = catalog.schema(of: kind.kind, in: kind.group, version: version)
    let nulls: Nulls = schema?.shapesObjects != true && KnownKinds.kind(kind.kind, in: kind.group) != nil ? .dropped : .kept
    let known = nulls == .dropped ? KnownFields.name(of: kind.kind, in: kind.group, version: version) : nil
    let reader = FieldsReader(defaults: schema?.defaults, nulls: nulls, type: known.map { .object($0) } ?? .anything)
    var fields = reader.fields(of: manifest.root, metadata: metadata(manifest, kind, reader))
    fields["apiVersion"] = .string(kind.group.isEmpty ? version : "\(kind.group)/\(version)")
    return .map(fields)
  }

  /// What an API server sees to itself: the namespace, and the label that every Namespace has.
  private static func metadata(_ manifest: Manifest, _ kind: ResourceKind, _ reader: FieldsReader) -> ObjectFields {
    var metadata = manifest.root["metadata"].map { reader.fields(of: $0) } ?? ObjectFields()
    if kind.scope == .namespaced { metadata["namespace"] = .string(manifest.key.namespace) }
    if kind.isNamespace {
      let labels = manifest.labels.merging([NamespaceView.nameLabel: manifest.key.name]) { _, name in name }
      metadata["labels"] = .map(labels.mapValues { .string($0) })
    }
    return metadata
  }

  /// A value, with the defaults of its schema filled in.
  static func value(of node: YAMLNode, defaults: SchemaDefaults?) -> Value {
    FieldsReader(defaults: defaults, nulls: .kept, type: .anything).value(of: node, defaults, .anything)
  }

  /// What becomes of `field: null`.
  fileprivate enum Nulls { case kept, dropped }
}

private struct FieldsReader {
  let defaults: SchemaDefaults?
  let nulls: ObjectValue.Nulls
  /// Of the whole object.
  let type: KnownFields.FieldType

  /// The fields of an object below its root, where no default is.
  func fields(of node: YAMLNode) -> ObjectFields { fields(of: node, nil, .anything) }

  /// The fields of a whole object, whose metadata are read already.
  func fields(of root: YAMLNode, metadata: ObjectFields) -> ObjectFields { fields(of: root, defaults, type, metadata: metadata) }

  func value(of node: YAMLNode, _ defaults: SchemaDefaults?, _ type: KnownFields.FieldType) -> Value {
    if case .quantity = type {
      let text = node.kind == .float ? node.double.flatMap(ResourceQuantity.canonical) : node.text.flatMap(ResourceQuantity.canonical)
      if let text { return .string(text) }
    }
    switch node.kind {
    case .null: return .null
    case .bool: return .bool(node.bool ?? false)
    case .int: return node.int.map { .int(Int64($0)) } ?? .double(node.double ?? 0)
    case .float: return .double(node.double ?? 0)
    case .string: return .string(node.text ?? "")
    case .sequence:
      var element = KnownFields.FieldType.anything
      if case .list(let type) = type { element = type }
      return .list(node.items.map { value(of: $0, defaults?.element, element) })
    case .mapping: return .map(fields(of: node, defaults, type))
    }
  }

  private func fields(
    of node: YAMLNode, _ defaults: SchemaDefaults?, _ type: KnownFields.FieldType, metadata: ObjectFields? = nil
  ) -> ObjectFields {
    var fields = ObjectFields()
    let amounts = KnownFields.amounts(in: type)
    var element = KnownFields.FieldType.anything
    if case .map(let type) = type { element = type }
    for entry in node.entries {
      if let metadata, entry.key == "metadata" {
        fields.append(entry.key, .map(metadata))
        continue
      }
      let field = defaults?.fields[entry.key]
      if entry.value.isNull, nulls == .dropped || field?.value != nil { continue }
      fields.append(entry.key, value(of: entry.value, field?.below ?? defaults?.element, amounts?[entry.key] ?? element))
    }
    for (name, value) in defaults?.values ?? [] where fields[name] == nil { fields.append(name, value) }
    return fields
  }
}

/// The fields of an object in the order in which they are written. Most objects have few: a look at each name is quicker
/// than a hash of the one that is asked for.
struct ObjectFields: Sendable {
  private static let few = 12

  private(set) var names: [String] = []
  private var values: [Value] = []
  private var places: [String: Int] = [:]

  var count: Int { names.count }

  /// Adds a field that is not there yet.
  mutating func append(_ name: String, _ value: Value) {
    names.append(name)
    values.append(value)
    if names.count > Self.few {
      if places.isEmpty {
        for (place, name) in names.enumerated() { places[name] = place }
      } else {
        places[name] = names.count - 1
      }
    }
  }

  subscript(name: String) -> Value? {
    get { place(of: name).map { values[$0] } }
    set {
      guard let newValue else { return }
      if let place = place(of: name) { values[place] = newValue } else { append(name, newValue) }
    }
  }

  private func place(of name: String) -> Int? {
    names.count > Self.few ? places[name] : names.firstIndex(of: name)
  }
}

extension Value {
  /// An object with these fields.
  static func map(_ fields: ObjectFields) -> Value { .map(ObjectMap(fields)) }
}

private final class ObjectMap: ForeignMap {
  private let fields: ObjectFields

  init(_ fields: ObjectFields) { self.fields = fields }

  var count: Int { fields.count }
  var keys: [String] { fields.names }
  func value(forKey key: String) throws(EvaluationFault) -> Value? { fields[key] }
}
