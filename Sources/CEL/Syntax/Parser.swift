/// Reads an expression: recursive descent for what nests, precedence climbing for binary operators.
struct Parser {
  let limits: SyntaxLimits
  let expandsMacros: Bool
  private let tokens: [Token]
  private var index = 0
  private var nesting = 0

  /// Parses a whole expression.
  ///
  /// - Throws: the first fault, with its place.
  static func parse(_ source: String, limits: SyntaxLimits = SyntaxLimits(), expandsMacros: Bool = true) throws(CELFault) -> Expr {
    guard source.utf8.count <= limits.bytes else {
      throw CELFault(
        "the expression is \(source.utf8.count) bytes long, at most \(limits.bytes) are read",
        at: SourceSpan(offset: 0, length: 0, line: 1, column: 1))
    }
    var parser = Parser(limits: limits, expandsMacros: expandsMacros, tokens: try Lexer.tokens(of: source))
    let result = try parser.expression()
    guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end of the expression") }
    return result
  }

  private init(limits: SyntaxLimits, expandsMacros: Bool, tokens: [Token]) {
    self.limits = limits
    self.expandsMacros = expandsMacros
    self.tokens = tokens
  }

  // MARK: Words

  private var current: Token { tokens[index] }
  private func following(_ distance: Int) -> Token.Kind { tokens[min(index + distance, tokens.count - 1)].kind }

  private mutating func advance() -> Token {
    let token = current
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  private mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    _ = advance()
    return true
  }

