import SourceYAML

extension JSONValue {
  /// The value as a person would write it: names of an object first, the rest by the alphabet.
  ///
  /// - Throws: `YAMLWriteFault`, for want of memory.
  package func yaml() throws -> String { try writeYAML(yamlValue) }

  private static let first = ["apiVersion", "kind", "metadata", "name", "namespace"]

  private var yamlValue: YAMLValue {
    switch self {
    case .null: .scalar("null", isText: false)
    case .bool, .integer, .number: .scalar(String(decoding: encoded(), as: UTF8.self), isText: false)
    case .string(let text): .scalar(text, isText: true)
    case .array(let items): .sequence(items.map(\.yamlValue))
    case .object(let fields):
      .mapping(
        fields.sorted { left, right in
          let (a, b) = (Self.first.firstIndex(of: left.key) ?? .max, Self.first.firstIndex(of: right.key) ?? .max)
          return (a, left.key) < (b, right.key)
        }.map { (key: $0.key, value: $0.value.yamlValue) })
    }
  }
}
