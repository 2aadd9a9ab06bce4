/// The arithmetic operators. What does not fit is an error, never a wrapped number.
enum Arithmetic {
  static func add(_ left: Value, _ right: Value, _ meter: inout Meter) throws(EvaluationFault) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try checked(left.addingReportingOverflow(right)))
    case (.uint(let left), .uint(let right)): return .uint(try checked(left.addingReportingOverflow(right)))
    case (.double(let left), .double(let right)): return .double(left + right)
    case (.string(let left), .string(let right)):
      try meter.build(bytes: left.utf8.count + right.utf8.count)
      return .string(left + right)
    case (.bytes(let left), .bytes(let right)):
      try meter.build(bytes: left.count + right.count)
      return .bytes(left + right)
    case (.list(let left), .list(let right)):
      if left.count == 0 { return .list(right) }
      if right.count == 0 { return .list(left) }
      try meter.build(elements: left.count + right.count)
      return .list(ListValue(left.values + right.values))
    case (.timestamp(let time), .duration(let length)), (.duration(let length), .timestamp(let time)):
      return .timestamp(try inRange(time.adding(length)))
    case (.duration(let left), .duration(let right)):
      return .duration(CELDuration(nanoseconds: try checkedDuration(left.nanoseconds.addingReportingOverflow(right.nanoseconds))))
    default: throw .noSuchOverload
    }
  }

  static func subtract(_ left: Value, _ right: Value) throws(EvaluationFault) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try checked(left.subtractingReportingOverflow(right)))
    case (.uint(let left), .uint(let right)): return .uint(try checked(left.subtractingReportingOverflow(right)))
    case (.double(let left), .double(let right)): return .double(left - right)
    case (.timestamp(let time), .duration(let length)): return .timestamp(try inRange(time.adding(length, sign: -1)))
    case (.timestamp(let left), .timestamp(let right)):
      guard let distance = left.distance(from: right) else { throw EvaluationFault("duration overflow: out of range") }
      return .duration(distance)
    case (.duration(let left), .duration(let right)):
      return .duration(CELDuration(nanoseconds: try checkedDuration(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds))))
    default: throw .noSuchOverload
    }
  }

  static func multiply(_ left: Value, _ right: Value) throws(EvaluationFault) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try checked(left.multipliedReportingOverflow(by: right)))
    case (.uint(let left), .uint(let right)): return .uint(try checked(left.multipliedReportingOverflow(by: right)))
    case (.double(let left), .double(let right)): return .double(left * right)
    default: throw .noSuchOverload
    }
  }

  static func divide(_ left: Value, _ right: Value) throws(EvaluationFault) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)):
      guard right != 0 else { throw EvaluationFault("division by zero") }
      return .int(try checked(left.dividedReportingOverflow(by: right)))
    case (.uint(let left), .uint(let right)):
      guard right != 0 else { throw EvaluationFault("division by zero") }
      return .uint(left / right)
    case (.double(let left), .double(let right)): return .double(left / right)
    default: throw .noSuchOverload
    }
  }

  static func modulo(_ left: Value, _ right: Value) throws(EvaluationFault) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)):
      guard right != 0 else { throw EvaluationFault("modulus by zero") }
      return .int(try checked(left.remainderReportingOverflow(dividingBy: right)))
    case (.uint(let left), .uint(let right)):
      guard right != 0 else { throw EvaluationFault("modulus by zero") }
      return .uint(left % right)
    default: throw .noSuchOverload
    }
  }

  static func negate(_ value: Value) throws(EvaluationFault) -> Value {
    switch value {
    case .int(let value): return .int(try checked(Int64(0).subtractingReportingOverflow(value)))
    case .double(let value): return .double(-value)
    case .duration(let value):
      return .duration(CELDuration(nanoseconds: try checkedDuration(Int64(0).subtractingReportingOverflow(value.nanoseconds))))
    default: throw .noSuchOverload
    }
  }

  private static func checked<T: FixedWidthInteger>(_ result: (partialValue: T, overflow: Bool)) throws(EvaluationFault) -> T {
    if result.overflow { throw EvaluationFault(T.isSigned ? "integer overflow" : "unsigned integer overflow") }
    return result.partialValue
  }

  private static func checkedDuration(_ result: (partialValue: Int64, overflow: Bool)) throws(EvaluationFault) -> Int64 {
    if result.overflow { throw EvaluationFault("duration overflow: out of range") }
    return result.partialValue
  }

  private static func inRange(_ time: Timestamp?) throws(EvaluationFault) -> Timestamp {
    guard let time else { throw EvaluationFault("timestamp overflow: out of range") }
    return time
  }
}
