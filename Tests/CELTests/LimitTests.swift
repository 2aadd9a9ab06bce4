import CEL
import Testing

@Suite("CEL: limits")
struct LimitTests {
  private static let small = EvaluationLimits(cost: 10_000, work: 1_000_000, bytes: 100_000)

  private func kind(_ source: String, _ limits: EvaluationLimits = small, _ bindings: [String: Value] = [:]) throws -> EvaluationFault.Kind?
  {
    var environment = Environment()
    for name in bindings.keys { environment.variables[name] = .dyn }
    guard case .failure(let fault) = try environment.compile(source).evaluate(bindings, limits: limits).result else { return nil }
    return fault.kind
  }

  @Test("the cost limit stops an evaluation, and no operator swallows that")
  func cost() throws {
    let list = Value.list((0..<100).map { .int($0) })
    let triple = "list.all(a, list.all(b, list.all(c, a + b + c >= 0)))"
    #expect(try kind(triple, Self.small, ["list": list]) == .costLimit)
    #expect(try kind("true || true") == nil)
    #expect(try kind("\(triple) || true", Self.small, ["list": list]) == .costLimit)
    #expect(try kind("[1].exists(x, \(triple)) || true", Self.small, ["list": list]) == .costLimit)
  }

  @Test("the cost of an evaluation that is stopped is just above the limit")
  func stopsAtOnce() throws {
    var environment = Environment()
    environment.variables["list"] = .list(.int)
    let program = try environment.compile("list.all(a, list.all(b, a + b >= 0))")
    let evaluation = program.evaluate(["list": .list((0..<1000).map { .int($0) })], limits: EvaluationLimits(cost: 500))
    #expect(evaluation.cost > 500 && evaluation.cost < 600)
  }

  /// `a` doubled many times by bindings inside bindings.
  private static func doubled(_ start: String, _ step: String, _ times: Int, _ end: String) -> String {
    (0..<times).reversed().reduce(
      "cel.bind(x\(times), \(step.replacing("_", with: "x\(times - 1)")), \(end.replacing("_", with: "x\(times)")))"
    ) {
      body, number in
      "cel.bind(x\(number), \(number == 0 ? start : step.replacing("_", with: "x\(number - 1)")), \(body))"
    }
  }

  @Test(
    "nothing huge is built",
    arguments: [
      doubled("'aaaaaaaaaaaaaaaa'", "_ + _", 30, "size(_)"), doubled("[1]", "_ + _", 30, "size(_)"),
      doubled("b'abcd'", "_ + _", 30, "size(_)"),
      doubled("'ab'", "_.replace('', _)", 10, "size(_)"), doubled("'ab'", "[_, _, _, _].join(_)", 15, "size(_)"),
      doubled("'ab'", "'%s%s%s%s'.format([_, _, _, _])", 15, "size(_)"), doubled("[1, 2, 3]", "_.map(x, _).flatten()", 20, "size(_)"),
      "lists.range(1000000000)", "lists.range(9223372036854775807)",
      "'%.99f%.99f'.format([1e300, 1.0]).replace('', '%.99f'.format([1e300])).size()",
      doubled("'abab'", "strings.quote(_) + _", 30, "size(_)"),
    ])
  func huge(_ source: String) throws {
    #expect(try kind(source) != nil)
  }

  @Test(
    "values that share what they hold are not walked for ever",
    arguments: ["_ == _", "'%s'.format([_])", "_ in [_]", "sets.contains([_], [_])"])
  func shared(_ end: String) throws {
    let source = Self.doubled("[1, 2]", "[_, _]", 40, end)
    #expect(try kind(source) == .workLimit)
  }

  @Test("types that hold each other twice are checked")
  func doubledTypes() throws {
    #expect(try kind(Self.doubled("{1: 1}", "{_: _}", 60, "_")) == .error)
  }

  @Test("a shared value is too large to be written")
  func written() throws {
    let value = try Environment().compile(Self.doubled("[1, 2]", "[_, _]", 40, "_")).evaluate([:]).result.get()
    #expect(throws: EvaluationFault.self) { try CaseForm.text(value) }
    #expect(throws: EvaluationFault.self) { try PlainForm.text(value) }
  }

  @Test("patterns that are dear to compile, and many of them, are work")
  func patterns() throws {
    #expect(try kind("'a'.matches('((((a{100}){100}){100}){100}){100}')") == .error)
    let many = "lists.range(1000).all(i, 'a'.matches('(a{1,500}b{1,500}c{1,300}' + string(i) + ')*') || true)"
    #expect(try kind(many, EvaluationLimits(cost: 10_000_000, work: 1_000_000)) == .workLimit)
  }

  @Test(
    "what is quadratic is bounded",
    arguments: [
      "long.split(long.substring(0, 5000) + 'b').size() == 1", "long.replace(long.substring(0, 5000) + 'b', '') == long",
      "long.contains(long.substring(0, 5000) + 'b')", "long.indexOf(long.substring(0, 5000) + 'b') < 0",
      "long.findAll('a(.*z)?').size() > 0",
      "long.split('').map(c, long).max() == long", "long.split('').map(c, long).isSorted()",
      "long.split('').map(c, long).sort().size() > 0",
      "long.split('').all(c, long in {long: 1})",
      "sets.contains(long.split('').map(c, long), [long.substring(0, 9999) + 'b'])",
    ])
  func quadratic(_ source: String) throws {
    let long = Value.string(String(repeating: "a", count: 10_000))
    #expect(try kind(source, EvaluationLimits(cost: .max, work: 2_000_000), ["long": long]) == .workLimit)
  }

  @Test("an expression that is full of dear patterns and calls is planned all the same")
  func planning() throws {
    let patterns = (0..<1500).map { "text.matches('[a-zß-ω]{1000}\($0)')" }.joined(separator: " || ")
    var environment = Environment.kubernetes
    environment.variables["text"] = .string
    let evaluation = try environment.compile(patterns).evaluate(["text": .string("b")], limits: Self.small)
    #expect(throws: EvaluationFault.self) { try evaluation.result.get() }
    let calls = (0..<4000).map { "size('\($0)') == 0" }.joined(separator: " || ")
    #expect(try kind(calls, EvaluationLimits(cost: 100)) == .costLimit)
  }

  @Test("work that costs little is bounded all the same")
  func cheapWork() throws {
    // Each `size` is one unit of cost, and reads all of the text.
    let text = Value.string(String(repeating: "ä", count: 40_000))
    #expect(try kind("lists.range(1000).all(i, size(text) > 0)", EvaluationLimits(work: 1_000_000), ["text": text]) == .workLimit)
  }
}