  private mutating func expect(_ symbol: Token.Symbol) throws(CELFault) -> Token {
    guard current.kind == .symbol(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    return advance()
  }

  private func unexpected(_ wanted: String) -> CELFault {
    CELFault("Syntax error: expected \(wanted), found \(current.text)", at: current.span)
  }

  func node(_ kind: Expr.Kind, _ span: SourceSpan, over children: [Expr] = []) throws(CELFault) -> Expr {
    let height = 1 + (children.lazy.map(\.height).max() ?? 0)
    guard height <= limits.height else {
      throw CELFault("the expression is nested too deeply: at most \(limits.height) levels", at: span)
    }
    return Expr(kind: kind, span: span, height: height)
  }

  // MARK: Operators

  private mutating func expression() throws(CELFault) -> Expr {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= limits.nesting else {
      throw CELFault("the expression is nested too deeply: at most \(limits.nesting) levels", at: current.span)
    }
    let condition = try binary(above: 0)
    guard take(.question) else { return condition }
    let yes = try binary(above: 0)
    _ = try expect(.colon)
    let no = try expression()
    return try node(.conditional(condition, yes, no), condition.span.through(no.span), over: [condition, yes, no])
  }

  private mutating func binary(above minimum: Int) throws(CELFault) -> Expr {
    var left = try unary()
    while let (infix, level) = Self.infix(current.kind), level > minimum {
      _ = advance()
      let right = try binary(above: level)
      switch infix {
      case .operation(let name):
        left = try node(.operation(name, [left, right]), left.span.through(right.span), over: [left, right])
      case .logical(let name):
        // A chain is one node: it may be long without being high.
        var terms = [left, right]
        while case (.logical(name), _)? = Self.infix(current.kind) {
          _ = advance()
          terms.append(try binary(above: level))
        }
        left = try node(.logical(name, terms), left.span.through(terms[terms.count - 1].span), over: terms)
      }
    }
    return left
  }

  private enum Infix {
    case logical(LogicalOperator)
    case operation(Operator)
  }

  /// The operator and how tightly it binds.
  private static func infix(_ kind: Token.Kind) -> (Infix, Int)? {
    switch kind {
    case .symbol(.or): (.logical(.or), 1)
    case .symbol(.and): (.logical(.and), 2)
    case .symbol(.equal): (.operation(.equal), 3)
    case .symbol(.notEqual): (.operation(.notEqual), 3)
    case .symbol(.less): (.operation(.less), 3)
    case .symbol(.lessOrEqual): (.operation(.lessOrEqual), 3)
    case .symbol(.greater): (.operation(.greater), 3)
    case .symbol(.greaterOrEqual): (.operation(.greaterOrEqual), 3)
    case .identifier("in"): (.operation(.contained), 3)
    case .symbol(.plus): (.operation(.add), 4)
    case .symbol(.minus): (.operation(.subtract), 4)
    case .symbol(.star): (.operation(.multiply), 5)
    case .symbol(.slash): (.operation(.divide), 5)
    case .symbol(.percent): (.operation(.modulo), 5)
    default: nil
    }
  }

  private mutating func unary() throws(CELFault) -> Expr {
    guard case .symbol(let sign) = current.kind, sign == .not || sign == .minus else { return try postfix(primary()) }
    if sign == .minus, let literal = try negativeLiteral() { return try postfix(literal) }
    let start = current.span
    var count = 0
    while take(sign) { count += 1 }
    let operand = try postfix(primary())
    // Two of them cancel each other, as in the reference implementation.
    guard !count.isMultiple(of: 2) else { return operand }
    return try node(.operation(sign == .not ? .not : .negate, [operand]), start.through(operand.span), over: [operand])
  }

  /// The sign is part of a number: the smallest int has no positive counterpart.
  private mutating func negativeLiteral() throws(CELFault) -> Expr? {
    let value: Value
    switch following(1) {
    case .int(let magnitude):
      guard magnitude <= UInt64(Int64.max) + 1 else { throw CELFault("invalid int literal", at: current.span) }
      value = .int(Int64(truncatingIfNeeded: 0 &- magnitude))
    case .double(let magnitude): value = .double(-magnitude)
    default: return nil
    }
    let span = advance().span
    return try node(.literal(value), span.through(advance().span))
  }

  // MARK: Members

  private mutating func postfix(_ first: Expr) throws(CELFault) -> Expr {
    var result = first
    while case .symbol(let symbol) = current.kind {
      switch symbol {
      case .dot:
        _ = advance()
        result = try member(of: result)
      case .openBracket:
        _ = advance()
        let isOptional = take(.question)
        let index = try expression()
        let close = try expect(.closeBracket)
        result = try node(.index(result, index, isOptional: isOptional), result.span.through(close.span), over: [result, index])
      case .openBrace:
        guard let name = result.qualifiedName else { return result }
        result = try message(name, from: result.span)
      default:
        return result
      }
    }
    return result
  }

  private mutating func member(of target: Expr) throws(CELFault) -> Expr {
    let isOptional = take(.question)
    let token = advance()
    let name: String
    switch token.kind {
    case .identifier(let text) where !["true", "false", "null", "in"].contains(text): name = text
    case .quoted(let text):
      return try node(
        .select(target, field: Expr.Name(text: text, span: token.span), isOptional ? .optional : .value), target.span.through(token.span),
        over: [target])
    default: throw CELFault("Syntax error: expected a field name, found \(token.text)", at: token.span)
    }
    if !isOptional, take(.openParenthesis) {
      let arguments = try arguments(until: .closeParenthesis)
      return try call(target, name, arguments, target.span.through(tokens[index - 1].span), nameSpan: token.span)
    }
    let field = Expr.Name(text: name, span: token.span)
    return try node(.select(target, field: field, isOptional ? .optional : .value), target.span.through(token.span), over: [target])
  }

  private mutating func arguments(until close: Token.Symbol) throws(CELFault) -> [Expr] {
    var result: [Expr] = []
    while !take(close) {
      result.append(try expression())
      guard take(.comma) || current.kind == .symbol(close) else { throw unexpected("',' or '\(close.rawValue)'") }
      // A trailing comma belongs to lists and maps.
      if close == .closeParenthesis, current.kind == .symbol(close), tokens[index - 1].kind == .symbol(.comma) {
        throw unexpected("an argument")
      }
    }
    return result
  }

  func call(
    _ target: Expr?, _ function: String, _ arguments: [Expr], _ span: SourceSpan, nameSpan: SourceSpan, isAbsolute: Bool = false
  ) throws(CELFault) -> Expr {
    if expandsMacros, !isAbsolute, let expanded = try macro(target, function, arguments, span, nameSpan: nameSpan) { return expanded }
    let kind = Expr.Kind.call(target: target, function: function, arguments: arguments, isAbsolute: isAbsolute)
    return try node(kind, span, over: (target.map { [$0] } ?? []) + arguments)
  }

  // MARK: Primaries

  private mutating func primary() throws(CELFault) -> Expr {
    let token = advance()
    switch token.kind {
    case .int(let magnitude):
      guard let value = Int64(exactly: magnitude) else { throw CELFault("invalid int literal", at: token.span) }
      return try node(.literal(.int(value)), token.span)
    case .uint(let value): return try node(.literal(.uint(value)), token.span)
    case .double(let value): return try node(.literal(.double(value)), token.span)
    case .string(let value): return try node(.literal(.string(value)), token.span)
    case .bytes(let value): return try node(.literal(.bytes(value)), token.span)
    case .identifier(let name): return try identifier(name, token.span, isAbsolute: false)
    case .symbol(.dot):
      let name = advance()
      guard case .identifier(let text) = name.kind else {
        throw CELFault("Syntax error: expected a name, found \(name.text)", at: name.span)
      }
      return try identifier(text, token.span.through(name.span), isAbsolute: true)
    case .symbol(.openParenthesis):
      let inner = try expression()
      _ = try expect(.closeParenthesis)
      return inner
    case .symbol(.openBracket): return try list(from: token.span)
    case .symbol(.openBrace): return try map(from: token.span)
    case .quoted, .symbol, .end:
      throw CELFault("Syntax error: expected an expression, found \(token.text)", at: token.span)
    }
  }

  private mutating func identifier(_ name: String, _ span: SourceSpan, isAbsolute: Bool) throws(CELFault) -> Expr {
    switch name {
    case "true" where !isAbsolute: return try node(.literal(.bool(true)), span)
    case "false" where !isAbsolute: return try node(.literal(.bool(false)), span)
    case "null" where !isAbsolute: return try node(.literal(.null), span)
    default: break
    }
    guard !Self.reserved.contains(name) else { throw CELFault("reserved identifier: \(name)", at: span) }
    guard take(.openParenthesis) else { return try node(.identifier(name, isAbsolute: isAbsolute), span) }
    let arguments = try arguments(until: .closeParenthesis)
    return try call(nil, name, arguments, span.through(tokens[index - 1].span), nameSpan: span, isAbsolute: isAbsolute)
  }

  /// Names that are kept for other languages that embed CEL; fields and methods may have them.
  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace", "null",
    "package", "return", "true", "var", "void", "while",
  ]

