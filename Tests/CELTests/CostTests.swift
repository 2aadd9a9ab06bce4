import CEL
import Testing

@Suite("CEL: cost")
struct CostTests {
  /// Values that the reference implementation gives for the same expressions.
  @Test(
    "estimates",
    arguments: [
      ("'hello'", 0, 0), ("input", 1, 1), ("1 == 1", 1, 1), ("true || false", 0, 0), ("input.all(x, true)", 2, 302),
      ("text.matches('[0-9]+')", 3, 103),
      ("text.contains(other)", 2, 2502), ("text.startsWith(other)", 2, 52), ("text + other", 2, 102), ("text == other", 3, 52),
      ("size(text)", 2, 2),
      ("1 in input", 1, 101), ("[1, 2]", 10, 10), ("{'a': 1}", 30, 30), ("true ? text : 'a'", 0, 1), ("record.a", 2, 2),
      ("has(record.a)", 1, 1),
      ("input.isSorted()", 1, 101), ("text.find('[0-9]+')", 3, 103), ("text.replace('a', 'bc')", 1, 101),
      ("ip('1.2.3.4').isLoopback()", 2, 2),
    ] as [(String, UInt64, UInt64)])
  func estimates(_ source: String, _ least: UInt64, _ most: UInt64) throws {
    let checked = try Self.environment.check(Self.environment.parse(source))
    let estimate = checked.estimatedCost { path, type in
      switch path.first {
      case "input": path.count == 1 ? SizeEstimate(min: 0, max: 100) : nil
      case "text", "other": SizeEstimate(min: 0, max: 500)
      default: nil
      }
    }
    #expect(estimate == CostEstimate(min: least, max: most))
  }

  private static let environment: Environment = {
    var environment = Environment()
    environment.variables = ["input": .list(.int), "text": .string, "other": .string, "record": .map(.string, .int)]
    return environment
  }()

  @Test(
    "runtime",
    arguments: [
      ("1 + 1", 1), ("record.a == 1", 3), ("has(record.a)", 1), ("text == 'aaaaaaaaaaaaaaaaaaaa'", 3), ("text + text", 6),
      ("2 in input", 4),
      ("text.matches('a+')", 4), ("text.contains('a')", 3), ("input.all(x, x > 0)", 17), ("input.exists(x, x == 1)", 11),
      ("[1, 2, 3].size()", 1),
      ("[text].size()", 12), ("input.sum()", 4), ("text.lowerAscii()", 3), ("text.replace('a', 'b')", 5), ("true || record.a == 1", 0),
    ] as [(String, UInt64)])
  func runtime(_ source: String, _ cost: UInt64) throws {
    let bindings: [String: Value] = [
      "input": .list([.int(1), .int(2), .int(3)]), "text": .string(String(repeating: "a", count: 20)), "record": .map(["a": .int(1)]),
    ]
    #expect(try Self.environment.compile(source).evaluate(bindings).cost == cost)
  }

  @Test(
    "what is evaluated costs no more than its estimate",
    arguments: [
      "input.map(x, x * 2).filter(x, x > 2).size() == 2", "input.exists_one(x, x == 2)", "text.split('').join('-').size() > 3",
      "record.all(k, v, v > 0)",
      "input.transformList(i, v, i > 0, v + i).sum() == 8", "cel.bind(x, text + text, x.contains(other))",
      "[text, other].exists(t, t.startsWith('a'))",
      "text.replace('a', 'bb').size() < 100 ? input.max() : input.min()", "{'k': text}.k.upperAscii() == text",
      "text.findAll('a').size() == 3",
      "record.?a.optMap(x, x + 1).orValue(0)", "optional.of(text).hasValue() && cidr('10.0.0.0/8').containsIP('10.0.0.1')",
    ])
  func bounded(_ source: String) throws {
    let program = try Self.environment.compile(source)
    let bindings: [String: Value] = [
      "input": .list([.int(1), .int(2), .int(3)]), "text": .string("aaa"), "other": .string("aa"), "record": .map(["a": .int(1)]),
    ]
    let estimate = program.checked.estimatedCost { path, type in
      switch path.first {
      case "input" where path.count == 1: SizeEstimate(min: 3, max: 3)
      case "text": SizeEstimate(min: 3, max: 3)
      case "other": SizeEstimate(min: 2, max: 2)
      case "record" where path.count == 1: SizeEstimate(min: 1, max: 1)
      default: nil
      }
    }
    let evaluation = program.evaluate(bindings)
    _ = try evaluation.result.get()
    #expect(evaluation.cost <= estimate.max, "\(evaluation.cost) against \(estimate)")
  }
}
