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
    ])
  func words(_ source: String, _ expected: String) throws {
    guard case .failure(let fault) = try result(source) else { return #expect(Bool(false), "a value") }
    #expect(fault.message == expected)
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
