import CEL
import SourceYAML

/// The defaults of a structural schema: only the branches that lead to one.
struct SchemaDefaults: Sendable {
  /// Defaults of absent fields, and branches below fields that are there.
  let fields: [String: Field]
  /// The fields with a default, by name.
  let values: [(name: String, value: Value)]
  /// Of the elements of a list, or the values of a map.
  private let elements: [SchemaDefaults]

  struct Field: Sendable {
    let value: Value?
    let below: SchemaDefaults?
  }

  /// The defaults of elements.
  var element: SchemaDefaults? { elements.first }

  /// Nil when nothing in the schema has a default.
  init?(_ schema: YAMLNode) {
    var fields: [String: Field] = [:]
    for entry in schema["properties"]?.entries ?? [] {
      let below = SchemaDefaults(entry.value)
      let value = entry.value["default"].map { ObjectValue.value(of: $0, defaults: below) }
      if below != nil || value != nil { fields[entry.key] = Field(value: value, below: below) }
    }
    let inner = schema["items"] ?? schema["additionalProperties"]
    let element = inner.flatMap { $0.kind == .mapping ? SchemaDefaults($0) : nil }
    guard !fields.isEmpty || element != nil else { return nil }
    self.fields = fields
    values = fields.sorted { $0.key < $1.key }.compactMap { name, field in field.value.map { (name, $0) } }
    elements = element.map { [$0] } ?? []
  }
}
