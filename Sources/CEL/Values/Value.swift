/// A value of the language.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case list(ListValue)
  case map(MapValue)
  case timestamp(Timestamp)
  case duration(CELDuration)
  /// A type as a value, by its name.
  case type(String)
  /// An optional; nil when it has no value.
  indirect case optional(Value?)
  /// A value of a library's type.
  case opaque(OpaqueBox)
}

extension Value {
  /// A list.
  public static func list(_ values: [Value]) -> Value { .list(ListValue(values)) }

  /// A map with text as keys; of two equal keys the last one counts.
  public static func map(_ entries: [String: Value]) -> Value { .map(MapValue(entries)) }

  /// A list that is not ours.
  public static func list(_ foreign: any ForeignList) -> Value { .list(ListValue(foreign)) }

  /// An object or a map that is not ours.
  public static func map(_ foreign: any ForeignMap) -> Value { .map(MapValue(foreign)) }

  /// The name of the value's type: what `type(x)` gives.
  public var typeName: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .list: "list"
    case .map: "map"
    case .timestamp: CELType.timestamp.name
    case .duration: CELType.duration.name
    case .type: "type"
    case .optional: "optional_type"
    case .opaque(let box): box.value.typeName
    }
  }

  /// False, zero, empty, null, no value: what `optional.ofNonZeroValue` turns into none.
  var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .list(let value): value.count == 0
    case .map(let value): value.count == 0
    case .duration(let value): value.nanoseconds == 0
    case .timestamp(let value): value == Timestamp.epoch
    case .optional(let value): value == nil
    case .type, .opaque: false
    }
  }

  /// How much work it is to look at the value once, in units of the work limit: bytes of text, elements of lists.
  var weight: Int {
    switch self {
    case .string(let value): value.utf8.count
    case .bytes(let value): value.count
    case .list(let value): value.count
    case .map(let value): value.count
    case .opaque(let box): box.value.weight
    default: 1
    }
  }
}

/// A value of a type that a library brings, such as an IP address.
public protocol OpaqueValue: Sendable {
  /// The name of the type.
  var typeName: String { get }
  /// Whether two values of this type are equal; false for other types.
  func isEqual(to other: any OpaqueValue) -> Bool
  /// The text that `string(x)` gives; nil when there is none.
  var text: String? { get }
  /// The size that costs are counted by.
  var size: Int { get }
  /// How much work it is to look at the value once: the bytes of what it was made from, where that may be long.
  var weight: Int { get }
}

extension OpaqueValue {
  /// No text.
  public var text: String? { nil }
  /// One unit.
  public var size: Int { 1 }
  /// One unit.
  public var weight: Int { 1 }
}

extension OpaqueValue where Self: Equatable {
  /// Equality of the type itself.
  public func isEqual(to other: any OpaqueValue) -> Bool { (other as? Self) == self }
}

/// Keeps a library's value on the heap, so that every `Value` stays small.
public final class OpaqueBox: Sendable {
  /// What is kept.
  public let value: any OpaqueValue

  /// Keeps a value.
  public init(_ value: any OpaqueValue) { self.value = value }
}
