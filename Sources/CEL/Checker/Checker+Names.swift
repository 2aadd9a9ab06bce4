/// Names, fields and indices.
extension Checker {
  /// What a name may stand for, by the container: the longest prefix first. A leading dot skips the container.
  func candidates(_ name: String) -> [String] {
    if name.hasPrefix(".") { return [String(name.dropFirst())] }
    var container = Substring(environment.container)
    var result: [String] = []
    while !container.isEmpty {
      result.append("\(container).\(name)")
      container = container.lastIndex(of: ".").map { container[..<$0] } ?? ""
    }
    result.append(name)
    return result
  }

  func undeclared(_ name: String) -> String {
    "undeclared reference to '\(name.hasPrefix(".") ? String(name.dropFirst()) : name)' (in container '\(environment.container)')"
  }

  /// A variable of the environment or a type, by a name that may have dots.
  private func declared(_ name: String, _ span: SourceSpan) -> CheckedNode? {
    for candidate in candidates(name) {
      if let type = environment.variables[candidate] { return node(.input(candidate), type, span) }
      if let type = environment.typeNames[candidate] { return node(.constant(.type(candidate)), .type(type), span) }
    }
    return nil
  }

  func isLocal(_ expr: Expr) -> Bool {
    switch expr.kind {
    case .identifier(let name, let isAbsolute): !isAbsolute && locals.contains { $0.name == name }
    case .select(let operand, _, _): isLocal(operand)
    default: false
    }
  }

  func identifier(_ name: String, isAbsolute: Bool, _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    if !isAbsolute, let local = locals.last(where: { $0.name == name }) { return node(.local(local.place), local.type, span) }
    let full = isAbsolute ? "." + name : name
    if let found = declared(full, span) { return found }
    return try failure(undeclared(full), "no such attribute(s): \(name)", at: span)
  }

  mutating func select(_ expr: Expr, _ operand: Expr, _ field: Expr.Name, _ access: Expr.Access) throws(CELFault) -> CheckedNode {
    // A name with dots is one name as long as one is declared: `a.b.c` before the field `c` of `a.b`.
    if access == .value, !isLocal(expr), let name = expr.qualifiedName, let found = declared(name, expr.span) { return found }
    let operand = try check(operand)
    let type = try fieldType(of: describe(operand.type), field, expr.span)
    switch access {
    case .value: return node(.select(operand, field: field, access), type, expr.span)
    case .optional:
      let isOptional = if case .optional = type { true } else { false }
      return node(.select(operand, field: field, access), isOptional ? type : .optional(type), expr.span)
    case .presence: return node(.select(operand, field: field, access), .bool, expr.span)
    }
  }

  private func fieldType(of type: CELType, _ field: Expr.Name, _ span: SourceSpan) throws(CELFault) -> CELType {
    switch type {
    case .dyn: return .dyn
    case .map(_, let value): return value
    case .optional(let wrapped):
      let inner = try fieldType(of: wrapped, field, span)
      if case .optional = inner { return inner }
      return .optional(inner)
    case .nullable(let wrapped): return try fieldType(of: wrapped, field, span)
    case .object(let name):
      guard let object = environment.objects[name] else { return .dyn }
      guard let type = object.fields[field.text] else { throw CELFault("undefined field '\(field.text)'", at: field.span) }
      return type
    default: throw CELFault("type '\(type)' does not support field selection", at: span)
    }
  }

  mutating func index(_ operand: Expr, _ index: Expr, isOptional: Bool, _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    let operand = try check(operand)
    let index = try check(index)
    let type = try elementType(describe(operand.type), index, span)
    let kind = CheckedNode.Kind.index(operand, index, isOptional: isOptional)
    if case .optional = type { return node(kind, type, span) }
    return node(kind, isOptional ? .optional(type) : type, span)
  }

  private mutating func elementType(_ type: CELType, _ index: CheckedNode, _ span: SourceSpan) throws(CELFault) -> CELType {
    switch type {
    case .dyn: return .dyn
    case .list(let element):
      if inference.accepts(index.type, as: .int) { return element }
    case .map(let key, let value):
      if inference.accepts(index.type, as: key) || isNumeric(key) && isNumeric(describe(index.type)) { return value }
    case .optional(let wrapped):
      let inner = try elementType(wrapped, index, span)
      if case .optional = inner { return inner }
      return .optional(inner)
    case .nullable(let wrapped): return try elementType(wrapped, index, span)
    default: break
    }
    throw CELFault("found no matching overload for '_[_]' applied to '(\(type), \(describe(index.type)))'", at: span)
  }

  private func isNumeric(_ type: CELType) -> Bool { [.int, .uint, .double].contains(type) }
}
