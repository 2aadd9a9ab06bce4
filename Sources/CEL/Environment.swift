/// What an expression may use: variables, object types, functions, and the rules of the checker.
///
/// ```swift
/// var environment = Environment(libraries: Library.kubernetes)
/// environment.variables["object"] = .dyn
/// let program = try environment.compile("object.spec.replicas <= 5")
/// let evaluation = program.evaluate(["object": object])
/// ```
public struct Environment: Sendable {
  /// Names are looked up here first: in the container `a.b`, `x` is `a.b.x`, else `a.x`, else `x`.
  public var container = ""
  /// The variables and their types. A name may have dots.
  public var variables: [String: CELType] = [:]
  /// The types of objects, by name.
  public var objects: [String: ObjectType] = [:]
  /// What the parser takes.
  public var syntaxLimits = SyntaxLimits()
  /// Whether the elements of list and map literals must be of one type, as Kubernetes wants it.
  public var literalElements = LiteralElements.mixed
  /// Whether literal arguments of `duration`, `timestamp` and `matches` are tried when the expression is checked, as Kubernetes does.
  public var literalArguments = LiteralArguments.whenEvaluated
  /// What an evaluation makes of fields of null and of repeated keys.
  public var evaluationRules = EvaluationRules.specification
  /// Whether macros are expanded. Without them `has(x)` is a call of a function that nobody declares.
  public var macros = Macros.expanded

  private(set) var functions: [String: [FunctionOverload]] = [:]
  /// Type names as values.
  private(set) var typeNames: [String: CELType] = [:]

  /// Rules for the elements of a list literal, and the keys and values of a map literal.
  public enum LiteralElements: Sendable {
    /// Of any types.
    case mixed
    /// Of one type, `dyn` being one of its own, except right below a call of `format`.
    case homogeneous
  }

  /// When a literal argument is found to be none.
  public enum LiteralArguments: Sendable {
    /// When the call is evaluated.
    case whenEvaluated
    /// When the expression is checked.
    case whenChecked
  }

  /// Whether calls that look like macros are.
  public enum Macros: Sendable {
    case expanded
    case disabled
  }

  /// How much the checker does.
  public enum Checking: Sendable {
    /// Names and types: what is wrong is found before evaluation.
    case types
    /// Names are looked up, everything else shows in evaluation.
    case namesOnly
  }

  /// An environment with the functions of libraries.
  public init(libraries: [Library] = Library.all) {
    for library in libraries { add(library) }
  }

  /// The rules and functions of Kubernetes' admission policies, without variables.
  public static let kubernetes: Environment = {
    var environment = Environment(libraries: Library.kubernetes)
    environment.literalElements = .homogeneous
    environment.literalArguments = .whenChecked
    environment.evaluationRules = .kubernetes
    return environment
  }()

  /// Adds a library's functions and types.
  public mutating func add(_ library: Library) {
    for function in library.functions { functions[function.name, default: []].append(function) }
    for type in library.types { typeNames[type.name] = type }
  }

  /// Reads an expression without a look at its names and types.
  ///
  /// - Throws: the first fault of its syntax.
  public func parse(_ source: String) throws(CELFault) -> Expr {
    try Parser.parse(source, limits: syntaxLimits, expandsMacros: macros == .expanded)
  }

  /// Resolves names, and checks types.
  ///
  /// - Parameter expected: the type that the expression must have; nil for any.
  /// - Throws: the first fault.
  public func check(_ expr: Expr, expecting expected: CELType? = nil, _ checking: Checking = .types) throws(CELFault) -> CheckedExpr {
    try Checker.check(expr, in: self, expecting: expected, checking)
  }

  /// Parses, checks and plans: the expression, ready to be evaluated many times.
  ///
  /// - Parameter expected: the type that the expression must have; nil for any.
  /// - Throws: the first fault.
  public func compile(
    _ source: String, expecting expected: CELType? = nil, _ checking: Checking = .types
  ) throws(CELFault) -> Program {
    Program(try check(parse(source), expecting: expected, checking))
  }
}
