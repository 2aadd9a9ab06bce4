/// Goes over a checked expression and adds up what each node may cost: cel-go's `checker/cost.go` restated for this tree.
struct CostEstimator {
  /// What is known of a node.
  struct Estimate {
    var cost: CostEstimate
    /// Of the value, when the expression itself says it.
    var size: SizeEstimate?
    /// Of the keys and values of a list or a map.
    var entry: (key: SizeEstimate, value: SizeEstimate)?
    /// The way to the value from a variable.
    var path: [String]?
  }

  let checked: CheckedExpr
  let sizes: ([String], CELType) -> SizeEstimate?
  private var locals: [Int: Estimate] = [:]

  init(checked: CheckedExpr, sizes: @escaping ([String], CELType) -> SizeEstimate?) {
    self.checked = checked
    self.sizes = sizes
  }

  /// The best that is known of a value's size.
  private func size(_ estimate: Estimate, _ type: CELType) -> SizeEstimate {
    if let size = estimate.size { return size }
    if let path = estimate.path, let size = sizes(path, type) { return size }
    switch type {
    case .string, .bytes, .list, .map, .dyn, .nullable, .object, .optional, .parameter, .variable: return .unknown
    case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type, .opaque: return .exactly(1)
    }
  }

  mutating func estimate(_ node: CheckedNode) -> Estimate {
    switch node.kind {
    case .constant(let value): return Estimate(cost: .exactly(0), size: .exactly(CallCost.size(value)))
    case .input(let name): return Estimate(cost: .exactly(CallCost.variable), path: [name])
    case .local(let place):
      var known = locals[place] ?? Estimate(cost: .exactly(0))
      known.cost = .exactly(CallCost.variable)
      return known
    case .select(let operand, let field, let access): return select(operand, field.text, access)
    case .index(let operand, let index, _): return self.index(operand, index)
    case .logical(_, let terms):
      let costs = terms.map { estimate($0).cost }
      return Estimate(cost: CostEstimate(min: costs[0].min, max: costs.reduce(0) { CostEstimate.sum($0, $1.max) }))
    case .conditional(let condition, let yes, let no): return conditional(condition, yes, no)
    case .operation(let name, let operands): return operation(name, operands)
    case .call(let name, let isMember, let arguments, _): return call(name, isMember: isMember, arguments)
    case .list(let elements): return list(elements)
    case .map(let entries): return map(entries)
    case .comprehension(let comprehension): return self.comprehension(comprehension)
    case .bind(let place, let value, let body): return scoped([(place, value)], body)
    case .block(let places, let items, let body): return scoped(Array(zip(places, items)), body)
    case .optionalMap(let target, let place, let body, _):
      let target = estimate(target)
      locals[place] = Estimate(cost: .exactly(0), path: target.path)
      let body = estimate(body)
      return Estimate(cost: target.cost + CostEstimate(min: 0, max: body.cost.max), size: body.size)
    case .failure: return Estimate(cost: .exactly(0))
    }
  }

  private mutating func select(_ operand: CheckedNode, _ field: String, _ access: Expr.Access) -> Estimate {
    let inner = estimate(operand)
    let path = inner.path.map { $0 + [field] }
    guard access != .presence else { return Estimate(cost: inner.cost) }
    switch checked.type(of: operand) {
    case .map, .object, .optional, .nullable: return Estimate(cost: inner.cost + .exactly(CallCost.selection), path: path)
    default: return Estimate(cost: inner.cost, path: path)
    }
  }

  private mutating func index(_ operand: CheckedNode, _ index: CheckedNode) -> Estimate {
    let inner = estimate(operand)
    let cost = inner.cost + estimate(index).cost + .exactly(CallCost.selection)
    let isMap = if case .map = checked.type(of: operand) { true } else { false }
    return Estimate(cost: cost, size: inner.entry?.value, path: inner.path.map { $0 + [isMap ? "@values" : "@items"] })
  }

  private mutating func conditional(_ condition: CheckedNode, _ yes: CheckedNode, _ no: CheckedNode) -> Estimate {
    let condition = estimate(condition)
    let first = estimate(yes)
    let second = estimate(no)
    return Estimate(
      cost: condition.cost + first.cost.union(second.cost),
      size: size(first, checked.type(of: yes)).union(size(second, checked.type(of: no))),
      entry: union(first.entry, second.entry))
  }

  private func union(
    _ left: (key: SizeEstimate, value: SizeEstimate)?, _ right: (key: SizeEstimate, value: SizeEstimate)?
  ) -> (key: SizeEstimate, value: SizeEstimate)? {
    guard let left, let right else { return nil }
    return (left.key.union(right.key), left.value.union(right.value))
  }

  private mutating func operation(_ name: Operator, _ operands: [CheckedNode]) -> Estimate {
    let parts = operands.map { estimate($0) }
    let sizes = zip(parts, operands).map { size($0, checked.type(of: $1)) }
    let arguments = parts.reduce(.exactly(0)) { $0 + $1.cost }
    guard name == .add else { return Estimate(cost: arguments + CallCost.of(name).estimate(sizes, result: nil)) }
    switch checked.type(of: operands[0]) {
    case .string, .bytes, .dyn:
      return Estimate(cost: arguments + CallCost.concatenation.estimate(sizes, result: nil), size: sizes[0] + sizes[1])
    case .list: return Estimate(cost: arguments + .exactly(1), size: sizes[0] + sizes[1], entry: union(parts[0].entry, parts[1].entry))
    default: return Estimate(cost: arguments + .exactly(1))
    }
  }

