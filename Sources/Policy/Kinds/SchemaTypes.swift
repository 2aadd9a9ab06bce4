import CEL
import SourceYAML

/// The types that a schema declares for expressions, as Kubernetes maps them.
///
/// Stricter than at run time nowhere: what a schema leaves open (`x-kubernetes-preserve-unknown-fields`,
/// `x-kubernetes-int-or-string`, no type at all) is `dyn`, and so is text of a format that admission sees as text though
/// the schema says `date-time`, `duration` or `byte`.
struct SchemaTypes {
  /// The object types that came to be, by their names.
  private(set) var objects: [String: ObjectType] = [:]

  /// The type of a kind's objects; `name` is the kind's.
  mutating func root(_ schema: YAMLNode, name: String) -> CELType {
    var fields = fields(of: schema, name: name)
    fields["apiVersion"] = .string
    fields["kind"] = .string
    fields["metadata"] = metadata()
    objects[name] = ObjectType(name: name, fields: fields)
    return .object(name)
  }

  /// The type of a known kind's objects; `name` is that of the table, `kind` what messages call it.
  mutating func root(known name: Substring, kind: String) -> CELType {
    declare(name, as: kind)
    return .object(kind)
  }

  private mutating func declare(_ known: Substring, as name: String) {
    // Types may hold themselves.
    objects[name] = ObjectType(name: name, fields: [:])
    var fields: [String: CELType] = [:]
    for field in KnownFields.fields(of: known) {
      let type = type(of: field.type)
      for name in PropertyName.selectors(of: String(field.name)) { fields[name] = type }
    }
    objects[name] = ObjectType(name: name, fields: fields)
  }

  private mutating func type(of field: KnownFields.FieldType) -> CELType {
    switch field {
    case .text: return .string
    case .whole: return .int
    case .number: return .double
    case .flag: return .bool
    case .quantity, .numberOrText, .anything: return .dyn
    case .metadata: return metadata()
    case .list(let element): return .list(type(of: element))
    case .map(let value): return .map(.string, type(of: value))
    case .object(let name):
      if objects[String(name)] == nil { declare(name, as: String(name)) }
      return .object(String(name))
    }
  }

  private mutating func type(of schema: YAMLNode, name: String) -> CELType {
    if schema["x-kubernetes-int-or-string"]?.bool == true { return .dyn }
    switch schema["type"]?.string {
    case "array": return schema["items"].map { .list(type(of: $0, name: name + "[]")) } ?? .dyn
    case "object": return objectType(schema, name: name)
    case "string":
      let isText = !["byte", "duration", "date", "date-time"].contains(schema["format"]?.string)
      return isText ? nullable(.string, schema) : .dyn
    case "boolean": return nullable(.bool, schema)
    case "number": return nullable(.double, schema)
    case "integer": return nullable(.int, schema)
    default: return .dyn
    }
  }

  private func nullable(_ type: CELType, _ schema: YAMLNode) -> CELType { schema["nullable"]?.bool == true ? .nullable(type) : type }

  private mutating func objectType(_ schema: YAMLNode, name: String) -> CELType {
    if schema["x-kubernetes-embedded-resource"]?.bool == true { return root(schema, name: name) }
    if schema["x-kubernetes-preserve-unknown-fields"]?.bool == true { return .dyn }
    if let values = schema["additionalProperties"] {
      return .map(.string, values.kind == .mapping ? type(of: values, name: name + "{}") : .dyn)
    }
    objects[name] = ObjectType(name: name, fields: fields(of: schema, name: name))
    return .object(name)
  }

  private mutating func fields(of schema: YAMLNode, name: String) -> [String: CELType] {
    var fields: [String: CELType] = [:]
    for entry in schema["properties"]?.entries ?? [] {
      let type = type(of: entry.value, name: "\(name).\(entry.key)")
      for field in PropertyName.selectors(of: entry.key) { fields[field] = type }
    }
    return fields
  }

  private mutating func metadata() -> CELType {
    let name = "kubernetes.ObjectMeta"
    let texts = ["name", "generateName", "selfLink", "uid", "resourceVersion"] + PropertyName.selectors(of: "namespace")
    var fields = Dictionary(uniqueKeysWithValues: texts.map { ($0, CELType.string) })
    for field in ["creationTimestamp", "deletionTimestamp", "managedFields", "ownerReferences"] { fields[field] = .dyn }
    for field in ["generation", "deletionGracePeriodSeconds"] { fields[field] = .int }
    for field in ["labels", "annotations"] { fields[field] = .map(.string, .string) }
    fields["finalizers"] = .list(.string)
    objects[name] = ObjectType(name: name, fields: fields)
    return .object(name)
  }
}

/// How the names of properties are written in expressions.
enum PropertyName {
  /// Words of the language, which no identifier can be.
  static let reserved: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]

  /// Words that cannot even stand behind a dot.
  private static let keywords: Set<String> = ["true", "false", "null", "in"]

  /// How a property may be written behind a dot: a reserved word as it is too, for at run time objects have no schema.
  static func selectors(of name: String) -> [String] {
    let plain = reserved.contains(name) && !keywords.contains(name) ? [name] : []
    return (escaped(name).map { [$0] } ?? []) + plain
  }

  /// `x-y` as `x__dash__y`, reserved words as `__in__`; nil for a name that expressions cannot have.
  static func escaped(_ name: String) -> String? {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
    if reserved.contains(name) { return "__\(name)__" }
    var result = ""
    for character in name.replacing("__", with: "\u{0}").unicodeScalars {
      switch character {
      case "\u{0}": result += "__underscores__"
      case ".": result += "__dot__"
      case "-": result += "__dash__"
      case "/": result += "__slash__"
      case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(character)
      default: return nil
      }
    }
    return result
  }
}
