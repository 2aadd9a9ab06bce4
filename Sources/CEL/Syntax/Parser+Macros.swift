/// The macros of the language and of its extensions. A call that only looks like one stays a call.
extension Parser {
  func macro(
    _ target: Expr?, _ function: String, _ arguments: [Expr], _ span: SourceSpan, nameSpan: SourceSpan
  ) throws(CELFault) -> Expr? {
    guard let target else { return function == "has" && arguments.count == 1 ? try presence(arguments[0], span) : nil }
    if case .identifier(let namespace, isAbsolute: false) = target.kind {
      switch (namespace, function) {
      case ("cel", _): return try celMacro(function, arguments, span)
      case ("math", "greatest"), ("math", "least"): return try extremum(target, function, arguments, span)
      default: break
      }
    }
    switch (function, arguments.count) {
    case ("optMap", 2), ("optFlatMap", 2):
      let kind = Expr.Kind.optionalMap(
        target, variable: try variable(arguments[0]), body: arguments[1], isFlat: function == "optFlatMap")
      return try node(kind, span, over: [target, arguments[1]])
    case ("sortBy", 2): return try sortBy(target, arguments, span)
    default: return try comprehension(target, function, arguments, span)
    }
  }

  /// `list.sortBy(e, key)`: the keys are a list beside the list, which is evaluated once.
  private func sortBy(_ target: Expr, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> Expr {
    let list = try node(.identifier("@list", isAbsolute: false), target.span)
    let keys = Expr.Comprehension(
      kind: .map, range: list, variable: try variable(arguments[0]), second: nil, filter: nil, body: arguments[1])
    let associated = try node(.comprehension(keys), span, over: [list, arguments[1]])
    let sorted = try node(
      .call(target: list, function: "@sortByAssociatedKeys", arguments: [associated], isAbsolute: false), span, over: [list, associated])
    return try node(.bind("@list", value: target, body: sorted), span, over: [target, sorted])
  }

  private func presence(_ argument: Expr, _ span: SourceSpan) throws(CELFault) -> Expr {
    guard case .select(let operand, let field, let access) = argument.kind, access != .presence else {
      throw CELFault("invalid argument to has() macro", at: argument.span)
    }
    // `has(a.?b)` asks the same as `has(a.b)`, of an optional too.
    return try node(.select(operand, field: field, .presence), span, over: [operand])
  }

  private func comprehension(_ range: Expr, _ function: String, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> Expr? {
    let shape: (kind: ComprehensionKind, variables: Int, hasFilter: Bool)
    switch (function, arguments.count) {
    case ("all", 2): shape = (.all, 1, false)
    case ("exists", 2): shape = (.exists, 1, false)
    case ("exists_one", 2), ("existsOne", 2): shape = (.existsOne, 1, false)
    case ("map", 2): shape = (.map, 1, false)
    case ("map", 3): shape = (.map, 1, true)
    case ("filter", 2): shape = (.filter, 1, false)
    case ("all", 3): shape = (.all, 2, false)
    case ("exists", 3): shape = (.exists, 2, false)
    case ("exists_one", 3), ("existsOne", 3): shape = (.existsOne, 2, false)
    case ("transformList", 3): shape = (.transformList, 2, false)
    case ("transformList", 4): shape = (.transformList, 2, true)
    case ("transformMap", 3): shape = (.transformMap, 2, false)
    case ("transformMap", 4): shape = (.transformMap, 2, true)
    case ("transformMapEntry", 3): shape = (.transformMapEntry, 2, false)
    case ("transformMapEntry", 4): shape = (.transformMapEntry, 2, true)
    default: return nil
    }
    let first = try variable(arguments[0])
    let second = shape.variables == 2 ? try variable(arguments[1]) : nil
    guard first != second else { throw CELFault("the two variables have the same name", at: arguments[1].span) }
    let comprehension = Expr.Comprehension(
      kind: shape.kind, range: range, variable: first, second: second, filter: shape.hasFilter ? arguments[shape.variables] : nil,
      body: arguments[arguments.count - 1])
    return try node(.comprehension(comprehension), span, over: [range] + arguments)
  }

  /// A macro's variable must be a simple name.
  private func variable(_ argument: Expr) throws(CELFault) -> String {
    guard case .identifier(let name, isAbsolute: false) = argument.kind else {
      throw CELFault("argument must be a simple name", at: argument.span)
    }
    return name
  }

  private func celMacro(_ function: String, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> Expr? {
    switch (function, arguments.count) {
    case ("bind", 3):
      let name = try variable(arguments[0])
      return try node(.bind(name, value: arguments[1], body: arguments[2]), span, over: arguments)
    case ("block", 2):
      guard case .list(let items) = arguments[0].kind, items.allSatisfy({ !$0.isOptional }) else {
        throw CELFault("cel.block takes a list literal of expressions", at: arguments[0].span)
      }
      return try node(.block(items.map(\.value), body: arguments[1]), span, over: arguments)
    case ("index", 1): return try generated("@index", arguments, span)
    case ("iterVar", 2): return try generated("@it", arguments, span)
    case ("accuVar", 2): return try generated("@ac", arguments, span)
    default: return nil
    }
  }

  /// A name that no text can spell, for the items of `cel.block` and the variables inside it.
  private func generated(_ prefix: String, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> Expr {
    var numbers: [String] = []
    for argument in arguments {
      guard case .literal(.int(let number)) = argument.kind, number >= 0 else {
        throw CELFault("expected a number literal that is not negative", at: argument.span)
      }
      numbers.append(String(number))
    }
    let name = prefix == "@index" ? prefix + numbers[0] : prefix + ":" + numbers.joined(separator: ":")
    return try node(.identifier(name, isAbsolute: false), span)
  }

  /// `math.greatest(a, b, c)` is `math.greatest([a, b, c])`; what can never be a number is refused here.
  private func extremum(_ target: Expr, _ function: String, _ arguments: [Expr], _ span: SourceSpan) throws(CELFault) -> Expr? {
    let name = "math.\(function)()"
    guard let first = arguments.first else { throw CELFault("\(name) requires at least one argument", at: span) }
    if arguments.count == 1, case .list(let elements) = first.kind {
      guard !elements.isEmpty else { throw CELFault("\(name) invalid single argument value: an empty list", at: first.span) }
      for element in elements where !element.value.mayBeNumber {
        throw CELFault("\(name) simple literal arguments must be numeric", at: element.value.span)
      }
      return nil
    }
    for argument in arguments where !argument.mayBeNumber {
      throw CELFault("\(name) simple literal arguments must be numeric", at: argument.span)
    }
    guard arguments.count > 2 else { return nil }
    let list = try node(.list(arguments.map { Expr.Element(value: $0, isOptional: false) }), span, over: arguments)
    return try node(.call(target: target, function: function, arguments: [list], isAbsolute: false), span, over: [target, list])
  }
}

extension Expr {
  /// False for literals of other types, lists and maps.
  fileprivate var mayBeNumber: Bool {
    switch kind {
    case .literal(.int), .literal(.uint), .literal(.double): true
    case .literal, .list, .map, .message: false
    default: true
    }
  }
}
