import Kubernetes
import Testing

@Suite("JSON of an API server")
struct JSONTests {
  @Test("what is nested too deeply is read as a text, and what stands beside it as it is")
  func deep() throws {
    let nested = String(repeating: "[", count: 100_000) + "\"]}\"" + String(repeating: "]", count: 100_000)
    let value = try JSONValue(parsing: Array("{\"items\": [{\"name\": \"a\"}, {\"spec\": \(nested)}, {\"name\": \"b\"}]}".utf8))
    let items = value["items"]?.array ?? []
    #expect(items.map { $0["name"]?.string } == ["a", nil, "b"])
    var innermost = items.count == 3 ? items[1]["spec"] : nil
    while let list = innermost?.array { innermost = list.first }
    #expect(innermost == JSONValue.tooDeep)
    #expect(throws: JSONFault.self) { try JSONValue(parsing: Array(String(repeating: "[", count: 500).utf8)) }
  }
}
