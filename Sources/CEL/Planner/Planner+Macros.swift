/// Macros with variables of their own.
extension Planner {
  mutating func comprehension(_ comprehension: CheckedNode.Comprehension, _ span: SourceSpan) -> Step {
    let loop = Loop(
      range: step(comprehension.range), first: comprehension.local, second: comprehension.second,
      cost: ComprehensionCost(comprehension.kind, hasFilter: comprehension.filter != nil), span: comprehension.range.span)
    let filter = comprehension.filter.map { Predicate(step: step($0), span: $0.span) }
    let body = step(comprehension.body)
    let predicate = Predicate(step: body, span: comprehension.body.span)
    switch comprehension.kind {
    case .all: return quantifier(loop, predicate, stop: false)
    case .exists: return quantifier(loop, predicate, stop: true)
    case .existsOne: return existsOne(loop, predicate)
    case .map, .transformList: return transformList(loop, filter, body)
    case .filter: return self.filter(loop, predicate)
    case .transformMap:
      return transformMap(loop, filter, body, span) { key, value, builder throws(EvaluationFault) in
        try builder.insert(key, value)
      }
    case .transformMapEntry:
      return transformMap(loop, filter, body, span) { _, value, builder throws(EvaluationFault) in
        guard case .map(let entries) = value else { throw .noSuchOverload }
        for key in entries.keys {
          guard let value = try entries.value(for: key) else { throw .noSuchKey(key) }
          try builder.insert(key, value)
        }
      }
    }
  }

  /// `all` stops at false and `exists` at true; an error counts only when nothing stops it.
  private func quantifier(_ loop: Loop, _ predicate: Predicate, stop: Bool) -> Step {
    Step { frame throws(EvaluationFault) in
      var failure: EvaluationFault?
      var isStopped = false
      try loop.run(&frame) { _, _, frame throws(EvaluationFault) in
        do throws(EvaluationFault) {
          isStopped = try predicate.holds(&frame) == stop
        } catch {
          guard error.kind == .error else { throw error }
          failure = failure ?? error
        }
        return !isStopped
      }
      if isStopped { return .bool(stop) }
      if let failure { throw failure }
      return .bool(!stop)
    }
  }

  private func existsOne(_ loop: Loop, _ predicate: Predicate) -> Step {
    Step { frame throws(EvaluationFault) in
      var count = 0
      try loop.run(&frame) { _, _, frame throws(EvaluationFault) in
        if try predicate.holds(&frame) {
          try frame.meter.spend(loop.cost.taken)
          count += 1
        }
        return true
      }
      return .bool(count == 1)
    }
  }

  private func filter(_ loop: Loop, _ predicate: Predicate) -> Step {
    Step { frame throws(EvaluationFault) in
      var result: [Value] = []
      try loop.run(&frame) { key, value, frame throws(EvaluationFault) in
        if try predicate.holds(&frame) {
          try frame.meter.spend(loop.cost.taken)
          try frame.meter.build(elements: 1)
          result.append(loop.second == nil ? key : value)
        }
        return true
      }
      return .list(result)
    }
  }

  private func transformList(_ loop: Loop, _ filter: Predicate?, _ body: Step) -> Step {
    Step { frame throws(EvaluationFault) in
      var result: [Value] = []
      try loop.run(&frame) { _, _, frame throws(EvaluationFault) in
        if let filter, try !filter.holds(&frame) { return true }
        result.append(try body(&frame))
        try frame.meter.spend(loop.cost.taken)
        try frame.meter.build(elements: 1)
        return true
      }
      return .list(result)
    }
  }

  private typealias Insertion = @Sendable (_ key: Value, _ value: Value, inout MapValue.Builder) throws(EvaluationFault) -> Void

  private func transformMap(
    _ loop: Loop, _ filter: Predicate?, _ body: Step, _ span: SourceSpan, insert: @escaping Insertion
  ) -> Step {
    Step { frame throws(EvaluationFault) in
      var builder = MapValue.Builder()
      try loop.run(&frame) { key, _, frame throws(EvaluationFault) in
        if let filter, try !filter.holds(&frame) { return true }
        let value = try body(&frame)
        try frame.meter.spend(loop.cost.taken)
        try frame.meter.build(elements: max(1, value.weight) + key.weight / 16)
        do throws(EvaluationFault) {
          try insert(key, value, &builder)
        } catch {
          throw error.located(at: span)
        }
        return true
      }
      return .map(builder.map)
    }
  }

