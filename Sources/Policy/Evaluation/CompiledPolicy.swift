import CEL
import Manifests
import SourceYAML

/// An expression that must hold, ready to be evaluated. A class, as its policy: every evaluation hands it on.
final class CompiledRule: Sendable {
  let validation: Validation
  let program: Program
  let message: Program?
  /// What it reads of the object.
  let reads: ReadPaths

  init(_ validation: Validation, program: Program, message: Program?, reads: ReadPaths) {
    self.validation = validation
    self.program = program
    self.message = message
    self.reads = reads
  }
}

/// An admission policy whose expressions are ready to be evaluated.
final class CompiledPolicy: Sendable {
  /// An expression and its place.
  struct Condition: Sendable {
    let name: String
    let expression: PolicyExpression
    let program: Program
  }

  let policy: AdmissionPolicy
  let bindings: [PolicyBinding]
  let variables: CompiledVariables
  let conditions: [Condition]
  let rules: [CompiledRule]
  let annotations: [Condition]
  /// The variables of the language that any of its expressions names.
  let inputs: Set<String>
  /// Whether validations and messages together may cost more than a policy may: each expression is stopped at its own limit.
  let canExhaustBudget: Bool

  init(
    _ policy: AdmissionPolicy, bindings: [PolicyBinding], variables: CompiledVariables, conditions: [Condition], rules: [CompiledRule],
    annotations: [Condition], inputs: Set<String>
  ) {
    self.policy = policy
    self.bindings = bindings
    self.variables = variables
    self.conditions = conditions
    self.rules = rules
    self.annotations = annotations
    self.inputs = inputs
    let expressions = rules.count + rules.count { $0.message != nil } + 2 * variables.names.count
    canExhaustBudget = UInt64(expressions) * CostBudget.expression > CostBudget.policy
  }
}

/// Compiles one policy after the other; what is wrong becomes findings at the place inside the file.
struct PolicyCompiler {
  let catalog: KindCatalog
  private(set) var findings: [Finding] = []

  init(catalog: KindCatalog) { self.catalog = catalog }

  /// Nil when an expression is wrong, or asks what only an API server knows.
  mutating func compile(_ policy: AdmissionPolicy, bindings: [PolicyBinding]) -> CompiledPolicy? {
    var pass = ExpressionPass(
      environment: AdmissionDeclarations.environment(hasParams: policy.paramKind != nil), macros: .kubernetes, object: policy.key,
      laterVariables: policy.variables.map(\.name))
    let variables = pass.variables(policy.variables)
    let conditions = policy.matchConditions.compactMap { condition in
      pass.program(condition.expression, giving: .bool).map {
        CompiledPolicy.Condition(name: condition.name, expression: condition.expression, program: $0)
      }
    }
    let rules = pass.rules(policy.validations)
    let annotations = policy.auditAnnotations.compactMap { annotation in
      pass.program(annotation.expression, giving: .stringOrNull).map {
        CompiledPolicy.Condition(name: annotation.name, expression: annotation.expression, program: $0)
      }
    }
    findings += pass.findings
    guard pass.isUsable else { return nil }
    findings += SchemaCheck(policy: policy, catalog: catalog).findings()
    return CompiledPolicy(
      policy, bindings: bindings, variables: variables, conditions: conditions, rules: rules, annotations: annotations,
      inputs: pass.inputs)
  }
}

/// Compiles the expressions of one policy in one environment.
struct ExpressionPass {
  /// What an expression must evaluate to.
  enum Output {
    case anything, bool, string, stringOrNull

    /// Why a type is none of it; nil when it is.
    func problem(with type: CELType) -> String? {
      switch (self, type) {
      case (.anything, _), (.bool, .bool), (.string, .string), (.stringOrNull, .string), (.stringOrNull, .null): nil
      case (.bool, _): "must evaluate to bool but got \(type)"
      case (.string, _): "must evaluate to string but got \(type)"
      case (.stringOrNull, _): "must evaluate to one of [string null_type] but got \(type)"
      }
    }
  }

  /// Which macros expressions may use.
  enum Macros {
    /// Those of an API server, which does not have `cel.bind`.
    case kubernetes
    case all
  }

