import SourceYAML
import Testing

@Suite("YAML: trees with places")
struct TreeTests {
  private func read(_ text: String) throws -> [YAMLNode] { try parseYAML(Array(text.utf8), file: "f.yaml") }

  private func place(_ node: YAMLNode?) -> String? { node.map { "\($0.position)" } }

  @Test("a value knows its line and column")
  func positions() throws {
    let root = try #require(try read("a: 1\nb:\n  c:\n    - x\n    - {y: 2}\n").first)
    #expect(place(root) == "f.yaml:1:1")
    #expect(place(root["a"]) == "f.yaml:1:4")
    #expect(place(root["b"]?["c"]?.items[0]) == "f.yaml:4:7")
    #expect(place(root["b"]?["c"]?.items[1]["y"]) == "f.yaml:5:11")
    #expect(root["b"]?.entries.first?.keyPosition == SourcePosition(file: "f.yaml", line: 3, column: 3))
  }

  @Test("documents that hold nothing are left out")
  func documents() throws {
    let roots = try read("---\n# only a comment\n---\na: 1\n---\n---\nb: 2\n...\n")
    #expect(roots.map { $0.entries.map(\.key) } == [["a"], ["b"]])
    #expect(place(roots.last) == "f.yaml:7:1")
  }

  @Test("an empty file has no documents", arguments: ["", "\n", "# nothing\n", "---\n", "\u{FEFF}"])
  func empty(_ text: String) throws {
    #expect(try read(text).isEmpty)
  }

  @Test("JSON is read")
  func json() throws {
    let root = try #require(try read("{\"a\": [1, true, null, \"x\\u00e9\"],\n \"b\": {\"c\": 1.5}}").first)
    #expect(root["a"]?.items.map(\.kind) == [.int, .bool, .null, .string])
    #expect(root["a"]?.items[3].string == "xé")
    #expect(root["b"]?["c"]?.double == 1.5)
    #expect(place(root["b"]?["c"]) == "f.yaml:2:13")
  }

  @Test("a byte order mark and Windows' line ends do not matter")
  func bytes() throws {
    let root = try #require(try read("\u{FEFF}a: 1\r\nb: text\r\n").first)
    #expect(root["a"]?.int == 1)
    #expect(root["b"]?.string == "text")
    #expect(place(root["b"]) == "f.yaml:2:4")
  }

  @Test("block scalars keep their lines")
  func blocks() throws {
    let root = try #require(try read("a: |\n  one\n  two\nb: >-\n  one\n  two\n").first)
    #expect(root["a"]?.string == "one\ntwo\n")
    #expect(root["b"]?.string == "one two")
  }

  @Test("an alias has its own place and its anchor's value")
  func aliases() throws {
    let root = try #require(try read("a: &x {k: 1}\nb: *x\n").first)
    #expect(root["b"]?["k"]?.int == 1)
    #expect(place(root["b"]) == "f.yaml:2:4")
    #expect(place(root["b"]?["k"]) == "f.yaml:1:11")
  }

  @Test("a merge gives way to what is written, and the first of several wins")
  func merges() throws {
    let text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n"
    let z = try #require(try read(text).first?["z"])
    #expect(z["a"]?.int == 3)
    #expect(z["b"]?.int == 1)
    #expect(z["c"]?.int == 2)
    #expect(z.entries.map(\.key) == ["a", "b", "c"])
  }

  @Test("a key in quotes that reads << merges nothing")
  func quotedMerge() throws {
    #expect(try read("'<<': {a: 1}\n").first?["a"] == nil)
  }

  @Test("entries keep the order of the file; absent keys are nil")
  func entries() throws {
    let root = try #require(try read("b: 1\na: 2\nc:\n").first)
    #expect(root.entries.map(\.key) == ["b", "a", "c"])
    #expect(root["c"]?.isNull == true)
    #expect(root["d"] == nil)
    #expect(root["a"]?["x"] == nil)
    #expect(root["a"]?.items.isEmpty == true)
  }

  @Test("a mapping of hundreds of keys is searched for duplicates too")
  func manyKeys() throws {
    let keys = (0..<500).map { "k\($0): \($0)\n" }.joined()
    #expect(try read(keys).first?["k499"]?.int == 499)
    #expect(throws: YAMLFault.self) { try read(keys + "k250: again\n") }
  }
}
