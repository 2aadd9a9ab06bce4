import ArgumentParser
import CEL
import Foundation
import SourceYAML

/// `nuncio cel`: one expression, or a batch of them.
struct Cel: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate an expression of the Common Expression Language.",
    discussion: """
      The language is the one of Kubernetes' admission policies, with all of its libraries. The value is written as JSON; exit status 1
      when the expression is wrong or has no value.

      With --batch, standard input holds one JSON object a line: "expr" and optionally "bindings" (values with their types, such as
      {"x": {"int": "5"}}), "container", "disable_check" and "disable_macros". One line is written for each, in order: {"value": …} in
      the same form, or {"error": "…"}.

      Examples:
        nuncio cel 'size("hello") > 3'
        nuncio cel 'object.spec.replicas <= 5 && object.metadata.name.startsWith("web-")' --bindings review.yaml
        nuncio cel --batch < cases.jsonl
      """)

  @Argument(help: "The expression.") var expression: String?
  @Option(help: ArgumentHelp("The variables: a YAML or JSON mapping of names to values; - for standard input.", valueName: "FILE"))
  var bindings: String?
  @Flag(help: "The values in --bindings have their types with them, as in a batch.") var typed = false
  @Flag(help: "Evaluate the lines of standard input.") var batch = false
  @Option(help: "text or json.") var format = OutputFormat.text

  func validate() throws {
    if batch, expression != nil || bindings != nil { throw ValidationError("--batch reads its expressions from standard input.") }
    if !batch, expression == nil { throw ValidationError("An expression is missing; or --batch.") }
    if typed, bindings == nil { throw ValidationError("--typed says how --bindings is to be read.") }
  }

  func run() throws {
    guard let expression else {
      while let line = readLine() { print(ConformanceCase.answer(line)) }
      return
    }
    let variables = try BindingsFile.read(bindings, form: typed ? .typed : .plain)
    var environment = Environment()
    for name in variables.keys { environment.variables[name] = .dyn }
    let program = try compiled(expression, environment)
    let value = try evaluated(program, variables, expression)
    switch format {
    case .text: print(value.plain)
    case .json: print("{\"value\":\(value.typed)}")
    }
  }

  private func compiled(_ expression: String, _ environment: Environment) throws -> Program {
    do throws(CELFault) {
      return try environment.compile(expression)
    } catch {
      try fail(error.description, error.rendered(in: expression))
    }
  }

  private func evaluated(_ program: Program, _ variables: [String: Value], _ expression: String) throws -> (plain: String, typed: String) {
    do throws(EvaluationFault) {
      let value = try program.evaluate(variables).result.get()
      return (try PlainForm.text(value), try CaseForm.text(value))
    } catch {
      guard let span = error.span else { try fail(error.description, "error: \(error.message)") }
      try fail(error.description, CELFault(error.message, at: span).rendered(in: expression))
    }
  }

  private func fail(_ line: String, _ text: String) throws -> Never {
    switch format {
    case .text: Diagnostics.print(text)
    case .json: print("{\"error\":\(CaseForm.quoted(line))}")
    }
    throw ExitStatus.findings
  }
}

/// The variables of `nuncio cel`, in a file.
enum BindingsFile {
  /// How values are written.
  enum Form {
    /// As YAML and JSON have them.
    case plain
    /// Each an object with one key, its type.
    case typed
  }

  /// Reads the variables; none without a file.
  ///
  /// - Throws: `ExitCode` 2, with a line on standard error, when the file cannot be used.
  static func read(_ path: String?, form: Form) throws -> [String: Value] {
    guard let path else { return [:] }
    let data = path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
    guard let data else { throw unusable("\(path): no such file, or it cannot be read") }
    switch form {
    case .plain: return try plain(Array(data), file: path)
    case .typed: return try typed(data, file: path)
    }
  }

  private static func unusable(_ message: String) -> ExitCode {
    Diagnostics.print("error: \(message)")
    return ExitStatus.unusable
  }

  private static func plain(_ bytes: [UInt8], file: String) throws -> [String: Value] {
    let documents: [YAMLNode]
    do throws(YAMLFault) {
      documents = try parseYAML(bytes, file: file)
    } catch {
      throw unusable("\(error.position): \(error.message)")
    }
    guard documents.count == 1, let root = documents.first, root.kind == .mapping else {
      throw unusable("\(file):1:1: the variables are one mapping of names to values")
    }
    return Dictionary(root.entries.map { ($0.key, value($0.value)) }) { first, _ in first }
  }

  private static func value(_ node: YAMLNode) -> Value {
    switch node.kind {
    case .null: .null
    case .bool: .bool(node.bool ?? false)
    case .int: node.int.map { .int(Int64($0)) } ?? .double(node.double ?? 0)
    case .float: .double(node.double ?? 0)
    case .string: .string(node.text ?? "")
    case .sequence: .list(node.items.map(value))
    case .mapping: .map(Dictionary(node.entries.map { ($0.key, value($0.value)) }) { first, _ in first })
    }
  }

  private static func typed(_ data: Data, file: String) throws -> [String: Value] {
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw unusable("\(file): typed variables are one JSON object of names to values")
    }
    do throws(CaseForm.Fault) {
      var result: [String: Value] = [:]
      for (name, value) in object { result[name] = try CaseForm.value(value) }
      return result
    } catch {
      throw unusable("\(file): \(error)")
    }
  }
}