  private var environment: Environment
  private let macros: Macros
  /// The variable that is being compiled.
  private var variable: String?
  private(set) var findings: [Finding] = []
  /// Whether every expression so far can be evaluated.
  private(set) var isUsable = true
  private(set) var inputs: Set<String> = []
  private let object: ObjectKey
  private let allVariables: [String]
  private var variableReads: [String: ReadPaths] = [:]
  /// How many variables wait for each other when this one is evaluated, itself among them.
  private var variableHeights: [String: Int] = [:]

  init(environment: Environment, macros: Macros, object: ObjectKey, laterVariables: [String]) {
    self.environment = environment
    self.macros = macros
    self.object = object
    allVariables = laterVariables
  }

  /// Compiles variables, each in view of those before it, and declares them for what follows.
  mutating func variables(_ named: [AdmissionPolicy.Named]) -> CompiledVariables {
    var variables = CompiledVariables()
    variables.declare(in: &environment)
    for entry in named {
      variable = entry.name
      variables.add(entry.name, program(entry.expression, giving: .anything))
      let name = PropertyName.escaped(entry.name) ?? entry.name
      variableReads[name] = reads(of: entry.expression)
      variableHeights[name] = height(of: entry)
      variables.declare(in: &environment)
    }
    variable = nil
    return variables
  }

  /// A variable's height; 0 after a finding that it is too high.
  private mutating func height(of variable: AdmissionPolicy.Named) -> Int {
    guard let parsed = try? environment.parse(variable.expression.text) else { return 0 }
    let below = parsed.fields(ofVariable: "variables").map { $0.compactMap { variableHeights[$0] } } ?? Array(variableHeights.values)
    let height = 1 + (below.max() ?? 0)
    guard height > CompiledVariables.maximumHeight else { return height }
    isUsable = false
    findings.append(
      .error(
        .policyExpression, "variables that use each other are nested more than \(CompiledVariables.maximumHeight) deep",
        at: variable.expression.position, object: object))
    return 0
  }

  /// Compiles validations and their messages.
  mutating func rules(_ validations: [Validation]) -> [CompiledRule] {
    validations.compactMap { validation in
      let message = validation.messageExpression.flatMap { program($0, giving: .string) }
      return program(validation.expression, giving: .bool).map {
        CompiledRule(validation, program: $0, message: message, reads: reads(of: validation.expression))
      }
    }
  }

  /// Nil when the expression is wrong, which is a finding.
  mutating func program(_ expression: PolicyExpression, giving output: Output) -> Program? {
    do throws(CELFault) {
      let parsed = try environment.parse(expression.text)
      if let place = parsed.uses(variable: "authorizer") {
        unavailable(expression, at: place)
        return nil
      }
      if macros == .kubernetes, let place = parsed.firstBinding {
        throw CELFault("undeclared reference to 'cel' (in container '')", at: place)
      }
      let program = Program(try environment.check(parsed))
      if let problem = output.problem(with: program.type) { throw CELFault(problem, at: parsed.span) }
      inputs.formUnion(program.variables)
      return program
    } catch {
      isUsable = false
      findings.append(.error(.policyExpression, message(error), at: expression.position(ofByte: error.span.offset), object: object))
      return nil
    }
  }

  /// An expression that does not parse reads nothing: it is a finding already.
  private func reads(of expression: PolicyExpression) -> ReadPaths {
    (try? environment.parse(expression.text)).map { ReadPaths($0, variables: variableReads) } ?? ReadPaths()
  }

  private mutating func unavailable(_ expression: PolicyExpression, at place: SourceSpan) {
    isUsable = false
    findings.append(
      .warning(
        .policyUnavailable,
        "'authorizer' is not available offline: only an API server knows who may do what, so this policy is left to it",
        at: expression.position(ofByte: place.offset), object: object))
  }

  /// A variable that is there, but further down, deserves a better word than "undefined".
  private func message(_ fault: CELFault) -> String {
    let late = allVariables.first { fault.message == "undefined field '\($0)'" }
    guard let variable, let late else { return fault.message }
    return late == variable
      ? "variable '\(late)' cannot refer to itself" : "variable '\(late)' is declared below: a variable sees only those above it"
  }
}
