import CEL
import Testing

/// What the API server was seen to do where the specification's tests want something else, or say nothing.
@Suite("CEL: as the API server does it")
struct KubernetesTests {
  private func result(_ source: String, _ environment: Environment = .kubernetes) throws -> Result<Value, EvaluationFault> {
    var environment = environment
    environment.variables = ["object": .dyn, "oldObject": .dyn]
    let labels = Value.map(["a": .string("text")])
    return try environment.compile(source).evaluate(["object": .map(["labels": labels]), "oldObject": .null]).result
  }

  @Test(
    "what has no fields lacks the one that is asked for",
    arguments: [
      "oldObject.?spec.orValue(1) == 1", "oldObject[?'x'].orValue(1) == 1", "oldObject[?0].orValue(1) == 1", "!has(oldObject.metadata)",
      "!has(object.labels.a.b)", "object.labels.a.?foo.orValue(1) == 1", "[dyn('a'), dyn(1)].all(c, !has(c.tag))",
      "!has(dyn(quantity('1')).foo) && !has(dyn(duration('1s')).foo) && !has(dyn(int).foo) && !has(dyn(b'a').foo)",
      "!has(dyn(optional.of(1)).foo)", "optional.of(dyn(null)).foo.orValue(2) == 2", "optional.of(dyn(1)).?foo.orValue(2) == 2",
    ])
  func absentField(_ source: String) throws {
    #expect(try result(source).get().isTrue)
    guard case .failure(let fault) = try result(source, Environment()) else { return #expect(Bool(false), "a value by the specification") }
    #expect(fault.message.hasPrefix("no such overload"))
  }

  @Test(
    "errors have the API server's words",
    arguments: [
      ("oldObject.metadata.name == 'a'", "no such key: metadata"), ("oldObject['metadata'] == 1", "no such key: metadata"),
      ("dyn(1)[0] == 1", "no such key: 0"), ("has(object.labels.zz.b)", "no such key: zz"),
      ("has(dyn([1]).foo)", "unsupported index type 'string' in list"), ("dyn([1]).foo == 1", "unsupported index type 'string' in list"),
      ("dyn([1]).?foo.orValue(1) == 1", "unsupported index type 'string' in list"),
      ("dyn([1])[?'foo'].orValue(1) == 1", "unsupported index type 'string' in list"),
      ("'%f'.format([1]) == ''", "error during formatting: fixed-point clause can only be used on doubles, was given int"),
      ("'%s'.format([[dyn(optional.of(1))]]) == ''", "error during formatting: no formatting function for optional_type"),
      ("'d'.lastIndexOf('d', -1) == -1", "index out of range: -1"),
      ("dyn(['a']).sum() == 'a'", "no such overload: sum(list)"), ("size(dyn(1)) == 1", "no such overload: size"),
      ("sets.contains(dyn(1), [1])", "no such overload: sets.contains(int, list)"), ("dyn(1).startsWith('a')", "no such overload"),
      ("quantity('1').add(dyn('a')) == quantity('1')", "no such overload: add(kubernetes.Quantity, string)"),
      ("google.protobuf.Int32Value{value: 5000000000} == 1", "integer overflow"), ("uint(-1) == 1u", "unsigned integer overflow"),
      ("int(1e30) == 1", "integer overflow"),
      ("ip('fe80::1%eth0') == ip('::')", #"IP address "fe80::1%eth0" with zone value is not allowed"#),
      ("ip('::ffff:1.2.3.4') == ip('::')", #"IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed"#),
    ])
  func words(_ source: String, _ expected: String) throws {
    guard case .failure(let fault) = try result(source) else { return #expect(Bool(false), "a value") }
    #expect(fault.message == expected)
  }

  @Test(
    "texts that are no ranges and no URLs",
    arguments: [
      ("10.0.0.0/33", "prefix length out of range"), ("10.0.0.0/01", #"bad bits after slash: "01""#), ("v", "no '/'"),
      ("x/8", #"ParseAddr("x"): unable to parse IP"#), ("fe80::1%eth0/64", "IPv6 zones cannot be present in a prefix"),
    ])
  func range(_ text: String, _ expected: String) throws {
    guard case .failure(let fault) = try result("cidr('\(text)').prefixLength() == 0") else { return #expect(Bool(false), "a value") }
    let reason = "network address parse error during conversion from string: "
    #expect(fault.message == "\(reason)\(reason)netip.ParsePrefix(\"\(text)\"): \(expected)")
  }

  @Test("escapes that are none", arguments: [("https://a/%zz", "%zz"), ("https://%zz/", "%zz"), ("/a%2", "%2"), ("/%41%", "%")])
  func escape(_ text: String, _ piece: String) throws {
    guard case .failure(let fault) = try result("url('\(text)').getHost() == ''") else { return #expect(Bool(false), "a value") }
    #expect(fault.message == #"URL parse error during conversion from string: parse "\#(text)": invalid URL escape "\#(piece)""#)
  }

  @Test(
    "patterns fail in Go's words",
    arguments: [
      ("b(", "missing closing ): `b(`"), ("b)", "unexpected ): `b)`"), ("[", "missing closing ]: `[`"),
      ("b**", "invalid nested repetition operator: `**`"), ("a{1001}", "invalid repeat count: `{1001}`"),
      ("b\\", "trailing backslash at end of expression: ``"), ("[b-a]", "invalid character class range: `b-a`"),
      ("(?z)", "invalid or unsupported Perl syntax: `(?z`"), ("\\8", "invalid escape sequence: `\\8`"),
      ("[[:foo:]]", "invalid character class range: `[:foo:]`"), ("\\pX", "invalid character class range: `\\pX`"),
      ("(?P<n", "invalid named capture: `(?P<n`"), ("(?<n>b)\\C", "invalid escape sequence: `\\C`"),
      ("[\\C]", "invalid escape sequence: `\\C`"), ("*", "missing argument to repetition operator: `*`"),
    ])
  func pattern(_ pattern: String, _ expected: String) throws {
    var environment = Environment.kubernetes
    environment.variables["pattern"] = .string
    let program = try environment.compile("'a'.matches(pattern)")
    guard case .failure(let fault) = program.evaluate(["pattern": .string(pattern)]).result else { return #expect(Bool(false), "a value") }
    #expect(fault.message == "error parsing regexp: \(expected)")
  }

  @Test(
    "patterns are Go's",
    arguments: [
      "'a'.matches('(?<n>a)')", "'a'.matches('(?P<n>a)')", "'(?<n>C'.matches(r'^[(?][\\?](?<n>[]<])\\Qn>\\EC$')", "'n'.matches('[(?<n>]')",
      #"r'\C(?<n>'.matches(r'^\Q\C(?<n>\E$')"#, "'n]<'.matches('^[[:alpha:](?<n>]](?<m><)$')",
    ])
  func goPattern(_ source: String) throws {
    #expect(try result(source).get().isTrue)
  }

  @Test("what is no pattern of Go's is found by the checker", arguments: [#"'a'.matches('\\C')"#, "'a'.matches('(?<=a)b')"])
  func checkedPattern(_ source: String) {
    #expect(throws: CELFault.self) { try Environment.kubernetes.compile(source) }
  }

  @Test(
    "texts are formatted as the API server does it",
    arguments: [
      ("'%s'.format([['a', 1]])", "[\"a\", 1]"), ("'%s'.format([{'b': 1, 'a': [1.5]}])", "{\"a\":[1.500000], \"b\":1}"),
      ("'%s'.format([[1.5, 1u, true, null, b'x\"', int]])", "[1.500000, 1, true, null, b\"x\\\"\", int]"),
      ("'%s'.format([[timestamp(0), duration('90s')]])", "[timestamp(\"1970-01-01T00:00:00Z\"), duration(\"90s\")]"),
      ("'%s'.format([{2: 1, 10: 2, 'a': 3, true: 4}])", "{\"a\":3, 10:2, 2:1, true:4}"),
      ("'%s %s'.format([{}, [[]]])", "{} [[]]"), ("'%s'.format([['ä', 'a\\tb\\\\c', '\\u0001\\u007f']])", #"["ä", "a\tb\\c", "\x01\x7f"]"#),
      ("'%s'.format([['\\u200b\\u00a0\\U000E0001']])", #"["\u200b\u00a0\U000e0001"]"#),
      ("'%s'.format([1e30])", "1e+30"), ("'%s'.format([1234567.5])", "1.2345675e+06"), ("'%s'.format([-1.0 / 0.0])", "-Inf"),
      ("'%s'.format([[1.0 / 0.0, 0.0 / 0.0]])", "[\"+Inf\", \"NaN\"]"), ("'%f'.format([1.0 / 0.0])", "∞"),
      ("'%e'.format(['-Infinity'])", "-∞"),
      ("'%.3e'.format([12345.678])", "1.234568×10⁰⁴"), ("'%e'.format([-1.5e300])", "-1.500000×10³⁰⁰"),
      ("'%e'.format([0.00012345])", "1.234500×10⁻⁰⁴"), ("'%.2f'.format([1234567.5])", "1,234,567.50"),
      ("'%f'.format([-1234.5])", "-1,234.500000"),
      ("'%.0f'.format([999.0])", "999"), ("'%d'.format([1234567])", "1234567"),
      ("'%x %X %o %b'.format([255, 'ab', 8, true])", "ff 6162 10 1"),
    ])
  func format(_ source: String, _ expected: String) throws {
    guard case .string(let text) = try result(source).get() else { return #expect(Bool(false), "no text") }
    #expect(text == expected)
  }

  @Test(
    "searches beyond the end, and whole lengths in milliseconds",
    arguments: [
      "'d'.indexOf('d', 7) == -1 && 'd'.lastIndexOf('d', 7) == -1 && 'd'.lastIndexOf('d', 1) == -1 && 'abc'.lastIndexOf('b', 3) == -1",
      "'d'.indexOf('', 7) == 1 && 'd'.lastIndexOf('', 7) == 1 && 'abc'.lastIndexOf('', 2) == 2 && ''.lastIndexOf('', 0) == 0",
      "'abc'.lastIndexOf('bc', 2) == 1 && 'abc'.lastIndexOf('abcd', 9) == -1 && ''.indexOf('', 0) == 0",
      "duration('2.5s').getMilliseconds() == 2500 && timestamp('2009-02-13T23:31:20.123456789Z').getMilliseconds() == 123",
    ])
  func ends(_ source: String) throws {
    #expect(try result(source).get().isTrue)
  }

  @Test("the specification's searches and milliseconds stay")
  func specification() throws {
    #expect(try result("duration('2.5s').getMilliseconds() == 500 && 'abc'.lastIndexOf('b', 3) == 1", Environment()).get().isTrue)
    guard case .failure(let fault) = try result("'d'.indexOf('d', 7) == -1", Environment()) else { return #expect(Bool(false), "a value") }
    #expect(fault.message == "index out of range: 7")
  }

  @Test(
    "messages that are values",
    arguments: [
      "google.protobuf.Duration{nanos: 2000000000, seconds: 1} == duration('3s')", "google.protobuf.Timestamp{seconds: 1} == timestamp(1)",
      "google.protobuf.Int32Value{value: 1} + 1 == 2", "google.protobuf.Int32Value{} == 0",
      "google.protobuf.BytesValue{value: b'a'} == b'a'",
      "google.protobuf.BoolValue{value: true}", "google.protobuf.StringValue{value: object.labels.a} == 'text'",
      "type(google.protobuf.UInt32Value{value: 1u}) == uint", "google.protobuf.FloatValue{value: 1.1} != 1.1",
      "google.protobuf.Int32Value{?value: optional.of(1)} == 1 && google.protobuf.Int64Value{?value: optional.none()} == 0",
    ])
  func message(_ source: String) throws {
    #expect(try result(source).get().isTrue)
  }

  @Test(
    "messages that are none",
    arguments: [
      ("google.protobuf.StringValue{value: 1}", "expected type of field 'value' is 'string' but provided type is 'int'"),
      ("google.protobuf.StringValue{foo: 'a'}", "undefined field 'foo'"),
      ("google.protobuf.Foo{}", "undeclared reference to 'google.protobuf.Foo' (in container '')"),
    ])
  func noMessage(_ source: String, _ expected: String) {
    let fault = #expect(throws: CELFault.self) { try Environment.kubernetes.compile(source) }
    #expect(fault?.message == expected)
  }

  @Test(
    "of a key that is there twice the last one counts",
    arguments: ["{'a': 1, 'a': 2} == {'a': 2}", "{object.labels.a: 1, object.labels.a: 2}.text == 2", "{'a': 1, 'a': 2}.size() == 1"])
  func repeatedKey(_ source: String) throws {
    #expect(try result(source).get().isTrue)
    guard case .failure(let fault) = try result(source, Environment()) else { return #expect(Bool(false), "a value by the specification") }
    #expect(fault.message.hasPrefix("Failed with repeated key"))
  }
}
