import CEL

extension Expr {
  /// Where a variable of the environment is named; nil when it is not. A name that a macro declares does not count.
  func uses(variable name: String) -> SourceSpan? {
    if case .identifier(let found, _) = kind { return found == name || found.hasPrefix(name + ".") ? span : nil }
    if case .comprehension(let loop) = kind, loop.variable == name || loop.second == name { return loop.range.uses(variable: name) }
    if case .bind(let bound, let value, _) = kind, bound == name { return value.uses(variable: name) }
    return children.lazy.compactMap { $0.uses(variable: name) }.first
  }

  /// Which fields of a variable are named; nil when it is used as a whole, which may be any.
  func fields(ofVariable name: String) -> Set<String>? {
    if case .identifier(name, _) = kind { return nil }
    if case .select(let operand, let field, _) = kind, case .identifier(name, _) = operand.kind { return [field.text] }
    var fields = Set<String>()
    for child in children {
      guard let below = child.fields(ofVariable: name) else { return nil }
      fields.formUnion(below)
    }
    return fields
  }

  /// Where `cel.bind` or `cel.block` is used first. A name that a macro makes up is no use of them.
  var firstBinding: SourceSpan? {
    switch kind {
    case .bind(let name, _, _) where !name.hasPrefix("@"): span
    case .block: span
    default: children.lazy.compactMap(\.firstBinding).first
    }
  }

  /// The expressions right below this one, in the order in which they are written.
  var children: [Expr] {
    switch kind {
    case .literal, .identifier: []
    case .select(let operand, _, _): [operand]
    case .index(let operand, let index, _): [operand, index]
    case .logical(_, let terms), .operation(_, let terms): terms
    case .conditional(let condition, let yes, let no): [condition, yes, no]
    case .call(let target, _, let arguments, _): (target.map { [$0] } ?? []) + arguments
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .message(_, let fields): fields.map(\.value)
    case .comprehension(let loop): [loop.range] + (loop.filter.map { [$0] } ?? []) + [loop.body]
    case .bind(_, let value, let body): [value, body]
    case .block(let items, let body): items + [body]
    case .optionalMap(let operand, _, let body, _): [operand, body]
    }
  }
}
