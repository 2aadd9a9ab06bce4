import CEL
import Testing

@Suite("CEL: syntax")
struct SyntaxTests {
  @Test(
    "a fault says what is wrong and where",
    arguments: [
      ("1 +", "1:4: Syntax error: expected an expression, found the end of the expression"),
      ("1 + )", "1:5: Syntax error: expected an expression, found ')'"),
      ("(1", "1:3: Syntax error: expected ')', found the end of the expression"),
      ("[1, 2", "1:6: Syntax error: expected ',' or ']', found the end of the expression"),
      ("f(1,)", "1:5: Syntax error: expected an argument, found ')'"),
      ("a.1", "1:2: Syntax error: expected an operator or the end of the expression, found a number"),
      ("a.in", "1:3: Syntax error: expected a field name, found 'in'"),
      ("'abc", "1:1: the string does not end"),
      ("'a\nb'", "1:1: the string does not end on its line; three quotes hold newlines"),
      ("'\\q'", "1:2: unknown escape in a string literal"),
      ("'\\ud800'", "1:2: an escape that is no Unicode scalar"),
      ("b'\\u0041'", "1:3: unknown escape in a bytes literal"),
      ("1\n+ 'ä' # 2", "2:7: Syntax error: token recognition error at: '#'"),
      ("9223372036854775808", "1:1: invalid int literal"),
      ("-9223372036854775809", "1:1: invalid int literal"),
      ("18446744073709551616u", "1:1: invalid uint literal"),
      ("package", "1:1: reserved identifier: package"),
      ("has(a)", "1:5: invalid argument to has() macro"),
      ("[1].all(1, true)", "1:9: argument must be a simple name"),
      ("[1].all(i, i, true)", "1:12: the two variables have the same name"),
      ("math.greatest()", "1:1: math.greatest() requires at least one argument"),
      ("math.least(1, 'a')", "1:15: math.least() simple literal arguments must be numeric"),
    ])
  func fault(_ source: String, _ expected: String) {
    #expect(fault(of: source) == expected)
  }

  private func fault(of source: String, in environment: Environment = Environment()) -> String? {
    do throws(CELFault) {
      _ = try environment.parse(source)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("every node knows its place: byte offset, length, line and column")
  func spans() throws {
    let expr = try Environment().parse("a.b\n  + size(['ä', c])")
    #expect(expr.span == SourceSpan(offset: 0, length: 23, line: 1, column: 1))
    guard case .operation(.add, let operands) = expr.kind else { return #expect(Bool(false), "not a sum") }
    #expect(operands[0].span == SourceSpan(offset: 0, length: 3, line: 1, column: 1))
    #expect(operands[1].span == SourceSpan(offset: 8, length: 15, line: 2, column: 5))
    guard case .call(nil, "size", let arguments, _) = operands[1].kind, case .list(let elements) = arguments[0].kind else {
      return #expect(Bool(false), "not a call with a list")
    }
    // The column counts scalars, the offset bytes.
    #expect(elements[1].value.span == SourceSpan(offset: 20, length: 1, line: 2, column: 16))
  }

  @Test("a rendered fault shows its line and a caret below the place")
  func rendered() throws {
    let source = "true &&\n\tfoo == 1"
    let fault = #expect(throws: CELFault.self) { try Environment().compile(source) }
    #expect(
      fault?.rendered(in: source) == "<input>:2:2: error: undeclared reference to 'foo' (in container '')\n | \tfoo == 1\n | \t^")
  }

  @Test(
    "what is too deep is a fault, never the end of the stack",
    arguments: [
      String(repeating: "(", count: 50_000), String(repeating: "[", count: 50_000) + "1", String(repeating: "{1:", count: 30_000),
      String(repeating: "f(", count: 50_000), String(repeating: "true ? (", count: 10_000),
      String(repeating: "true ? true : ", count: 5_000) + "true", "1" + String(repeating: " + 1", count: 20_000),
      "a" + String(repeating: ".b", count: 40_000), "a" + String(repeating: "[0]", count: 30_000),
      "a" + String(repeating: ".f()", count: 20_000), String(repeating: "a.map(x,", count: 10_000),
    ])
  func tooDeep(_ source: String) throws {
    let message = try #require(fault(of: source))
    #expect(message.contains("nested too deeply"))
  }

  @Test("what is long but not deep is read")
  func long() throws {
    var environment = Environment()
    environment.syntaxLimits.bytes = 1_000_000
    let conjunction = "true" + String(repeating: " && true", count: 20_000)
    #expect(try environment.compile(conjunction).evaluate([:]).result.get().isTrue)
    #expect(try environment.compile(String(repeating: "!", count: 20_000) + "true").evaluate([:]).result.get().isTrue)
    #expect(try environment.compile("size([" + String(repeating: "1,", count: 20_000) + "]) == 20000").evaluate([:]).result.get().isTrue)
  }

  @Test("the tallest tree that is let through can be checked, planned, evaluated and freed")
  func tallest() throws {
    let environment = Environment()
    let pluses = environment.syntaxLimits.height - 2
    let sum = "1" + String(repeating: " + 1", count: pluses)
    #expect(try environment.compile("\(sum) == \(pluses + 1)").evaluate([:]).result.get().isTrue)
    #expect(fault(of: "\(sum) + 1 == \(pluses + 2)")?.contains("nested too deeply") == true)
    let nested = String(repeating: "[", count: 199) + "1" + String(repeating: "]", count: 199)
    #expect(try PlainForm.text(environment.compile(nested).evaluate([:]).result.get()) == nested)
  }

  @Test("an expression that is too long is refused before it is read")
  func tooLong() {
    let source = "'" + String(repeating: "a", count: 100_000) + "'"
    #expect(fault(of: source) == "1:1: the expression is 100002 bytes long, at most 100000 are read")
  }

  @Test("comments, line ends and trailing commas")
  func layout() throws {
    let source = "[1, // one\r\n 2,\n] == [1, 2] // equal\n && {'a': 1,}.a == 1"
    #expect(try Environment().compile(source).evaluate([:]).result.get().isTrue)
  }
}

extension Value {
  var isTrue: Bool { if case .bool(true) = self { true } else { false } }
}
