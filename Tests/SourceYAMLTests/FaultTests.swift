import SourceYAML
import Testing

@Suite("YAML: what is refused, and where")
struct FaultTests {
  /// A file that is refused: the place, and a part of the message.
  struct Refused: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let line: Int
    let column: Int
    let message: String

    init(_ rule: String, _ text: String, _ line: Int, _ column: Int, _ message: String) {
      testDescription = rule
      (self.text, self.line, self.column, self.message) = (text, line, column, message)
    }
  }

  @Test(
    "each fault has its place",
    arguments: [
      Refused("a key twice", "a: 1\nb: 2\na: 3\n", 3, 1, "'a' stands twice"),
      Refused("a key twice, once in quotes", "a: 1\n\"a\": 2\n", 2, 1, "'a' stands twice"),
      Refused("a key twice, deep down", "x:\n  - y:\n      k: 1\n      k: 2\n", 4, 7, "'k' stands twice"),
      Refused("a key twice in JSON", "{\"a\": 1,\n \"a\": 2}", 2, 2, "'a' stands twice"),
      Refused("a key twice in the second document", "a: 1\n---\nb: 1\nb: 1\n", 4, 1, "'b' stands twice"),
      Refused("a tab as indentation", "a:\n\tb: 1\n", 2, 1, "cannot start any token"),
      Refused("an alias without an anchor", "a: *nowhere\n", 1, 4, "no anchor of this name"),
      Refused("an alias before its anchor", "a: *x\nb: &x 1\n", 1, 4, "no anchor of this name"),
      Refused("an alias to another document's anchor", "a: &x 1\n---\nb: *x\n", 3, 4, "no anchor of this name"),
      Refused("an alias inside of what it names", "a: &x\n  b: *x\n", 2, 6, "inside of what it names"),
      Refused("a merge of text", "a:\n  <<: text\n", 2, 7, "merges mappings only"),
      Refused("a merge of a list with text", "x: &x {a: 1}\ny:\n  <<: [*x, text]\n", 3, 12, "merges mappings only"),
      Refused("a key that is a list", "? [a, b]\n: 1\n", 1, 3, "a key must be text"),
      Refused("a tag of some language", "a: !ruby/object:Gem 1\n", 1, 4, "tag"),
      Refused("a key that is null", "a:\n  ~: 1\n", 2, 3, "a key must be text"),
      Refused("NUL", "a: 1\nb: x\0y\n", 2, 5, "control characters"),
      Refused("a control character far into the file", String(repeating: "é: 1\n---\n", count: 5000) + "b: \u{1}", 10_001, 4, "control"),
      Refused("a control character behind a byte order mark", "\u{FEFF}a: é\u{1}\n", 1, 5, "control characters"),
      Refused("a tab as indentation, with CRLF", "a:\r\n\tb: 1\r\n", 2, 1, "cannot start any token"),
      Refused("a key twice, with CRLF", "a: 1\r\nb: 2\r\na: 3\r\n", 3, 1, "'a' stands twice"),
      Refused("quotes that never end", "a: \"b\n", 2, 1, "unexpected end"),
      Refused("a bracket that never ends", "a: [1, 2\nb: 3\n", 2, 2, "did not find expected ',' or ']'"),
      Refused("a closing bracket too much", "a: 1]\nb: }\n", 2, 4, "did not find expected"),
    ])
  func place(of refused: Refused) throws {
    let fault = try #require(throws: YAMLFault.self) { try parseYAML(Array(refused.text.utf8), file: "f.yaml") }
    #expect(fault.position == SourcePosition(file: "f.yaml", line: refused.line, column: refused.column))
    #expect(fault.message.contains(refused.message), "\(fault.message)")
  }

  @Test(
    "bytes that are not UTF-8 are refused at their place",
    arguments: [
      [0x61, 0x0A, 0x61, 0x3A, 0x20, 0xF8, 0x28, 0x0A], [0x61, 0x0A, 0x61, 0x3A, 0x20, 0xFF],
      [0x61, 0x0A, 0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
      [0x61, 0x0A, 0x61, 0x3A, 0x20, 0xC3],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) throws {
    let fault = try #require(throws: YAMLFault.self) { try parseYAML(bytes, file: "f.yaml") }
    #expect(fault.position == SourcePosition(file: "f.yaml", line: 2, column: 4))
    #expect(fault.message.contains("not UTF-8 text"))
  }

  @Test("UTF-16 is refused")
  func utf16() {
    #expect(throws: YAMLFault.self) { try parseYAML([0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0x31, 0], file: "f.yaml") }
  }

  @Test("what is refused may be a secret: messages do not repeat it", arguments: ["*hunter2", "!hunter2", "!hunter2 x", "&a [*hunter2]"])
  func secrets(value: String) throws {
    let fault = try #require(throws: YAMLFault.self) { try parseYAML(Array("password: \(value)\n".utf8), file: "f.yaml") }
    #expect(!fault.message.contains("hunter2"))
  }

  @Test("merges of merges are as limited as aliases are, and a large one is read in linear time")
  func merges() throws {
    var bomb = "a0: &a0 {k: 1}\n"
    for level in 1...40 { bomb += "a\(level): &a\(level)\n  <<: [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(throws: YAMLFault.self) { try parseYAML(Array(bomb.utf8), file: "f.yaml") }
    let large = "a: &a\n" + (0..<20_000).map { "  k\($0): 1\n" }.joined() + "b:\n  <<: *a\n  own: 1\n"
    #expect(try parseYAML(Array(large.utf8), file: "f.yaml").first?["b"]?.entries.count == 20_001)
  }

  @Test("a bomb of aliases is refused before it is written out")
  func aliasBomb() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    let fault = try #require(throws: YAMLFault.self) { try parseYAML(Array(text.utf8), file: "f.yaml") }
    guard case .tooManyNodes = fault else {
      Issue.record("\(fault)")
      return
    }
    #expect(fault.position.line < 10)
  }

  @Test("nesting is limited", arguments: [(depth: 64, fits: true), (depth: 65, fits: false), (depth: 100_000, fits: false)])
  func depth(_ depth: Int, fits: Bool) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let root = try? parseYAML(Array(text.utf8), file: "f.yaml")
    #expect((root != nil) == fits)
  }

  @Test("size is limited")
  func size() throws {
    let limits = YAMLLimits(bytes: 10, depth: 4, nodes: 100)
    #expect(try parseYAML(Array("a: 1\nb: 22".utf8), file: "f.yaml", limits: limits).count == 1)
    #expect(throws: YAMLFault.tooLarge(limit: 10, at: SourcePosition(file: "f.yaml", line: 1, column: 1))) {
      try parseYAML(Array("a: 1\nb: 222".utf8), file: "f.yaml", limits: limits)
    }
  }

  @Test("the number of values is limited")
  func nodes() {
    let limits = YAMLLimits(bytes: 1000, depth: 4, nodes: 5)
    #expect(throws: Never.self) { try parseYAML(Array("[1, 2, 3, 4]".utf8), file: "f.yaml", limits: limits) }
    #expect(throws: YAMLFault.self) { try parseYAML(Array("[1, 2, 3, 4, 5]".utf8), file: "f.yaml", limits: limits) }
  }

  @Test("random bytes never crash", arguments: 0..<200)
  func randomBytes(seed: Int) {
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
    let alphabet = Array("a:-[]{}&*<>|\"' \n\t,?!%#~0x.\u{FEFF}".utf8)
    let bytes = (0..<60).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return alphabet[Int(state >> 33) % alphabet.count]
    }
    for root in (try? parseYAML(bytes, file: "f.yaml")) ?? [] { visit(root) }
  }

  private func visit(_ node: YAMLNode) {
    _ = (node.text, node.int, node.double, node.bool, node.position)
    for item in node.items { visit(item) }
    for entry in node.entries { visit(entry.value) }
  }
}
