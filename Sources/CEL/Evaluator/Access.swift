/// Fields, indices and keys.
struct Access: Sendable {
  let scalars: EvaluationRules.ScalarFields

  /// `operand[key]`.
  func index(_ operand: Value, _ key: Value) throws(EvaluationFault) -> Value {
    switch operand {
    case .map(let map):
      if let found = try map.value(for: key) { return found }
      guard Self.isKey(key) else { throw EvaluationFault("unsupported key type: \(key.typeName)") }
      throw .noSuchKey(key)
    case .list(let list):
      guard let position = try Self.position(key) else { throw EvaluationFault("unsupported index type '\(key.typeName)' in list") }
      guard position >= 0, position < list.count else { throw EvaluationFault("index out of bounds: \(position)") }
      return list[position]
    case .optional(let wrapped):
      guard let wrapped else { return operand }
      return try optionalIndex(wrapped, key)
    default:
      guard scalars == .refused else { throw .noSuchKey(key) }
      throw .noSuchOverload
    }
  }

  /// `operand[?key]`: an optional, none when there is no such element.
  func optionalIndex(_ operand: Value, _ key: Value) throws(EvaluationFault) -> Value {
    switch operand {
    case .map(let map): return .optional(try map.value(for: key))
    case .list(let list):
      guard let position = try Self.position(key) else { throw EvaluationFault("unsupported index type '\(key.typeName)' in list") }
      return .optional(position >= 0 && position < list.count ? list[position] : nil)
    case .optional(let wrapped):
      guard let wrapped else { return operand }
      return try optionalIndex(wrapped, key)
    default:
      guard scalars == .refused else { return .optional(nil) }
      throw .noSuchOverload
    }
  }

  /// `operand.field`; the key is the field's name, made once.
  func select(_ operand: Value, _ key: MapKey) throws(EvaluationFault) -> Value {
    switch operand {
    case .map(let map):
      guard let found = try map.value(for: key) else { throw .noSuchKey(.string(key.text ?? "")) }
      return found
    case .optional(let wrapped):
      guard let wrapped else { return operand }
      return try optionalSelect(wrapped, key)
    default:
      guard lacksFields(operand) else { throw fieldless(operand) }
      throw .noSuchKey(.string(key.text ?? ""))
    }
  }

  /// `operand.?field`.
  func optionalSelect(_ operand: Value, _ key: MapKey) throws(EvaluationFault) -> Value {
    switch operand {
    case .map(let map): return .optional(try map.value(for: key))
    case .optional(let wrapped):
      guard let wrapped else { return operand }
      return try optionalSelect(wrapped, key)
    default:
      guard lacksFields(operand) else { throw fieldless(operand) }
      return .optional(nil)
    }
  }

  /// `has(operand.field)`.
  func has(_ operand: Value, _ key: MapKey) throws(EvaluationFault) -> Bool {
    switch operand {
    case .map(let map): return try map.value(for: key) != nil
    case .optional(let wrapped):
      guard let wrapped else { return false }
      return try has(wrapped, key)
    default:
      guard lacksFields(operand) else { throw fieldless(operand) }
      return false
    }
  }

  /// Whether a value without fields is one of those that merely lack the field that is asked for. A list is not: its elements have numbers.
  private func lacksFields(_ operand: Value) -> Bool {
    if case .list = operand { return false }
    return scalars == .empty
  }

  private func fieldless(_ operand: Value) -> EvaluationFault {
    guard scalars == .empty else {
      return EvaluationFault("no such overload: type '\(operand.typeName)' does not support field selection")
    }
    return EvaluationFault("unsupported index type 'string' in list")
  }

  /// `value in container`.
  static func isContained(_ value: Value, in container: Value, _ meter: inout Meter) throws(EvaluationFault) -> Bool {
    switch container {
    case .list(let list): return try contains(list, value, &meter)
    case .map(let map): return try map.value(for: value) != nil
    default: throw .noSuchOverload
    }
  }

  /// Doubles and uints that are whole numbers are indices too.
  private static func position(_ key: Value) throws(EvaluationFault) -> Int? {
    switch key {
    case .int(let value): return Int(value)
    case .uint(let value): return Int(exactly: value) ?? .max
    case .double(let value):
      guard let whole = Int(exactly: value) else { throw EvaluationFault("invalid_argument: unsupported index value \(value)") }
      return whole
    default: return nil
    }
  }

  private static func isKey(_ value: Value) -> Bool {
    switch value {
    case .bool, .int, .uint, .double, .string: true
    default: false
    }
  }
}