  private mutating func list(from start: SourceSpan) throws(CELFault) -> Expr {
    var elements: [Expr.Element] = []
    while !take(.closeBracket) {
      let isOptional = take(.question)
      elements.append(Expr.Element(value: try expression(), isOptional: isOptional))
      guard take(.comma) || current.kind == .symbol(.closeBracket) else { throw unexpected("',' or ']'") }
    }
    return try node(.list(elements), start.through(tokens[index - 1].span), over: elements.map(\.value))
  }

  private mutating func map(from start: SourceSpan) throws(CELFault) -> Expr {
    var entries: [Expr.Entry] = []
    while !take(.closeBrace) {
      let isOptional = take(.question)
      let key = try expression()
      _ = try expect(.colon)
      entries.append(Expr.Entry(key: key, value: try expression(), isOptional: isOptional))
      guard take(.comma) || current.kind == .symbol(.closeBrace) else { throw unexpected("',' or '}'") }
    }
    return try node(.map(entries), start.through(tokens[index - 1].span), over: entries.flatMap { [$0.key, $0.value] })
  }

  private mutating func message(_ name: String, from start: SourceSpan) throws(CELFault) -> Expr {
    _ = try expect(.openBrace)
    var fields: [Expr.Field] = []
    while !take(.closeBrace) {
      let isOptional = take(.question)
      let token = advance()
      let field: String
      switch token.kind {
      case .identifier(let text), .quoted(let text): field = text
      default: throw CELFault("Syntax error: expected a field name, found \(token.text)", at: token.span)
      }
      _ = try expect(.colon)
      fields.append(Expr.Field(name: field, span: token.span, value: try expression(), isOptional: isOptional))
      guard take(.comma) || current.kind == .symbol(.closeBrace) else { throw unexpected("',' or '}'") }
    }
    return try node(.message(name, fields), start.through(tokens[index - 1].span), over: fields.map(\.value))
  }
}

extension Expr {
  /// `a.b.c` as one name, with a leading dot when it is absolute; nil for everything else.
  var qualifiedName: String? {
    switch kind {
    case .identifier(let name, let isAbsolute): isAbsolute ? "." + name : name
    case .select(let operand, let field, .value): operand.qualifiedName.map { $0 + "." + field.text }
    default: nil
    }
  }
}
