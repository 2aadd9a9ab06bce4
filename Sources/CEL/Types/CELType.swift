/// A type, as the checker knows it.
public indirect enum CELType: Hashable, Sendable {
  /// Not known before evaluation: everything is allowed.
  case dyn
  case null
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case timestamp
  case duration
  case list(CELType)
  case map(CELType, CELType)
  case optional(CELType)
  /// A value of a type, or null: the wrappers of the specification, and what Kubernetes calls nullable.
  case nullable(CELType)
  /// The type of types, such as `type(int)`.
  case type(CELType)
  /// An object whose fields the environment declares, by its name.
  case object(String)
  /// A type of a library, by its name, such as `net.IP`.
  case opaque(String)
  /// A type parameter in a function's signature, such as the A of `list(A)`.
  case parameter(String)
  /// An unknown that the checker is solving for.
  case variable(Int)
}

extension CELType: CustomStringConvertible {
  /// The type as messages name it: `list(int)`, `map(string, dyn)`, `wrapper(int)`, `optional_type(string)`.
  public var description: String {
    switch self {
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let wrapped): "optional_type(\(wrapped))"
    case .nullable(let wrapped): "wrapper(\(wrapped))"
    case .type(let inner): "type(\(inner))"
    case .variable: "dyn"
    case .null, .bool, .int, .uint, .double, .string, .bytes, .dyn, .timestamp, .duration, .object, .opaque, .parameter: name
    }
  }

  /// The name of the type at run time, without its parameters: what `type(x)` gives.
  public var name: String {
    switch self {
    case .dyn, .variable: "dyn"
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .nullable(let wrapped): wrapped.name
    case .type: "type"
    case .object(let name), .opaque(let name), .parameter(let name): name
    }
  }
}

/// An object type: what an OpenAPI schema of type object with properties declares.
public struct ObjectType: Sendable {
  /// The name that messages and `CELType.object` use, such as `io.k8s.api.apps.v1.Deployment.spec`.
  public let name: String
  /// The fields and their types; a field that is not here is "undefined".
  public let fields: [String: CELType]

  /// Declares a type.
  public init(name: String, fields: [String: CELType]) {
    self.name = name
    self.fields = fields
  }
}
