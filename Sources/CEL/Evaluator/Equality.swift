/// Equality by the specification: across numeric types, deep in lists and maps, false for values of different types. It never fails, but for the work limit.
func isEqual(_ left: Value, _ right: Value, _ meter: inout Meter) throws(EvaluationFault) -> Bool {
  switch (left, right) {
  case (.int(let left), .int(let right)): return left == right
  case (.string(let left), .string(let right)):
    guard left.utf8.count == right.utf8.count else { return false }
    try meter.work(left.utf8.count)
    return isSameText(left, right)
  case (.bool(let left), .bool(let right)): return left == right
  case (.null, .null): return true
  case (.uint(let left), .uint(let right)): return left == right
  case (.double(let left), .double(let right)): return left == right
  case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int), (.double, .uint):
    return compareNumbers(left, right) == 0
  case (.bytes(let left), .bytes(let right)):
    try meter.work(min(left.count, right.count))
    return left == right
  case (.timestamp(let left), .timestamp(let right)): return left == right
  case (.duration(let left), .duration(let right)): return left == right
  case (.type(let left), .type(let right)): return left == right
  case (.list(let left), .list(let right)): return try isEqual(left, right, &meter)
  case (.map(let left), .map(let right)): return try isEqual(left, right, &meter)
  case (.optional(let left), .optional(let right)):
    guard let left, let right else { return left == nil && right == nil }
    return try isEqual(left, right, &meter)
  case (.opaque(let left), .opaque(let right)): return left.value.isEqual(to: right.value)
  default: return false
  }
}

private func isEqual(_ left: ListValue, _ right: ListValue, _ meter: inout Meter) throws(EvaluationFault) -> Bool {
  guard left.count == right.count else { return false }
  for index in 0..<left.count {
    try meter.work(1)
    guard try isEqual(left[index], right[index], &meter) else { return false }
  }
  return true
}

private func isEqual(_ left: MapValue, _ right: MapValue, _ meter: inout Meter) throws(EvaluationFault) -> Bool {
  guard left.count == right.count else { return false }
  for key in left.keys {
    try meter.work(1)
    guard let one = try left.value(for: key), let other = try right.value(for: key) else { return false }
    guard try isEqual(one, other, &meter) else { return false }
  }
  return true
}

/// Whether a list has an element that is equal.
func contains(_ list: ListValue, _ value: Value, _ meter: inout Meter) throws(EvaluationFault) -> Bool {
  for index in 0..<list.count {
    try meter.work(1)
    if try isEqual(list[index], value, &meter) { return true }
  }
  return false
}

/// Negative, zero or positive for two numbers of any types; nil when one is NaN or none is a number.
func compareNumbers(_ left: Value, _ right: Value) -> Int? {
  switch (left, right) {
  case (.int(let left), .int(let right)): order(left, right)
  case (.uint(let left), .uint(let right)): order(left, right)
  case (.double(let left), .double(let right)): order(left, right)
  case (.int(let left), .uint(let right)): left < 0 ? -1 : order(UInt64(left), right)
  case (.uint(let left), .int(let right)): right < 0 ? 1 : order(left, UInt64(right))
  case (.int(let left), .double(let right)): order(left, right)
  case (.double(let left), .int(let right)): order(right, left).map { -$0 }
  case (.uint(let left), .double(let right)): order(left, right)
  case (.double(let left), .uint(let right)): order(right, left).map { -$0 }
  default: nil
  }
}

private func order<T: Comparable>(_ left: T, _ right: T) -> Int? {
  left < right ? -1 : left == right ? 0 : left > right ? 1 : nil
}

/// As the reference implementation does it: a whole number within the range of the other type is compared as a double, though not every one
/// has an exact double.
private func order<Whole: FixedWidthInteger>(_ left: Whole, _ right: Double) -> Int? {
  order(Double(left), right)
}

/// Negative, zero or positive for two values of one ordered type, or two numbers; nil for NaN.
///
/// - Throws: "no such overload" for types without an order.
func compare(_ left: Value, _ right: Value) throws(EvaluationFault) -> Int? {
  switch (left, right) {
  case (.bool(let left), .bool(let right)): return left == right ? 0 : right ? -1 : 1
  case (.string(let left), .string(let right)): return compareText(left, right)
  case (.bytes(let left), .bytes(let right)): return compareBytes(left, right)
  case (.timestamp(let left), .timestamp(let right)): return order(left, right)
  case (.duration(let left), .duration(let right)): return order(left, right)
  case (.int, .int), (.int, .uint), (.int, .double), (.uint, .int), (.uint, .uint), (.uint, .double), (.double, .int), (.double, .uint),
    (.double, .double):
    return compareNumbers(left, right)
  default: throw .noSuchOverload
  }
}