  private mutating func call(_ name: String, isMember: Bool, _ arguments: [CheckedNode]) -> Estimate {
    let parts = arguments.map { estimate($0) }
    let sizes = zip(parts, arguments).map { size($0, checked.type(of: $1)) }
    var limit: UInt64?
    if arguments.count > 2, case .constant(.int(let number)) = arguments[2].kind { limit = UInt64(exactly: number) }
    var result = CallCost.resultSize(name, sizes, literalLimit: limit)
    if name == "join" {
      // Each element may be as long as the longest, with a separator behind all but the last.
      let separator = sizes.count > 1 ? sizes[1] : .exactly(0)
      result = sizes[0] * ((parts[0].entry?.value ?? .unknown) + separator)
    }
    let cost = CallCost.of(name, isMember: isMember).estimate(sizes, result: result)
    return Estimate(cost: parts.reduce(cost) { $0 + $1.cost }, size: result, entry: name == "dyn" ? parts.first?.entry : nil)
  }

  private mutating func list(_ elements: [CheckedNode.Element]) -> Estimate {
    var cost = CostEstimate.exactly(CallCost.newList)
    var value: SizeEstimate?
    for element in elements {
      let part = estimate(element.value)
      cost = cost + part.cost
      let size = size(part, checked.type(of: element.value))
      value = value?.union(size) ?? size
    }
    let count = UInt64(elements.count)
    let size = SizeEstimate(min: count - UInt64(elements.count { $0.isOptional }), max: count)
    return Estimate(cost: cost, size: size, entry: (.exactly(1), value ?? .exactly(0)))
  }

  private mutating func map(_ entries: [CheckedNode.Entry]) -> Estimate {
    var cost = CostEstimate.exactly(CallCost.newMap)
    var keys: SizeEstimate?
    var values: SizeEstimate?
    for entry in entries {
      let key = estimate(entry.key)
      let value = estimate(entry.value)
      cost = cost + key.cost + value.cost
      let keySize = size(key, checked.type(of: entry.key))
      let valueSize = size(value, checked.type(of: entry.value))
      keys = keys?.union(keySize) ?? keySize
      values = values?.union(valueSize) ?? valueSize
    }
    let count = UInt64(entries.count)
    let size = SizeEstimate(min: count - UInt64(entries.count { $0.isOptional }), max: count)
    return Estimate(cost: cost, size: size, entry: (keys ?? .exactly(0), values ?? .exactly(0)))
  }

  private mutating func comprehension(_ comprehension: CheckedNode.Comprehension) -> Estimate {
    let range = estimate(comprehension.range)
    let type = checked.type(of: comprehension.range)
    let isMap = if case .map = type { true } else { false }
    let values = Estimate(cost: .exactly(0), size: range.entry?.value, path: range.path.map { $0 + [isMap ? "@values" : "@items"] })
    let keys = Estimate(
      cost: .exactly(0), size: isMap ? range.entry?.key : .exactly(1), path: range.path.map { $0 + [isMap ? "@keys" : "@indices"] })
    locals[comprehension.local] = comprehension.second == nil && !isMap ? values : keys
    if let second = comprehension.second { locals[second] = values }
    let filter = comprehension.filter.map { estimate($0).cost }
    let body = estimate(comprehension.body)
    let costs = ComprehensionCost(comprehension.kind, hasFilter: filter != nil)
    var step = CostEstimate.exactly(costs.step) + (filter ?? .exactly(0))
    switch comprehension.kind {
    case .all, .exists: step = step + CostEstimate(min: 0, max: body.cost.max)
    case .existsOne, .filter: step = step + body.cost + CostEstimate(min: 0, max: costs.taken)
    case .map, .transformList, .transformMap, .transformMapEntry:
      let taken = body.cost + .exactly(costs.taken)
      step = step + (filter == nil ? taken : CostEstimate(min: 0, max: taken.max))
    }
    let count = size(range, type)
    let loop = CostEstimate(min: count.min, max: count.max) * step
    let cost = range.cost + loop + .exactly(costs.start + costs.end)
    switch comprehension.kind {
    case .all, .exists, .existsOne: return Estimate(cost: cost)
    case .filter: return Estimate(cost: cost, size: SizeEstimate(min: 0, max: count.max), entry: range.entry)
    case .map, .transformList, .transformMap, .transformMapEntry:
      let entry = (isMap ? range.entry?.key ?? .unknown : .exactly(1), size(body, checked.type(of: comprehension.body)))
      return Estimate(cost: cost, size: SizeEstimate(min: filter == nil ? count.min : 0, max: count.max), entry: entry)
    }
  }

  /// Values that are evaluated when the body first needs them: the reference implementation counts an empty list for each.
  private mutating func scoped(_ values: [(place: Int, value: CheckedNode)], _ body: CheckedNode) -> Estimate {
    var cost = CostEstimate.exactly(0)
    for (place, value) in values {
      let estimate = estimate(value)
      cost = cost + estimate.cost + .exactly(CallCost.newList)
      locals[place] = Estimate(
        cost: .exactly(0), size: size(estimate, checked.type(of: value)), entry: estimate.entry, path: estimate.path)
    }
    var result = estimate(body)
    result.cost = cost + result.cost
    return result
  }
}
