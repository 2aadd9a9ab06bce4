extension Library {
  /// Optional values. The syntax that goes with them (`a.?b`, `[?x]`, `optMap`) is always there.
  public static let optionals = Library(
    "optionals", types: [.optional(.dyn)],
    functions: [
      FunctionOverload(.global, "optional.of", takes: [.parameter("A")], result: .optional(.parameter("A"))) { (value: Value) in
        OptionalValue(value)
      },
      FunctionOverload(.global, "optional.ofNonZeroValue", takes: [.parameter("A")], result: .optional(.parameter("A"))) {
        (value: Value) in OptionalValue(value.isZero ? nil : value)
      },
      FunctionOverload("optional.none", result: .optional(.parameter("A"))) { OptionalValue(nil) },
      FunctionOverload(.member, "hasValue", takes: [.optional(.parameter("A"))]) { (optional: OptionalValue) in
        optional.wrapped != nil
      },
      FunctionOverload(.member, "value", takes: [.optional(.parameter("A"))], result: .parameter("A")) {
        (optional: OptionalValue) throws(EvaluationFault) in
        guard let value = optional.wrapped else { throw EvaluationFault("optional.none() dereference") }
        return value
      },
      // The planner evaluates the argument of these two only when there is no value.
      FunctionOverload(
        .member, "or", takes: [.optional(.parameter("A")), .optional(.parameter("A"))], result: .optional(.parameter("A"))
      ) { (optional: OptionalValue, other: OptionalValue) in optional.wrapped == nil ? other : optional },
      FunctionOverload(.member, "orValue", takes: [.optional(.parameter("A")), .parameter("A")], result: .parameter("A")) {
        (optional: OptionalValue, other: Value) in optional.wrapped ?? other
      },
      FunctionOverload(.member, "first", takes: [.list(.parameter("A"))], result: .optional(.parameter("A"))) { (list: ListValue) in
        OptionalValue(list.count > 0 ? list[0] : nil)
      },
      FunctionOverload(.member, "last", takes: [.list(.parameter("A"))], result: .optional(.parameter("A"))) { (list: ListValue) in
        OptionalValue(list.count > 0 ? list[list.count - 1] : nil)
      },
      FunctionOverload(
        .global, "optional.unwrap", takes: [.list(.optional(.parameter("A")))], result: .list(.parameter("A")), unwrapped),
      FunctionOverload(
        .member, "unwrapOpt", takes: [.list(.optional(.parameter("A")))], result: .list(.parameter("A")), unwrapped),
    ])

  /// The values of those that have one.
  private static let unwrapped: @Sendable (ListValue) throws(EvaluationFault) -> ListValue = {
    list throws(EvaluationFault) in
    var result: [Value] = []
    for element in list.values {
      guard case .optional(let wrapped) = element else { throw .noSuchOverload }
      if let wrapped { result.append(wrapped) }
    }
    return ListValue(result)
  }
}
