/// Macros with variables of their own.
extension Checker {
  mutating func comprehension(_ comprehension: Expr.Comprehension, _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    let range = try check(comprehension.range)
    let (key, element) = try elements(of: range, hasTwoVariables: comprehension.second != nil)
    let outer = locals.count
    defer { locals.removeLast(locals.count - outer) }
    let local: Int
    var second: Int?
    if let name = comprehension.second {
      local = newLocal(comprehension.variable, key)
      second = newLocal(name, element)
    } else {
      local = newLocal(comprehension.variable, element)
    }
    var filter: CheckedNode?
    if let condition = comprehension.filter {
      let checked = try check(condition)
      try demand(checked, .bool)
      filter = checked
    }
    let body = try check(comprehension.body)
    let type: CELType
    switch comprehension.kind {
    case .all, .exists, .existsOne:
      try demand(body, .bool)
      type = .bool
    case .filter:
      try demand(body, .bool)
      type = .list(element)
    case .map, .transformList: type = .list(body.type)
    case .transformMap: type = .map(key, body.type)
    case .transformMapEntry:
      type = .map(inference.fresh(), inference.fresh())
      try demand(body, type)
    }
    let kind = CheckedNode.Comprehension(
      kind: comprehension.kind, range: range, local: local, second: second, filter: filter, body: body)
    return node(.comprehension(kind), type, span)
  }

  /// The types of the keys or indices, and of what one variable stands for or the second of two.
  private func elements(of range: CheckedNode, hasTwoVariables: Bool) throws(CELFault) -> (key: CELType, element: CELType) {
    var type = describe(range.type)
    if case .nullable(let inner) = type { type = inner }
    switch type {
    case .list(let element): return (.int, element)
    case .map(let key, let value): return (key, hasTwoVariables ? value : key)
    case .dyn: return (.dyn, .dyn)
    default:
      throw CELFault(
        "expression of type '\(type)' cannot be range of a comprehension (must be list, map, or dynamic)", at: range.span)
    }
  }

  mutating func bind(_ name: String, _ value: Expr, _ body: Expr, _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    let value = try check(value)
    let outer = locals.count
    defer { locals.removeLast(locals.count - outer) }
    let local = newLocal(name, value.type)
    let body = try check(body)
    return node(.bind(local: local, value: value, body: body), body.type, span)
  }

  mutating func block(_ items: [Expr], _ body: Expr, _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    let outer = locals.count
    defer { locals.removeLast(locals.count - outer) }
    var checked: [CheckedNode] = []
    var places: [Int] = []
    for (number, item) in items.enumerated() {
      let item = try check(item)
      checked.append(item)
      places.append(newLocal("@index\(number)", item.type))
    }
    let body = try check(body)
    return node(.block(locals: places, checked, body: body), body.type, span)
  }

  mutating func optionalMap(
    _ target: Expr, _ variable: String, _ body: Expr, isFlat: Bool, _ span: SourceSpan
  ) throws(CELFault) -> CheckedNode {
    let target = try check(target)
    let inner = describe(try unwrapped(target))
    let outer = locals.count
    defer { locals.removeLast(locals.count - outer) }
    let local = newLocal(variable, inner)
    let body = try check(body)
    if isFlat { _ = try unwrapped(body) }
    return node(.optionalMap(target, local: local, body: body, isFlat: isFlat), isFlat ? body.type : .optional(body.type), span)
  }
}
