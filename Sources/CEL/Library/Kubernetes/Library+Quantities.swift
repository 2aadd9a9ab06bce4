extension Library {
  /// Amounts of resources.
  public static let quantities = Library(
    "quantities", types: [Quantity.celType],
    functions: [
      FunctionOverload(.global, "quantity") { (text: String) throws(EvaluationFault) in try Quantity(text) },
      FunctionOverload(.global, "isQuantity") { (text: String) in (try? Quantity(text)) != nil },
      FunctionOverload(.member, "sign") { (quantity: Quantity) in Int64(quantity.nano.signum()) },
      FunctionOverload(.member, "isInteger") { (quantity: Quantity) in quantity.integer != nil },
      FunctionOverload(.member, "asInteger") { (quantity: Quantity) throws(EvaluationFault) in
        guard let integer = quantity.integer else { throw EvaluationFault("cannot convert value to integer") }
        return integer
      },
      FunctionOverload(.member, "asApproximateFloat") { (quantity: Quantity) in quantity.approximate },
      FunctionOverload(.member, "isGreaterThan") { (left: Quantity, right: Quantity) in left.nano > right.nano },
      FunctionOverload(.member, "isLessThan") { (left: Quantity, right: Quantity) in left.nano < right.nano },
      FunctionOverload(.member, "compareTo") { (left: Quantity, right: Quantity) in
        left.nano < right.nano ? Int64(-1) : left.nano == right.nano ? 0 : 1
      },
      FunctionOverload(.member, "add") { (left: Quantity, right: Quantity) in left + right },
      FunctionOverload(.member, "add") { (left: Quantity, right: Int64) in left + .whole(right) },
      FunctionOverload(.member, "sub") { (left: Quantity, right: Quantity) in left - right },
      FunctionOverload(.member, "sub") { (left: Quantity, right: Int64) in left - .whole(right) },
    ])
}
