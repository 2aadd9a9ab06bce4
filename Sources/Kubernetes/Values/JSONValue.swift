package import SourceYAML

/// A JSON value, as the API server sends and takes them.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number without a fraction that 64 bits hold.
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value of a manifest, with Kubernetes' reading of YAML.
  package init(_ node: YAMLNode) {
    switch node.kind {
    case .null: self = .null
    case .bool: self = .bool(node.bool ?? false)
    case .int: self = node.int.map { .integer(Int64($0)) } ?? .number(node.double ?? 0)
    case .float: self = .number(node.double ?? 0)
    case .string: self = .string(node.string ?? "")
    case .sequence: self = .array(node.items.map(JSONValue.init))
    case .mapping: self = .object(Dictionary(node.entries.map { ($0.key, JSONValue($0.value)) }) { $1 })
    }
  }

  /// The value of a key; setting nil takes the key away, setting one in what is no object makes it one.
  package subscript(key: String) -> JSONValue? {
    get { object?[key] }
    set {
      var fields = object ?? [:]
      fields[key] = newValue
      self = .object(fields)
    }
  }

  /// The text of a string.
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  /// A whole number.
  package var int: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
  /// True or false.
  package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  /// The items of an array.
  package var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  /// The fields of an object.
  package var object: [String: JSONValue]? { if case .object(let fields) = self { fields } else { nil } }

  /// The texts of an object whose values are strings, others left out.
  package var texts: [String: String] { (object ?? [:]).compactMapValues(\.string) }

  /// An object of texts.
  package init(_ texts: [String: String]) { self = .object(texts.mapValues(JSONValue.string)) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(integerLiteral number: Int64) { self = .integer(number) }
  package init(booleanLiteral flag: Bool) { self = .bool(flag) }
  package init(arrayLiteral items: JSONValue...) { self = .array(items) }
  /// Of two fields with one name the last counts.
  package init(dictionaryLiteral fields: (String, JSONValue)...) { self = .object(Dictionary(fields) { $1 }) }
}
