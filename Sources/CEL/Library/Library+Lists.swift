extension Library {
  /// Kubernetes' functions over lists.
  public static let lists = Library(
    "lists",
    functions: [
      FunctionOverload(.member, "isSorted", takes: [.list(.parameter("A"))]) {
        (list: ListValue, frame: inout Frame) throws(EvaluationFault) in
        for index in stride(from: 1, to: list.count, by: 1) {
          try frame.meter.work(min(list[index - 1].weight, list[index].weight))
          guard let order = try compare(list[index - 1], list[index]), order <= 0 else { return false }
        }
        return true
      },
      FunctionOverload(.member, "min", takes: [.list(.parameter("A"))], result: .parameter("A")) {
        (list: ListValue, frame: inout Frame) throws(EvaluationFault) in try extreme(list, "min", &frame.meter) { $0 < 0 }
      },
      FunctionOverload(.member, "max", takes: [.list(.parameter("A"))], result: .parameter("A")) {
        (list: ListValue, frame: inout Frame) throws(EvaluationFault) in try extreme(list, "max", &frame.meter) { $0 > 0 }
      },
      FunctionOverload(.member, "indexOf", takes: [.list(.parameter("A")), .parameter("A")]) {
        (list: ListValue, value: Value, frame: inout Frame) throws(EvaluationFault) in
        for index in 0..<list.count where try isEqual(list[index], value, &frame.meter) { return Int64(index) }
        return Int64(-1)
      },
      FunctionOverload(.member, "lastIndexOf", takes: [.list(.parameter("A")), .parameter("A")]) {
        (list: ListValue, value: Value, frame: inout Frame) throws(EvaluationFault) in
        for index in (0..<list.count).reversed() where try isEqual(list[index], value, &frame.meter) { return Int64(index) }
        return Int64(-1)
      },
      sum(Int64(0)), sum(UInt64(0)), sum(0.0), sum(CELDuration(nanoseconds: 0)),
    ])

  private static func extreme(
    _ list: ListValue, _ name: String, _ meter: inout Meter, _ isBetter: (Int) -> Bool
  ) throws(EvaluationFault) -> Value {
    guard list.count > 0 else { throw EvaluationFault("\(name) called on empty list") }
    var best = list[0]
    for index in 1..<max(1, list.count) {
      let candidate = list[index]
      try meter.work(min(candidate.weight, best.weight))
      if let order = try compare(candidate, best), isBetter(order) { best = candidate }
    }
    return best
  }

  /// The sum of a list whose elements are of the type of `zero`, which is the sum of none.
  private static func sum<T: ValueRepresentable>(_ zero: T) -> FunctionOverload {
    FunctionOverload("sum", isMember: true, parameters: [.list(T.celType)], result: T.celType) { arguments, frame throws(EvaluationFault) in
      guard case .list(let list) = arguments[0] else { return nil }
      if list.count > 0, T(value: list[0]) == nil { return nil }
      var total = zero.value
      for index in 0..<list.count { total = try Arithmetic.add(total, list[index], &frame.meter) }
      return total
    }
  }

  /// The list functions of the specification's extensions. `sortBy` is a macro.
  public static let listExtensions = Library(
    "lists (extensions)",
    functions: [
      FunctionOverload(.member, "slice", takes: [.list(.parameter("A")), .int, .int], result: .list(.parameter("A"))) {
        (list: ListValue, start: Int64, end: Int64) throws(EvaluationFault) in
        guard start >= 0, end >= 0 else { throw EvaluationFault("cannot slice(\(start), \(end)), negative indexes not supported") }
        guard start <= end else {
          throw EvaluationFault("cannot slice(\(start), \(end)), start index must be less than or equal to end index")
        }
        guard end <= list.count else { throw EvaluationFault("cannot slice(\(start), \(end)), list is length \(list.count)") }
        return ListValue((Int(start)..<Int(end)).map { list[$0] })
      },
      FunctionOverload(.member, "flatten", takes: [.list(.list(.parameter("A")))], result: .list(.parameter("A"))) {
        (list: ListValue, frame: inout Frame) throws(EvaluationFault) in
        var result: [Value] = []
        try flatten(list, depth: 1, into: &result, &frame.meter)
        return ListValue(result)
      },
      FunctionOverload(.member, "flatten", takes: [.list(.dyn), .int], result: .list(.dyn)) {
        (list: ListValue, depth: Int64, frame: inout Frame) throws(EvaluationFault) in
        guard depth >= 0 else { throw EvaluationFault("level must be non-negative") }
        var result: [Value] = []
        try flatten(list, depth: depth, into: &result, &frame.meter)
        return ListValue(result)
      },
      FunctionOverload(.member, "distinct", takes: [.list(.parameter("A"))], result: .list(.parameter("A"))) {
        (list: ListValue, frame: inout Frame) throws(EvaluationFault) in
        var result: [Value] = []
        for index in 0..<list.count where try !contains(ListValue(result), list[index], &frame.meter) { result.append(list[index]) }
        return ListValue(result)
      },
      FunctionOverload(.member, "reverse", takes: [.list(.parameter("A"))], result: .list(.parameter("A"))) { (list: ListValue) in
        ListValue(list.values.reversed())
      },
      FunctionOverload(.member, "sort", takes: [.list(.parameter("A"))], result: .list(.parameter("A"))) {
        (list: ListValue, frame: inout Frame) throws(EvaluationFault) in try sorted(list, by: list, &frame.meter)
      },
      FunctionOverload(
        .member, "@sortByAssociatedKeys", takes: [.list(.parameter("A")), .list(.parameter("B"))], result: .list(.parameter("A"))
      ) { (list: ListValue, keys: ListValue, frame: inout Frame) throws(EvaluationFault) in try sorted(list, by: keys, &frame.meter) },
      FunctionOverload(.global, "lists.range", result: .list(.int)) { (count: Int64, frame: inout Frame) throws(EvaluationFault) in
        guard count >= 0 else { throw EvaluationFault("lists.range: size must be non-negative") }
        try frame.meter.build(elements: Int(count))
        return ListValue((0..<count).map { .int($0) })
      },
    ])

  private static func flatten(_ list: ListValue, depth: Int64, into result: inout [Value], _ meter: inout Meter) throws(EvaluationFault) {
    for index in 0..<list.count {
      if depth > 0, case .list(let inner) = list[index] {
        try flatten(inner, depth: depth - 1, into: &result, &meter)
      } else {
        try meter.build(elements: 1)
        result.append(list[index])
      }
    }
  }

  /// Keys of one ordered type, all of it known before the sort begins, so that the sort itself cannot fail.
  private static func sorted(_ list: ListValue, by keys: ListValue, _ meter: inout Meter) throws(EvaluationFault) -> ListValue {
    guard list.count == keys.count else { throw EvaluationFault("@sortByAssociatedKeys() expected a list of the same size as the keys") }
    try meter.build(elements: list.count)
    let keys = keys.values
    for (previous, key) in zip(keys, keys.dropFirst()) {
      guard previous.typeName == key.typeName else { throw EvaluationFault("list elements must have the same type") }
    }
    if let first = keys.first { _ = try compare(first, first) }
    try meter.work(keys.reduce(0) { $0 + $1.weight } * (64 - keys.count.leadingZeroBitCount))
    let order = keys.indices.sorted { left, right in
      let comparison = (try? compare(keys[left], keys[right])) ?? nil
      return comparison == 0 || comparison == nil ? left < right : comparison ?? 0 < 0
    }
    return ListValue(order.map { list[$0] })
  }
}
