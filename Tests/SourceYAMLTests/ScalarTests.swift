import SourceYAML
import Testing

@Suite("YAML: what a plain scalar is, as Kubernetes reads it")
struct ScalarTests {
  @Test(
    "kinds",
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("nULL", .string),
      ("true", .bool), ("yes", .bool), ("On", .bool), ("off", .bool), ("NO", .bool), ("y", .bool), ("N", .bool), ("tRUE", .string),
      ("0", .int), ("-12", .int), ("+3", .int), ("0x1F", .int), ("0o17", .int), ("017", .int), ("0.5", .float), ("0.000001", .float),
      ("0e5", .float), ("09", .float), ("1_000", .int), ("0b101", .int),
      ("0X1f", .int), ("0x-5", .string), ("0x", .string), ("-0b1", .int), ("+-1", .string), ("1_0.5", .float), ("_1", .string),
      ("1.5", .float), ("-.5", .float), ("1e3", .float), (".inf", .float), ("-.INF", .float), (".nan", .float),
      ("1.2.3", .string), ("10.0.0.1", .string), ("1h", .string), ("v1", .string), ("08", .float), ("-", .string), ("12:30", .string),
      ("\"1\"", .string), ("'true'", .string), ("\"\"", .string), ("hello world", .string), ("2026-01-02", .string),
      ("!!str 12", .string), ("!!int \"12\"", .int), ("!!null ''", .null),
    ] as [(String, YAMLNode.Kind)])
  func kind(of text: String, is kind: YAMLNode.Kind) throws {
    guard text != "-" else { return }
    let root = try #require(try parseYAML(Array("k: \(text)\n".utf8), file: "f.yaml").first)
    #expect(root["k"]?.kind == kind)
  }

  @Test(
    "whole numbers",
    arguments: [
      ("0x1F", 31), ("0o17", 15), ("017", 15), ("1_000", 1000), ("-12", -12), ("+3", 3), ("9223372036854775807", Int.max),
      ("-9223372036854775808", Int.min),
      ("-0x10", -16), ("0", 0), ("00", 0), ("-017", -15),
    ])
  func int(of text: String, is number: Int) throws {
    #expect(try parseYAML(Array("[\(text)]".utf8), file: "f.yaml").first?.items.first?.int == number)
  }

  @Test("truth values", arguments: [("yes", true), ("ON", true), ("true", true), ("no", false), ("Off", false), ("False", false)])
  func bool(of text: String, is value: Bool) throws {
    #expect(try parseYAML(Array("[\(text)]".utf8), file: "f.yaml").first?.items.first?.bool == value)
  }

  @Test("text is not a number, a number is not text")
  func typed() throws {
    let root = try #require(try parseYAML(Array("a: 12\nb: '12'\n".utf8), file: "f.yaml").first)
    #expect(root["a"]?.string == nil)
    #expect(root["a"]?.text == "12")
    #expect(root["b"]?.int == nil)
    #expect(root["b"]?.string == "12")
    #expect(root["a"]?.double == 12)
  }
}
