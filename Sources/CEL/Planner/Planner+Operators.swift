/// Operators, and what short-circuits.
extension Planner {
  /// The first term that is `stop` decides; an error counts only when no term does, whatever the order.
  func logical(stop: Bool, _ terms: [Step], _ spans: [SourceSpan]) -> Step {
    Step { frame throws(EvaluationFault) in
      var failure: EvaluationFault?
      for (index, term) in terms.enumerated() {
        try frame.meter.work(1)
        do throws(EvaluationFault) {
          guard case .bool(let value) = try term(&frame) else { throw EvaluationFault(.error, "no such overload", at: spans[index]) }
          if value == stop { return .bool(stop) }
        } catch {
          guard error.kind == .error else { throw error }
          failure = failure ?? error
        }
      }
      if let failure { throw failure }
      return .bool(!stop)
    }
  }

  func conditional(_ condition: Step, _ yes: Step, _ no: Step, _ span: SourceSpan) -> Step {
    Step { frame throws(EvaluationFault) in
      try frame.meter.work(1)
      guard case .bool(let value) = try condition(&frame) else { throw EvaluationFault(.error, "no such overload", at: span) }
      return value ? try yes(&frame) : try no(&frame)
    }
  }

  func operation(_ name: Operator, _ operands: [Step], _ span: SourceSpan) -> Step {
    let first = operands[0]
    if operands.count == 1 { return unary(name, first, span) }
    let second = operands[1]
    let apply = Self.binary(name)
    return Step { frame throws(EvaluationFault) in
      let left = try first(&frame)
      let right = try second(&frame)
      do throws(EvaluationFault) {
        try frame.meter.work(1)
        return try apply(left, right, &frame.meter)
      } catch {
        throw error.located(at: span)
      }
    }
  }

  private func unary(_ name: Operator, _ operand: Step, _ span: SourceSpan) -> Step {
    Step { frame throws(EvaluationFault) in
      let value = try operand(&frame)
      do throws(EvaluationFault) {
        try frame.meter.spend(1)
        guard name == .not else { return try Arithmetic.negate(value) }
        guard case .bool(let flag) = value else { throw EvaluationFault.noSuchOverload }
        return .bool(!flag)
      } catch {
        throw error.located(at: span)
      }
    }
  }

  private typealias Binary = @Sendable (Value, Value, inout Meter) throws(EvaluationFault) -> Value

  private static func binary(_ name: Operator) -> Binary {
    switch name {
    case .equal: equality(wanted: true)
    case .notEqual: equality(wanted: false)
    case .less: comparison { $0 < 0 }
    case .lessOrEqual: comparison { $0 <= 0 }
    case .greater: comparison { $0 > 0 }
    case .greaterOrEqual: comparison { $0 >= 0 }
    case .contained:
      { value, container, meter throws(EvaluationFault) in
        try meter.spend(CallCost.membership(container))
        try meter.work(value.weight)
        return .bool(try Access.isContained(value, in: container, &meter))
      }
    case .add:
      { left, right, meter throws(EvaluationFault) in
        try meter.spend(CallCost.concatenation(left, right))
        return try Arithmetic.add(left, right, &meter)
      }
    case .subtract: arithmetic(Arithmetic.subtract)
    case .multiply: arithmetic(Arithmetic.multiply)
    case .divide: arithmetic(Arithmetic.divide)
    case .modulo: arithmetic(Arithmetic.modulo)
    case .negate, .not: { _, _, _ throws(EvaluationFault) in throw .noSuchOverload }
    }
  }

  private static func equality(wanted: Bool) -> Binary {
    { left, right, meter throws(EvaluationFault) in
      try meter.spend(CallCost.comparison(left, right))
      return .bool(try isEqual(left, right, &meter) == wanted)
    }
  }

  private static func comparison(_ holds: @escaping @Sendable (Int) -> Bool) -> Binary {
    { left, right, meter throws(EvaluationFault) in
      try meter.spend(CallCost.comparison(left, right))
      try meter.work(min(left.weight, right.weight))
      // NaN is neither less nor greater.
      return .bool(try compare(left, right).map(holds) ?? false)
    }
  }

  private static func arithmetic(_ apply: @escaping @Sendable (Value, Value) throws(EvaluationFault) -> Value) -> Binary {
    { left, right, meter throws(EvaluationFault) in
      try meter.spend(1)
      return try apply(left, right)
    }
  }
}
