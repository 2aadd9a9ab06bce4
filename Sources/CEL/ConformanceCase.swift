import Foundation

/// One case of the conformance suite, or one line of a batch: an expression with what it is evaluated in.
public struct ConformanceCase: Sendable {
  /// The expression.
  public let expression: String
  /// `Environment.container`.
  public let container: String
  /// The variables and their values.
  public let bindings: [String: Value]
  /// `disable_check`: names are looked up, types are not checked.
  public let checking: Environment.Checking
  /// `disable_macros`
  public let macros: Environment.Macros
  /// Where it stands in the suite, when it says so.
  public let name: String
  /// What is expected; nil when nothing is said.
  public let expected: Expected?

  /// What a case expects.
  public enum Expected: Sendable {
    case value(Value)
    /// Any error.
    case error
  }

  /// Reads a line of JSON.
  ///
  /// - Throws: `CaseForm.Fault` that says what is wrong with the line.
  public init(line: String) throws(CaseForm.Fault) {
    guard let json = try? JSONSerialization.jsonObject(with: Data(line.utf8)), let object = json as? [String: Any] else {
      throw CaseForm.Fault(description: "the line is not a JSON object")
    }
    guard let expression = object["expr"] as? String else { throw CaseForm.Fault(description: "the line has no text \"expr\"") }
    self.expression = expression
    container = try Self.optional(object["container"], "container", or: "")
    checking = try Self.optional(object["disable_check"], "disable_check", or: false) ? .namesOnly : .types
    macros = try Self.optional(object["disable_macros"], "disable_macros", or: false) ? .disabled : .expanded
    var bindings: [String: Value] = [:]
    for (name, value) in try Self.optional(object["bindings"], "bindings", or: [String: Any]()) {
      bindings[name] = try CaseForm.value(value)
    }
    self.bindings = bindings
    name = ["file", "section", "name"].compactMap { object[$0] as? String }.joined(separator: "/")
    if let value = object["value"] {
      expected = .value(try CaseForm.value(value))
    } else {
      expected = object["error"] == nil ? nil : .error
    }
  }

  private static func optional<T>(_ json: Any?, _ key: String, or standard: T) throws(CaseForm.Fault) -> T {
    guard let json, !(json is NSNull) else { return standard }
    guard let value = json as? T else { throw CaseForm.Fault(description: "\"\(key)\" is of another type") }
    return value
  }

  /// Checks and evaluates the expression with everything that the library has.
  ///
  /// - Throws: `CELFault` when it does not parse or check, `EvaluationFault` when it has no value.
  public func evaluate(limits: EvaluationLimits = EvaluationLimits()) throws -> Value {
    var environment = Environment(libraries: Library.all)
    environment.container = container
    environment.macros = macros
    for (name, value) in bindings { environment.variables[name] = Self.type(of: value) }
    return try environment.compile(expression, checking).evaluate(bindings, limits: limits).result.get()
  }

  /// The type that a binding declares: what is inside of lists and maps may be anything.
  private static func type(of value: Value) -> CELType {
    switch value {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type(.dyn)
    case .optional: .optional(.dyn)
    case .opaque(let box): .opaque(box.value.typeName)
    }
  }

  /// The answer to a line of a batch, as one line of JSON: `{"value": …}`, or `{"error": "…"}` for whatever goes wrong.
  public static func answer(_ line: String) -> String {
    do {
      return "{\"value\":\(try CaseForm.text(try ConformanceCase(line: line).evaluate()))}"
    } catch {
      return "{\"error\":\(CaseForm.quoted(String(describing: error)))}"
    }
  }
}
