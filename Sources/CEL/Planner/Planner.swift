/// Turns a checked expression into closures that call each other: planned once, evaluated many times.
struct Planner {
  private let rules: EvaluationRules
  private(set) var inputs: [String] = []
  private(set) var patterns = PatternCache()
  /// Planning is bounded, too: from here on calls of literals are made in evaluations.
  private var madeCalls = 0
  /// How a variable of `cel.bind` or `cel.block` gets its value.
  var pending: [Int: Step] = [:]

  init(rules: EvaluationRules) { self.rules = rules }

  mutating func step(_ node: CheckedNode) -> Step {
    let span = node.span
    switch node.kind {
    case .constant(let value): return Step { _ throws(EvaluationFault) in value }
    case .input(let name): return input(name, span)
    case .local(let place): return local(place)
    case .select(let operand, let field, let access): return select(step(operand), field, access)
    case .index(let operand, let index, let isOptional): return self.index(step(operand), step(index), isOptional, span)
    case .logical(let name, let terms): return logical(stop: name == .or, terms.map { step($0) }, terms.map(\.span))
    case .conditional(let condition, let yes, let no): return conditional(step(condition), step(yes), step(no), condition.span)
    case .operation(let name, let operands): return operation(name, operands.map { step($0) }, span)
    case .call(let name, let isMember, let arguments, let overloads):
      if isMember, arguments.count == 2, name == "or" || name == "orValue" {
        return alternative(step(arguments[0]), step(arguments[1]), unwraps: name == "orValue", span)
      }
      let cost = CallCost.of(name, isMember: isMember)
      if Self.patternFunctions.contains(name) {
        preparePattern(arguments)
      } else if let made = made(arguments, overloads, cost) {
        return made
      }
      return call(name, arguments.map { step($0) }, overloads, cost, span)
    case .list(let elements):
      if let folded = folded(node) { return Step { _ throws(EvaluationFault) in folded } }
      return list(elements.map { (step($0.value), $0.isOptional, $0.value.span) })
    case .map(let entries):
      if let folded = folded(node) { return Step { _ throws(EvaluationFault) in folded } }
      return map(entries.map { (step($0.key), step($0.value), $0.isOptional, $0.key.span) })
    case .comprehension(let comprehension): return self.comprehension(comprehension, span)
    case .bind(let place, let value, let body): return lazily([place], [step(value)], body)
    case .block(let places, let items, let body): return block(places, items, body)
    case .optionalMap(let target, let place, let body, let isFlat):
      return optionalMap(step(target), place, step(body), isFlat, body.span)
    case .failure(let message):
      let fault = EvaluationFault(.error, message, at: span)
      return Step { _ throws(EvaluationFault) in throw fault }
    }
  }

  /// The value of a literal that holds nothing but literals: it is made once, and costs nothing, as in Kubernetes. Nil for everything else.
  private func folded(_ node: CheckedNode) -> Value? {
    switch node.kind {
    case .constant(let value): return value
    case .list(let elements):
      var values: [Value] = []
      for element in elements {
        guard !element.isOptional, let value = folded(element.value) else { return nil }
        values.append(value)
      }
      return .list(values)
    case .map(let entries):
      var builder = MapValue.Builder(repeatedKeys: rules.repeatedKeys)
      for entry in entries {
        guard !entry.isOptional, let key = folded(entry.key), let value = folded(entry.value) else { return nil }
        // A key that is none, or is there twice, is an error of every evaluation.
        guard (try? builder.insert(key, value)) != nil else { return nil }
      }
      return .map(builder.map)
    default: return nil
    }
  }

  private mutating func input(_ name: String, _ span: SourceSpan) -> Step {
    let place = inputs.firstIndex(of: name) ?? inputs.count
    if place == inputs.count { inputs.append(name) }
    return Step { frame throws(EvaluationFault) in
      try frame.meter.spend(CallCost.variable)
      if let known = frame.inputs[place] { return known }
      do throws(EvaluationFault) {
        guard let value = try frame.bindings.value(of: name) else { throw EvaluationFault("no such attribute(s): \(name)") }
        frame.inputs[place] = value
        return value
      } catch {
        throw error.located(at: span)
      }
    }
  }

  private func local(_ place: Int) -> Step {
    let first = pending[place]
    return Step { frame throws(EvaluationFault) in
      try frame.meter.spend(CallCost.variable)
      switch frame.locals[place] {
      case .value(let value): return value
      case .failed(let fault): throw fault
      case .pending:
        guard let first else { throw EvaluationFault("a variable of a macro has no value yet") }
        do throws(EvaluationFault) {
          let value = try first(&frame)
          frame.locals[place] = .value(value)
          return value
        } catch {
          frame.locals[place] = .failed(error)
          throw error
        }
      }
    }
  }

