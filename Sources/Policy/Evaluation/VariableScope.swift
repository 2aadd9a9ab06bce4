import CEL
import Synchronization

/// A policy's variables, compiled in the order in which they stand: each sees those above it.
struct CompiledVariables: Sendable {
  /// The name of the type that `variables` has.
  static let typeName = "kubernetes.variables"
  /// Variables that wait for each other at most, which is checked when a policy is loaded: each takes some of the stack, which an
  /// API server's can do more of.
  static let maximumHeight = 32

  private(set) var programs: [String: Program] = [:]
  private(set) var names: [String] = []
  private var types: [String: CELType] = [:]

  /// Adds a variable; a nil program is one that does not compile, whose type is not known.
  mutating func add(_ name: String, _ program: Program?) {
    names.append(name)
    programs[name] = program
    types[PropertyName.escaped(name) ?? name] = program.map { Self.declared($0.type) } ?? .dyn
  }

  /// Declares `variables` as far as they are added.
  func declare(in environment: inout Environment) {
    environment.objects[Self.typeName] = ObjectType(name: Self.typeName, fields: types)
    environment.variables["variables"] = .object(Self.typeName)
  }

  /// The type that a variable's users see: objects and library types are `dyn` to them, as in an API server.
  private static func declared(_ type: CELType) -> CELType {
    switch type {
    case .list(let element): .list(declared(element))
    case .map(let key, let value): .map(declared(key), declared(value))
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .null: type
    default: .dyn
    }
  }
}

/// The bindings of a policy's expressions: variables are evaluated when the first expression asks for one.
final class VariableScope: Bindings, ForeignMap {
  private struct State {
    var values: [String: Result<Value, EvaluationFault>] = [:]
    /// What variables have cost since the last question.
    var cost: UInt64 = 0
  }

  private let variables: CompiledVariables
  private let outer: any Bindings
  /// What the expressions and the variables may do.
  let work: WorkBudget
  private let state = Mutex(State())

  /// - Parameter outer: Everything but `variables`.
  init(_ variables: CompiledVariables, in outer: any Bindings, work: WorkBudget) {
    self.variables = variables
    self.work = work
    self.outer = outer
  }

  func value(of variable: String) throws(EvaluationFault) -> Value? {
    variable == "variables" ? .map(self) : try outer.value(of: variable)
  }

  var count: Int { variables.names.count }
  var keys: [String] { variables.names }

  func value(forKey key: String) throws(EvaluationFault) -> Value? {
    if let known = state.withLock({ $0.values[key] }) { return try known.get() }
    guard let program = variables.programs[key] else { return nil }
    let evaluation = work.evaluate(program, self)
    let result = evaluation.result.mapError { fault in
      EvaluationFault("composited variable \"\(key)\" fails to evaluate: \(fault.message)")
    }
    state.withLock { state in
      state.values[key] = result
      state.cost += evaluation.cost
    }
    return try result.get()
  }

  /// What evaluating variables has cost since this was last asked.
  func takeCost() -> UInt64 {
    state.withLock { state in
      defer { state.cost = 0 }
      return state.cost
    }
  }
}
