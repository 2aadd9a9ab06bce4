/// The value as messages show it.
func displayText(_ value: Value) -> String {
  switch value {
  case .null: return "null"
  case .bool(let value): return String(value)
  case .int(let value): return String(value)
  case .uint(let value): return String(value)
  case .double(let value): return NumberText.shortest(value)
  case .string(let value): return value
  case .bytes(let value): return String(decoding: value, as: UTF8.self)
  case .timestamp(let value): return value.description
  case .duration(let value): return value.description
  case .type(let name): return name
  case .list, .map, .optional: return value.typeName
  case .opaque(let box): return box.value.text ?? box.value.typeName
  }
}
