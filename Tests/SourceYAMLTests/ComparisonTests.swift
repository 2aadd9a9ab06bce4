import SourceYAML
import Testing

@Suite("YAML: whether two nodes say the same")
struct ComparisonTests {
  @Test(
    "order of keys, styles, comments and aliases do not matter; values and kinds do",
    arguments: [
      ("{a: 1, b: [p, q]}", "b:\n- p # one\n- 'q'\na: 1", true), ("a: |\n  x\n", "a: \"x\\n\"", true),
      ("{a: &v [1], b: *v}", "{a: [1], b: [1]}", true),
      ("{a: yes}", "{a: true}", true), ("{a: 1}", "{a: '1'}", false), ("[a, b]", "[b, a]", false), ("{a: 1}", "{a: 1, b: 2}", false),
      ("{a: null}", "{b: null}", false), ("{a: {b: 1}}", "{a: {b: 2}}", false), ("a: ~", "a:", true),
    ])
  func same(left: String, right: String, isSame: Bool) throws {
    let one = try #require(try parseYAML(Array(left.utf8), file: "a").first)
    let two = try #require(try parseYAML(Array(right.utf8), file: "b").first)
    #expect(one.hasSameContent(as: two) == isSame)
    #expect(two.hasSameContent(as: one) == isSame)
  }
}
