/// Resolves names and checks types, node by node.
struct Checker {
  /// A variable of a macro, `cel.bind` or `cel.block`.
  struct Local {
    let name: String
    let place: Int
    let type: CELType
  }

  let environment: Environment
  let checking: Environment.Checking
  var inference = Inference()
  var locals: [Local] = []
  /// Literal patterns that were compiled to see whether they are good.
  var triedPatterns = 0
  private var localCount = 0
  /// The rule for the literals that are checked now: the environment's, but for those right below a call of `format`.
  var literalElements: Environment.LiteralElements

  private init(environment: Environment, checking: Environment.Checking) {
    self.environment = environment
    self.checking = checking
    literalElements = environment.literalElements
  }

  static func check(
    _ expr: Expr, in environment: Environment, expecting expected: CELType?, _ checking: Environment.Checking
  ) throws(CELFault) -> CheckedExpr {
    var checker = Checker(environment: environment, checking: checking)
    let root = try checker.check(expr)
    if let expected { try checker.demand(root, expected) }
    return CheckedExpr(
      root: root, localCount: checker.localCount, inference: checker.inference, rules: environment.evaluationRules)
  }

  // MARK: What the parts share

  func node(_ kind: CheckedNode.Kind, _ type: CELType, _ span: SourceSpan) -> CheckedNode {
    CheckedNode(kind: kind, type: checking == .types ? type : .dyn, span: span)
  }

  /// Something is wrong: a fault now where types are checked, else a failure when it is evaluated.
  func failure(_ message: String, _ runtimeMessage: String? = nil, at span: SourceSpan) throws(CELFault) -> CheckedNode {
    guard checking == .namesOnly else { throw CELFault(message, at: span) }
    return node(.failure(runtimeMessage ?? message), .dyn, span)
  }

  mutating func demand(_ node: CheckedNode, _ type: CELType) throws(CELFault) {
    guard !inference.accepts(node.type, as: type) else { return }
    throw CELFault("expected type '\(type)' but found '\(describe(node.type))'", at: node.span)
  }

  func describe(_ type: CELType) -> CELType { inference.resolved(type, open: .dyn) }

  /// A type that both are of; `dyn` when there is none and mixing is allowed, else nil. Where it is not, `dyn` goes with
  /// nothing but `dyn`.
  mutating func join(_ left: CELType, _ right: CELType) -> CELType? {
    let common = inference.fresh()
    if inference.accepts([left, right], as: [common, common]) {
      return literalElements == .mixed || describe(left) == describe(right) ? common : nil
    }
    return literalElements == .mixed ? .dyn : nil
  }

  mutating func newLocal(_ name: String, _ type: CELType) -> Int {
    let place = localCount
    localCount += 1
    locals.append(Local(name: name, place: place, type: checking == .types ? type : .dyn))
    return place
  }

  // MARK: Nodes

  mutating func check(_ expr: Expr) throws(CELFault) -> CheckedNode {
    let rule = literalElements
    defer { literalElements = rule }
    switch expr.kind {
    case .list, .map: break
    default: literalElements = environment.literalElements
    }
    return try checkNode(expr)
  }

  private mutating func checkNode(_ expr: Expr) throws(CELFault) -> CheckedNode {
    switch expr.kind {
    case .literal(let value): return node(.constant(value), Self.type(ofLiteral: value), expr.span)
    case .identifier(let name, let isAbsolute): return try identifier(name, isAbsolute: isAbsolute, expr.span)
    case .select(let operand, let field, let access): return try select(expr, operand, field, access)
    case .index(let operand, let index, let isOptional): return try self.index(operand, index, isOptional: isOptional, expr.span)
    case .logical(let name, let terms):
      var checked: [CheckedNode] = []
      for term in terms {
        let term = try check(term)
        try demand(term, .bool)
        checked.append(term)
      }
      return node(.logical(name, checked), .bool, expr.span)
    case .conditional(let condition, let yes, let no): return try conditional(condition, yes, no, expr.span)
    case .operation(let name, let operands): return try operation(name, operands, expr.span)
    case .call(let target, let function, let arguments, let isAbsolute):
      return try call(target, function, arguments, isAbsolute: isAbsolute, expr.span)
    case .list(let elements): return try list(elements, expr.span)
    case .map(let entries): return try map(entries, expr.span)
    case .message(let name, let fields): return try message(name, fields, expr.span)
    case .comprehension(let comprehension): return try self.comprehension(comprehension, expr.span)
    case .bind(let name, let value, let body): return try bind(name, value, body, expr.span)
    case .block(let items, let body): return try block(items, body, expr.span)
    case .optionalMap(let target, let variable, let body, let isFlat):
      return try optionalMap(target, variable, body, isFlat: isFlat, expr.span)
    }
  }

  private static func type(ofLiteral value: Value) -> CELType {
    switch value {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    default: .dyn
    }
  }

  private mutating func conditional(_ condition: Expr, _ yes: Expr, _ no: Expr, _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    let condition = try check(condition)
    try demand(condition, .bool)
    let yes = try check(yes)
    let no = try check(no)
    let common = inference.fresh()
    guard inference.accepts([yes.type, no.type], as: [common, common]) else {
      throw CELFault(
        "found no matching overload for '_?_:_' applied to '(bool, \(describe(yes.type)), \(describe(no.type)))'", at: span)
    }
    return node(.conditional(condition, yes, no), common, span)
  }

  private mutating func list(_ elements: [Expr.Element], _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    var checked: [CheckedNode.Element] = []
    var type: CELType?
    for element in elements {
      let value = try check(element.value)
      checked.append(CheckedNode.Element(value: value, isOptional: element.isOptional))
      type = try joined(type, element.isOptional ? try unwrapped(value) : value.type, at: value.span)
    }
    return node(.list(checked), .list(type ?? inference.fresh()), span)
  }

  private mutating func map(_ entries: [Expr.Entry], _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    var checked: [CheckedNode.Entry] = []
    var keyType: CELType?
    var valueType: CELType?
    for entry in entries {
      let key = try check(entry.key)
      let value = try check(entry.value)
      checked.append(CheckedNode.Entry(key: key, value: value, isOptional: entry.isOptional))
      keyType = try joined(keyType, Self.keyType(describe(key.type)), at: key.span)
      valueType = try joined(valueType, entry.isOptional ? try unwrapped(value) : value.type, at: value.span)
    }
    return node(.map(checked), .map(keyType ?? inference.fresh(), valueType ?? inference.fresh()), span)
  }

  /// Lists and maps are no keys, which shows in evaluation. As types of keys they would double a type with each map around it.
  private static func keyType(_ type: CELType) -> CELType {
    switch type {
    case .list, .map, .optional, .type, .nullable: .dyn
    default: type
    }
  }

  private mutating func joined(_ earlier: CELType?, _ type: CELType, at span: SourceSpan) throws(CELFault) -> CELType {
    guard let earlier else { return type }
    if let joined = join(earlier, type) { return joined }
    throw CELFault("expected type '\(describe(earlier))' but found '\(describe(type))'", at: span)
  }

  /// The type inside of an optional.
  mutating func unwrapped(_ node: CheckedNode) throws(CELFault) -> CELType {
    let inner = inference.fresh()
    try demand(node, .optional(inner))
    return inner
  }
}
