/// Operators and functions.
extension Checker {
  mutating func operation(_ name: Operator, _ operands: [Expr], _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    var checked: [CheckedNode] = []
    for operand in operands { checked.append(try check(operand)) }
    var results: [CELType] = []
    for signature in OperatorSignatures.of(name) {
      let types = inference.instantiate(signature.parameters + [signature.result])
      guard inference.accepts(checked.map(\.type), as: Array(types.dropLast())) else { continue }
      results.append(types[types.count - 1])
    }
    guard let result = common(results) else {
      throw CELFault("found no matching overload for '\(name.rawValue)' applied to '(\(list(checked)))'", at: span)
    }
    return node(.operation(name, checked), result, span)
  }

  private func list(_ nodes: some Collection<CheckedNode>) -> String {
    nodes.map { describe($0.type).description }.joined(separator: ", ")
  }

  /// The one type that all overloads give, or `dyn`; nil when there is none.
  private func common(_ results: [CELType]) -> CELType? {
    guard let first = results.first else { return nil }
    return results.allSatisfy { describe($0) == describe(first) } ? first : .dyn
  }

  mutating func call(
    _ target: Expr?, _ function: String, _ arguments: [Expr], isAbsolute: Bool, _ span: SourceSpan
  ) throws(CELFault) -> CheckedNode {
    guard let target else { return try global(isAbsolute ? "." + function : function, arguments, span) }
    // `math.ceil(x)` is a function with a dot in its name, unless `math` is a variable of a macro.
    if !isLocal(target), let namespace = target.qualifiedName {
      let name = "\(namespace).\(function)"
      if candidates(name).contains(where: { environment.functions[$0] != nil }) { return try global(name, arguments, span) }
    }
    guard environment.functions[function]?.contains(where: \.isMember) == true else {
      _ = try check(target)
      return try failure(undeclared(function), "unbound function: \(function)", at: span)
    }
    return try resolve(function, isMember: true, [target] + arguments, span)
  }

  private mutating func global(_ name: String, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    guard let found = candidates(name).first(where: { environment.functions[$0]?.contains { !$0.isMember } == true }) else {
      return try failure(undeclared(name), "unbound function: \(name)", at: span)
    }
    return try resolve(found, isMember: false, arguments, span)
  }

  private mutating func resolve(_ name: String, isMember: Bool, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    var checked: [CheckedNode] = []
    if name == "format" { literalElements = .mixed }
    for argument in arguments { checked.append(try check(argument)) }
    var matching: [FunctionOverload] = []
    var results: [CELType] = []
    for overload in environment.functions[name] ?? [] where overload.isMember == isMember && overload.parameters.count == checked.count {
      let types = inference.instantiate(overload.parameters + [overload.result])
      guard inference.accepts(checked.map(\.type), as: Array(types.dropLast())) else { continue }
      matching.append(overload)
      results.append(types[types.count - 1])
    }
    guard let result = common(results) else {
      let applied = isMember ? "\(list(checked.prefix(1))).(\(list(checked.dropFirst())))" : "(\(list(checked)))"
      return try failure("found no matching overload for '\(name)' applied to '\(applied)'", "no such overload", at: span)
    }
    if environment.literalArguments == .whenChecked { try checkLiteral(name, checked) }
    return node(.call(name, isMember: isMember, checked, matching), result, span)
  }

  /// What Kubernetes' validators of literals refuse.
  private mutating func checkLiteral(_ name: String, _ arguments: [CheckedNode]) throws(CELFault) {
    guard let last = arguments.last, case .constant(.string(let text)) = last.kind else { return }
    switch (name, arguments.count) {
    case ("duration", 1):
      if CELDuration(text) == nil { throw CELFault("invalid duration argument: '\(text)'", at: last.span) }
    case ("timestamp", 1):
      if Timestamp(text) == nil { throw CELFault("invalid timestamp argument: '\(text)'", at: last.span) }
    case ("matches", 2):
      triedPatterns += 1
      guard triedPatterns <= PatternCache.mostPrepared else { return }
      do throws(EvaluationFault) {
        _ = try RegularExpression(text)
      } catch {
        throw CELFault("invalid matches argument: \(error.message)", at: last.span)
      }
    default: return
    }
  }
}

/// The types that operators take and give: the specification's list of standard definitions.
enum OperatorSignatures {
  struct Signature {
    let parameters: [CELType]
    let result: CELType
  }

  static func of(_ name: Operator) -> [Signature] { table[name] ?? [] }

  private static let table: [Operator: [Signature]] = {
    let a = CELType.parameter("A")
    var table: [Operator: [Signature]] = [:]
    func add(_ name: Operator, _ parameters: [CELType], _ result: CELType) {
      table[name, default: []].append(Signature(parameters: parameters, result: result))
    }
    for name in [Operator.add, .subtract, .multiply, .divide] {
      for type in [CELType.int, .uint, .double] { add(name, [type, type], type) }
    }
    for type in [CELType.int, .uint] { add(.modulo, [type, type], type) }
    for type in [CELType.string, .bytes, .list(a), .duration] { add(.add, [type, type], type) }
    add(.add, [.timestamp, .duration], .timestamp)
    add(.add, [.duration, .timestamp], .timestamp)
    add(.subtract, [.timestamp, .duration], .timestamp)
    add(.subtract, [.timestamp, .timestamp], .duration)
    add(.subtract, [.duration, .duration], .duration)
    for type in [CELType.int, .double, .duration] { add(.negate, [type], type) }
    add(.not, [.bool], .bool)
    for name in [Operator.equal, .notEqual] { add(name, [a, a], .bool) }
    for name in [Operator.less, .lessOrEqual, .greater, .greaterOrEqual] {
      for type in [CELType.bool, .string, .bytes, .timestamp, .duration] { add(name, [type, type], .bool) }
      for left in [CELType.int, .uint, .double] {
        for right in [CELType.int, .uint, .double] { add(name, [left, right], .bool) }
      }
    }
    add(.contained, [a, .list(a)], .bool)
    add(.contained, [a, .map(a, .parameter("B"))], .bool)
    return table
  }()
}
