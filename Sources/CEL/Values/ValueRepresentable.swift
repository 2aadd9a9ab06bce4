/// A Swift type that stands for a type of the language: what functions take and give back.
public protocol ValueRepresentable: Sendable {
  /// The type of the language.
  static var celType: CELType { get }
  /// The Swift value; nil for a value of another type.
  init?(value: Value)
  /// The value of the language.
  var value: Value { get }
}

extension Value: ValueRepresentable {
  /// Any value.
  public static var celType: CELType { .dyn }
  /// The value itself.
  public init?(value: Value) { self = value }
  /// The value itself.
  public var value: Value { self }
}

extension Bool: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .bool }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .bool(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .bool(self) }
}

extension Int64: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .int }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .int(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .int(self) }
}

extension UInt64: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .uint }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .uint(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .uint(self) }
}

extension Double: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .double }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .double(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .double(self) }
}

extension String: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .string }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .string(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .string(self) }
}

extension [UInt8]: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .bytes }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .bytes(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .bytes(self) }
}

extension Timestamp: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .timestamp }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .timestamp(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .timestamp(self) }
}

extension CELDuration: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .duration }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .duration(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .duration(self) }
}

extension ListValue: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .list(.dyn) }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .list(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .list(self) }
}

extension MapValue: ValueRepresentable {
  /// Its type in the language.
  public static var celType: CELType { .map(.dyn, .dyn) }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .map(let value) = value else { return nil }
    self = value
  }
  /// The value of the language.
  public var value: Value { .map(self) }
}

/// An optional of the language.
public struct OptionalValue: ValueRepresentable {
  /// What it holds; nil for none.
  public let wrapped: Value?

  /// An optional; none for nil.
  public init(_ wrapped: Value?) { self.wrapped = wrapped }

  /// Its type in the language.
  public static var celType: CELType { .optional(.dyn) }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .optional(let wrapped) = value else { return nil }
    self.wrapped = wrapped
  }
  /// The value of the language.
  public var value: Value { .optional(wrapped) }
}

/// Library types get all of it from their name.
protocol NamedOpaqueValue: OpaqueValue, ValueRepresentable {
  static var name: String { get }
}

extension NamedOpaqueValue {
  /// The name of the type.
  public var typeName: String { Self.name }
  /// Its type in the language.
  public static var celType: CELType { .opaque(name) }
  /// Nil for a value of another type.
  public init?(value: Value) {
    guard case .opaque(let box) = value, let opaque = box.value as? Self else { return nil }
    self = opaque
  }
  /// The value of the language.
  public var value: Value { .opaque(OpaqueBox(self)) }
}
