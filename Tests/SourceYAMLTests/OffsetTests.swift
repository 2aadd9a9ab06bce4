import SourceYAML
import Testing

@Suite("YAML: where a byte of a scalar's text is written")
struct OffsetTests {
  @Test(
    "the mark is found in every style",
    arguments: [
      "a: one @two\n",
      "a: one\n  more\n  and @two\n",
      "a: one\n\n  more @two\n",
      "a: 'it''s @two'\n",
      "a: 'one\n\n\n  it''s  \n  then @two'\n",
      #"a: "tab\t\x41\u263A \"quoted\" @two""# + "\n",
      "a: \"one \\\n   more @two\"\n",
      "a: |\n  one\n    two\n\n  three @two\n",
      "a: |-\n  @two\n",
      "a: >\n  one\n  more\n\n  three\n    deeper\n  @two\n",
      "a: >-\n  ä ö\n\n\n  ü @two\n",
      "a: &name !!str 'x @two'\n",
      "b:\n- a: |\n\n    first\n    @two\n",
      "a: |\r\n  one\r\n  @two\r\n",
    ])
  func mark(text: String) throws {
    let root = try #require(try parseYAML(Array(text.utf8), file: "f").first)
    let node = try #require(root["a"] ?? root["b"]?.items.first?["a"])
    let value = try #require(node.string)
    let mark = try #require(value.utf8.firstIndex(of: UInt8(ascii: "@")))
    let place = node.position(ofByte: value.utf8.distance(from: value.utf8.startIndex, to: mark))
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("@") })
    let column = lines[line].unicodeScalars.prefix { $0 != "@" }.count
    #expect(place == SourcePosition(file: "f", line: line + 1, column: column + 1))
  }
}
