extension Library {
  /// Numbers.
  public static let math = Library("math", functions: extrema + rounding + signs + bits)

  private static let extrema = extremum("math.greatest") { $0 > 0 } + extremum("math.least") { $0 < 0 }

  private static func extremum(_ name: String, _ isBetter: @escaping @Sendable (Int) -> Bool) -> [FunctionOverload] {
    let numbers: [CELType] = [.int, .uint, .double]
    let single = numbers.map { type in
      FunctionOverload(.global, name, takes: [type], result: type) { (value: Value) throws(EvaluationFault) in try number(value) }
    }
    let pairs = numbers.flatMap { left in
      numbers.map { right in
        FunctionOverload(.global, name, takes: [left, right], result: left == right ? left : .dyn) {
          (left: Value, right: Value) throws(EvaluationFault) in
          let values = [try number(left), try number(right)]
          return try extreme(values, isBetter)
        }
      }
    }
    let lists = (numbers + [.dyn]).map { type in
      FunctionOverload(name, isMember: false, parameters: [.list(type)], result: type) { arguments, _ throws(EvaluationFault) in
        guard case .list(let list) = arguments[0] else { return nil }
        guard list.count > 0 else { throw EvaluationFault("\(name)(list) argument must not be empty") }
        var values: [Value] = []
        for value in list.values { values.append(try number(value)) }
        return try extreme(values, isBetter)
      }
    }
    return lists + single + pairs
  }

  private static func number(_ value: Value) throws(EvaluationFault) -> Value {
    switch value {
    case .int, .uint, .double: return value
    default: throw .noSuchOverload
    }
  }

  private static func extreme(_ values: [Value], _ isBetter: (Int) -> Bool) throws(EvaluationFault) -> Value {
    var best = values[0]
    for value in values.dropFirst() {
      if let order = compareNumbers(value, best), isBetter(order) { best = value }
    }
    return best
  }

  private static let rounding: [FunctionOverload] = [
    FunctionOverload(.global, "math.ceil") { (value: Double) in value.rounded(.up) },
    FunctionOverload(.global, "math.floor") { (value: Double) in value.rounded(.down) },
    FunctionOverload(.global, "math.round") { (value: Double) in value.rounded(.toNearestOrAwayFromZero) },
    FunctionOverload(.global, "math.trunc") { (value: Double) in value.rounded(.towardZero) },
    FunctionOverload(.global, "math.sqrt") { (value: Double) in value.squareRoot() },
    FunctionOverload(.global, "math.sqrt") { (value: Int64) in Double(value).squareRoot() },
    FunctionOverload(.global, "math.sqrt") { (value: UInt64) in Double(value).squareRoot() },
    FunctionOverload(.global, "math.isNaN") { (value: Double) in value.isNaN },
    FunctionOverload(.global, "math.isInf") { (value: Double) in value.isInfinite },
    FunctionOverload(.global, "math.isFinite") { (value: Double) in value.isFinite },
  ]

  private static let signs: [FunctionOverload] = [
    FunctionOverload(.global, "math.abs") { (value: Int64) throws(EvaluationFault) in
      guard value != .min else { throw EvaluationFault("integer overflow") }
      return abs(value)
    },
    FunctionOverload(.global, "math.abs") { (value: UInt64) in value },
    FunctionOverload(.global, "math.abs") { (value: Double) in abs(value) },
    FunctionOverload(.global, "math.sign") { (value: Int64) in value.signum() },
    FunctionOverload(.global, "math.sign") { (value: UInt64) in value == 0 ? UInt64(0) : 1 },
    FunctionOverload(.global, "math.sign") { (value: Double) in value.isNaN || value == 0 ? value : value < 0 ? -1.0 : 1.0 },
  ]

  private static let bits: [FunctionOverload] =
    [
      FunctionOverload(.global, "math.bitNot") { (value: Int64) in ~value },
      FunctionOverload(.global, "math.bitNot") { (value: UInt64) in ~value },
    ] + bitwise("math.bitAnd", { $0 & $1 }, { $0 & $1 }) + bitwise("math.bitOr", { $0 | $1 }, { $0 | $1 })
    + bitwise("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 }) + shift("math.bitShiftLeft") { $0 << $1 } + shift("math.bitShiftRight") { $0 >> $1 }

  private static func bitwise(
    _ name: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64, _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
  ) -> [FunctionOverload] {
    [
      FunctionOverload(.global, name) { (left: Int64, right: Int64) in signed(left, right) },
      FunctionOverload(.global, name) { (left: UInt64, right: UInt64) in unsigned(left, right) },
    ]
  }

  /// Logical shifts: the sign of an int moves like every other bit.
  private static func shift(_ name: String, _ shifted: @escaping @Sendable (UInt64, Int64) -> UInt64) -> [FunctionOverload] {
    @Sendable func checked(_ count: Int64) throws(EvaluationFault) -> Int64 {
      guard count >= 0 else { throw EvaluationFault("\(name)() negative offset: \(count)") }
      return min(count, 64)
    }
    return [
      FunctionOverload(.global, name) { (value: Int64, count: Int64) throws(EvaluationFault) in
        Int64(bitPattern: shifted(UInt64(bitPattern: value), try checked(count)))
      },
      FunctionOverload(.global, name) { (value: UInt64, count: Int64) throws(EvaluationFault) in shifted(value, try checked(count)) },
    ]
  }
}