  private func select(_ operand: Step, _ field: Expr.Name, _ access: Expr.Access) -> Step {
    let key = MapKey(field.text)
    let fields = Access(scalars: rules.scalarFields)
    let span = field.span
    return Step { frame throws(EvaluationFault) in
      let value = try operand(&frame)
      do throws(EvaluationFault) {
        switch access {
        case .value:
          try frame.meter.spend(CallCost.selection)
          return try fields.select(value, key)
        case .optional:
          try frame.meter.spend(CallCost.selection)
          return try fields.optionalSelect(value, key)
        case .presence:
          // Kubernetes keeps presence tests free, as they were in its first versions.
          return .bool(try fields.has(value, key))
        }
      } catch {
        throw error.located(at: span)
      }
    }
  }

  private func index(_ operand: Step, _ index: Step, _ isOptional: Bool, _ span: SourceSpan) -> Step {
    let elements = Access(scalars: rules.scalarFields)
    return Step { frame throws(EvaluationFault) in
      let value = try operand(&frame)
      let key = try index(&frame)
      do throws(EvaluationFault) {
        try frame.meter.spend(CallCost.selection)
        try frame.meter.work(key.weight)
        return try isOptional ? elements.optionalIndex(value, key) : elements.index(value, key)
      } catch {
        throw error.located(at: span)
      }
    }
  }

  /// Literal patterns are compiled here, once. A bad one fails when it is evaluated, as it would without this.
  private mutating func preparePattern(_ arguments: [CheckedNode]) {
    guard arguments.count > 1, case .constant(.string(let text)) = arguments[1].kind else { return }
    patterns.prepare(text)
  }

  private static let patternFunctions: Set<String> = ["matches", "find", "findAll"]

  /// A call whose arguments are all literals, such as `quantity('4Gi')`, is made here, once; its cost is charged each time. Nil for other
  /// calls, and for those that fail: they fail when they are evaluated.
  private mutating func made(_ arguments: [CheckedNode], _ overloads: [FunctionOverload], _ cost: CallCost) -> Step? {
    var values: [Value] = []
    for argument in arguments {
      guard case .constant(let value) = argument.kind else { return nil }
      values.append(value)
    }
    guard !values.isEmpty, madeCalls < 1000 else { return nil }
    madeCalls += 1
    let limits = EvaluationLimits(work: 10_000, bytes: 10_000)
    var frame = Frame(bindings: [String: Value](), inputs: [], locals: [], meter: Meter(limits))
    do throws(EvaluationFault) {
      for overload in overloads {
        guard let result = try overload.invoke(values, &frame) else { continue }
        let price = cost.runtime(values, result)
        return Step { frame throws(EvaluationFault) in
          try frame.meter.work(1)
          try frame.meter.spend(price)
          return result
        }
      }
    } catch {
      return nil
    }
    return nil
  }

  private func call(
    _ name: String, _ arguments: [Step], _ overloads: [FunctionOverload], _ cost: CallCost, _ span: SourceSpan
  ) -> Step {
    Step { frame throws(EvaluationFault) in
      var values: [Value] = []
      values.reserveCapacity(arguments.count)
      var weight = 1
      for argument in arguments {
        let value = try argument(&frame)
        weight += value.weight
        values.append(value)
      }
      do throws(EvaluationFault) {
        try frame.meter.work(weight)
        for overload in overloads {
          guard let result = try overload.invoke(values, &frame) else { continue }
          try frame.meter.work(result.weight)
          try frame.meter.spend(cost.runtime(values, result))
          return result
        }
        throw EvaluationFault.noSuchOverload(of: name, values)
      } catch {
        throw error.located(at: span)
      }
    }
  }

  private func list(_ elements: [(step: Step, isOptional: Bool, span: SourceSpan)]) -> Step {
    Step { frame throws(EvaluationFault) in
      try frame.meter.build(elements: elements.count)
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      for element in elements {
        let value = try element.step(&frame)
        guard element.isOptional else {
          values.append(value)
          continue
        }
        guard case .optional(let wrapped) = value else {
          throw EvaluationFault(
            .error, "cannot initialize optional list element from non-optional value \(displayText(value))", at: element.span)
        }
        if let wrapped { values.append(wrapped) }
      }
      try frame.meter.spend(CallCost.newList)
      return .list(values)
    }
  }

  private func map(_ entries: [(key: Step, value: Step, isOptional: Bool, span: SourceSpan)]) -> Step {
    let repeatedKeys = rules.repeatedKeys
    return Step { frame throws(EvaluationFault) in
      try frame.meter.build(elements: entries.count)
      var builder = MapValue.Builder(repeatedKeys: repeatedKeys)
      for entry in entries {
        let key = try entry.key(&frame)
        var value = try entry.value(&frame)
        if entry.isOptional {
          guard case .optional(let wrapped) = value else {
            throw EvaluationFault(
              .error, "cannot initialize optional entry '\(displayText(key))' from non-optional value \(displayText(value))",
              at: entry.span)
          }
          guard let wrapped else { continue }
          value = wrapped
        }
        do throws(EvaluationFault) {
          try frame.meter.work(key.weight)
          try builder.insert(key, value)
        } catch {
          throw error.located(at: entry.span)
        }
      }
      try frame.meter.spend(CallCost.newMap)
      return .map(builder.map)
    }
  }
}
