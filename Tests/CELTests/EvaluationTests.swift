import CEL
import Testing

@Suite("CEL: evaluation")
struct EvaluationTests {
  @Test(
    "an error says what happened and where",
    arguments: [
      ("x.missing", "1:3: no such key: missing"), ("x.a.b", "1:5: no such overload: type 'int' does not support field selection"),
      ("x['missing']", "1:1: no such key: missing"), ("[1][1]", "1:1: index out of bounds: 1"),
      ("true && 1 / 0 > 1", "1:9: division by zero"),
      ("1 % 0", "1:1: modulus by zero"), ("9223372036854775807 + 1", "1:1: integer overflow"),
      ("-(-9223372036854775808)", "1:1: integer overflow"),
      ("-9223372036854775808 / -1", "1:1: integer overflow"), ("0u - 1u", "1:1: unsigned integer overflow"),
      ("dyn(1) + dyn('a')", "1:1: no such overload"), ("dyn(1) && true", "1:1: no such overload"),
      ("{'a': 1, 'a': 2}", "1:10: Failed with repeated key: a"),
      ("optional.none().value()", "1:1: optional.none() dereference"), ("'a'.matches(x.pattern)", "1:1: error parsing regexp"),
      ("[1, 2].map(i, 2 / (i - 1))", "1:15: division by zero"), ("unbound", "1:1: no such attribute(s): unbound"),
      ("duration('9000000000s') + duration('9000000000s')", "1:1: duration overflow: out of range"),
    ])
  func errors(_ source: String, _ expected: String) throws {
    var environment = Environment()
    environment.variables = ["x": .dyn, "unbound": .dyn]
    let x = Value.map(["a": .int(1), "pattern": .string("(")])
    let result = try environment.compile(source).evaluate(["x": x]).result
    guard case .failure(let fault) = result else { return #expect(Bool(false), "a value: \(result)") }
    #expect(fault.description.hasPrefix(expected))
    #expect(fault.kind == .error)
  }

  @Test(
    "errors do not count where another term decides",
    arguments: [
      "true || 1 / 0 > 0", "1 / 0 > 0 || true", "!(false && 1 / 0 > 0)", "!(1 / 0 > 0 && false)", "[0, 1].exists(i, 1 / i == 1)",
      "![0, 2].all(i, 1 / i == 1)", "true ? true : 1 / 0 > 0", "cel.bind(x, 1 / 0, true)", "optional.of(1).orValue(1 / 0) == 1",
      "[1, 2, 3].exists(i, i == 2 || 1 / (i - 1) == 5)",
    ])
  func shortCircuit(_ source: String) throws {
    #expect(try Environment().compile(source).evaluate([:]).result.get().isTrue)
  }

  @Test(
    "equality is of bytes and across numbers",
    arguments: [
      "'e\\u0301' != '\\u00e9'", "'\\u212b' != '\\u00c5'", "{'e\\u0301': 1, '\\u00e9': 2}.size() == 2", "dyn(1) == dyn(1.0)",
      "dyn(1u) == dyn(1)",
      "{1: 'a'}[1u] == 'a'", "{1: 'a'}[1.0] == 'a'", "dyn([1, 2.0]) == dyn([1.0, 2])", "0.0 / 0.0 != 0.0 / 0.0", "dyn(1) != dyn('1')",
      "'\\U0001F431' > '\\uffff'", "b'\\xff' > b'\\x7f\\xff'", "[1, 2] != [2, 1]", "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}",
    ])
  func equality(_ source: String) throws {
    #expect(try Environment().compile(source).evaluate([:]).result.get().isTrue)
  }

  @Test("a program is evaluated from many tasks at once")
  func parallel() async throws {
    var environment = Environment()
    environment.variables["x"] = .int
    let program = try environment.compile("[1, 2, 3].map(i, i * x).sum() == 6 * x && 'a1'.matches('^a[0-9]$')")
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<20 { group.addTask { (try? program.evaluate(["x": .int(Int64(number))]).result.get().isTrue) == true } }
      for await isTrue in group { #expect(isTrue) }
    }
  }

  @Test("objects that are not ours are asked for what is needed, and for nothing else")
  func foreign() throws {
    let object = RecordingMap(["spec": .map(["replicas": .int(3)]), "kind": .string("Deployment")])
    var environment = Environment()
    environment.variables["object"] = .dyn
    let program = try environment.compile(
      "object.spec.replicas == 3 && has(object.kind) && !has(object.status) && object.?x.orValue(1) == 1")
    #expect(try program.evaluate(["object": .map(object)]).result.get().isTrue)
    #expect(object.asked == ["spec", "kind", "status", "x"])
    let keys = try environment.compile(
      "object.map(k, k) == ['kind', 'spec'] && object.size() == 2 && object.exists(k, v, v == 'Deployment')")
    #expect(try keys.evaluate(["object": .map(object)]).result.get().isTrue)
    let list = try environment.compile("object == [0, 1, 4] && object[2] == 4 && object.max() == 4 && object + [9] == [0, 1, 4, 9]")
    #expect(try list.evaluate(["object": .list(Squares())]).result.get().isTrue)
  }

  @Test("a variable that cannot be had fails the expression that asks for it")
  func failingBindings() throws {
    struct Failing: Bindings {
      func value(of variable: String) throws(EvaluationFault) -> Value? { throw EvaluationFault("not available offline") }
    }
    var environment = Environment()
    environment.variables["authorizer"] = .dyn
    let program = try environment.compile("true || authorizer.x")
    #expect(try program.evaluate(Failing()).result.get().isTrue)
    #expect(program.variables == ["authorizer"])
    let asks = try environment.compile("1 == 2 || authorizer.x")
    guard case .failure(let fault) = asks.evaluate(Failing()).result else { return #expect(Bool(false), "a value") }
    #expect(fault.description == "1:11: not available offline")
  }

  @Test("a value of cel.bind and cel.block is evaluated once, when it is needed")
  func lazily() throws {
    var environment = Environment()
    environment.variables["x"] = .dyn
    let x = RecordingMap(["a": .int(1)])
    let program = try environment.compile(
      "cel.bind(y, x.a, [1, 2, 3].all(i, y == 1)) && cel.block([x.a, cel.index(0) + 1], cel.index(1) + cel.index(1) == 4)")
    #expect(try program.evaluate(["x": .map(x)]).result.get().isTrue)
    #expect(x.asked == ["a", "a"])
  }
}

/// A map that remembers which keys were asked for.
private final class RecordingMap: ForeignMap {
  private let entries: [String: Value]
  // Used by one test at a time, from one thread.
  nonisolated(unsafe) private(set) var asked: [String] = []

  init(_ entries: [String: Value]) { self.entries = entries }
  var count: Int { entries.count }
  var keys: [String] { entries.keys.sorted() }
  func value(forKey key: String) throws(EvaluationFault) -> Value? {
    asked.append(key)
    return entries[key]
  }
}

private final class Squares: ForeignList {
  var count: Int { 3 }
  func element(at index: Int) -> Value { .int(Int64(index * index)) }
}