  // MARK: Variables that are evaluated when they are first needed

  mutating func lazily(_ places: [Int], _ values: [Step], _ body: CheckedNode) -> Step {
    for (place, value) in zip(places, values) { pending[place] = value }
    let body = step(body)
    return Step { frame throws(EvaluationFault) in
      for place in places { frame.locals[place] = .pending }
      return try body(&frame)
    }
  }

  mutating func block(_ places: [Int], _ items: [CheckedNode], _ body: CheckedNode) -> Step {
    var steps: [Step] = []
    for (place, item) in zip(places, items) {
      steps.append(step(item))
      pending[place] = steps[steps.count - 1]
    }
    return lazily(places, steps, body)
  }

  func optionalMap(_ target: Step, _ place: Int, _ body: Step, _ isFlat: Bool, _ span: SourceSpan) -> Step {
    Step { frame throws(EvaluationFault) in
      let value = try target(&frame)
      guard case .optional(let wrapped) = value else { throw EvaluationFault(.error, "no such overload", at: span) }
      guard let wrapped else { return value }
      frame.locals[place] = .value(wrapped)
      let result = try body(&frame)
      guard isFlat else { return .optional(result) }
      guard case .optional = result else { throw EvaluationFault(.error, "no such overload", at: span) }
      return result
    }
  }
}

extension Planner {
  /// `optional.or(other)` and `optional.orValue(other)`: the other is evaluated only when there is no value.
  func alternative(_ optional: Step, _ other: Step, unwraps: Bool, _ span: SourceSpan) -> Step {
    Step { frame throws(EvaluationFault) in
      let value = try optional(&frame)
      guard case .optional(let wrapped) = value else { throw EvaluationFault(.error, "no such overload", at: span) }
      try frame.meter.spend(1)
      if let wrapped { return unwraps ? wrapped : value }
      let result = try other(&frame)
      if unwraps { return result }
      guard case .optional = result else { throw EvaluationFault(.error, "no such overload", at: span) }
      return result
    }
  }
}

/// A condition of a macro.
struct Predicate: Sendable {
  let step: Step
  let span: SourceSpan

  func holds(_ frame: inout Frame) throws(EvaluationFault) -> Bool {
    guard case .bool(let value) = try step(&frame) else { throw EvaluationFault(.error, "no such overload", at: span) }
    return value
  }
}

/// Goes over a list or a map.
struct Loop: Sendable {
  let range: Step
  let first: Int
  let second: Int?
  let cost: ComprehensionCost
  let span: SourceSpan

  /// Visits each element with its variables set, until `visit` says false. Without a second variable `visit` gets the element, or the
  /// key of a map, as the first argument and the second one again.
  func run(
    _ frame: inout Frame, _ visit: (Value, Value, inout Frame) throws(EvaluationFault) -> Bool
  ) throws(EvaluationFault) {
    let range = try range(&frame)
    switch range {
    case .list(let list):
      for index in 0..<list.count {
        let element = list[index]
        let isLast = index == list.count - 1
        guard try pass(second == nil ? element : .int(Int64(index)), element, isLast, &frame, visit) else { break }
      }
    case .map(let map):
      let keys = map.keys
      for (index, key) in keys.enumerated() {
        let value = second == nil ? key : try map.value(for: key) ?? Value.null
        guard try pass(key, value, index == keys.count - 1, &frame, visit) else { break }
      }
    default: throw EvaluationFault(.error, "no such overload", at: span)
    }
    try frame.meter.spend(cost.end)
  }

  private func pass(
    _ key: Value, _ value: Value, _ isLast: Bool, _ frame: inout Frame,
    _ visit: (Value, Value, inout Frame) throws(EvaluationFault) -> Bool
  ) throws(EvaluationFault) -> Bool {
    try frame.meter.work(1)
    try frame.meter.spend(cost.step)
    frame.locals[first] = .value(key)
    if let second { frame.locals[second] = .value(value) }
    guard try !visit(key, value, &frame) else { return true }
    if !isLast { try frame.meter.spend(cost.stop) }
    return false
  }
}
