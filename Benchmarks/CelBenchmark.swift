import CEL

/// Policies over Kubernetes objects: evaluations per second, in one thread.
enum CelBenchmark {
  private static let objects = 10_000

  /// Rules as a platform team writes them, from a field that is looked at to a pattern that is tried on every container.
  private static let rules = [
    ("a field", "object.spec.replicas <= 5"),
    ("a label", "has(object.metadata.labels) && object.metadata.labels['app'] == 'web'"),
    ("a name", "object.metadata.name.startsWith('web-') && object.metadata.namespace != 'default'"),
    ("a list", "object.spec.template.spec.containers.all(c, has(c.image) && !c.image.endsWith(':latest'))"),
    ("a pattern", "object.spec.template.spec.containers.all(c, c.image.matches('^registry[.]example[.]com/[a-z0-9/-]+:v[0-9]+$'))"),
    ("a quantity", "object.spec.template.spec.containers.all(c, quantity(c.resources.limits.memory).isLessThan(quantity('4Gi')))"),
    ("an optional", "object.?spec.?strategy.?rollingUpdate.?maxSurge.orValue('25%') != '100%'"),
    ("a sum", "object.spec.template.spec.containers.map(c, size(c.env)).sum() < 50"),
  ]

  static func run() throws {
    var environment = Environment.kubernetes
    environment.variables["object"] = .dyn
    let bindings = (0..<objects).map { ["object": deployment($0)] }
    var total = Duration.zero
    for (name, source) in rules {
      let program = try environment.compile(source, expecting: .bool)
      var holding = 0
      let time = fastest(of: 3) { holding = bindings.count { isTrue(program.evaluate($0).result) } }
      total += time
      let cost = program.evaluate(bindings[0]).cost
      print("cel        \(name.padding(12)) \(rate(objects, time)) evaluations/s, cost \(cost), holds for \(holding) of \(objects) objects")
    }
    print("cel        \("all".padding(12)) \(rate(objects * rules.count, total)) evaluations/s")
    let compiling = try fastest(of: 3) { for (_, source) in rules { _ = try environment.compile(source, expecting: .bool) } }
    print("cel        \("compiling".padding(12)) \(rate(rules.count, compiling)) expressions/s")
  }

  private static func isTrue(_ result: Result<Value, EvaluationFault>) -> Bool {
    if case .success(.bool(true)) = result { true } else { false }
  }

  private static func rate(_ count: Int, _ time: Duration) -> String { "\(Int(Double(count) / time.seconds))".padding(9) }

  private static func deployment(_ number: Int) -> Value {
    let containers = (0..<3).map { container in
      Value.map(
        FixedMap([
          "name": .string("c\(container)"), "image": .string("registry.example.com/team-\(number % 30)/app-\(container):v\(number)"),
          "resources": .map(FixedMap(["limits": .map(FixedMap(["memory": .string("\(number % 8)Gi"), "cpu": .string("500m")]))])),
          "env": .list((0..<5).map { .map(FixedMap(["name": .string("V\($0)"), "value": .string("x")])) }),
        ]))
    }
    return .map(
      FixedMap([
        "apiVersion": .string("apps/v1"), "kind": .string("Deployment"),
        "metadata": .map(
          FixedMap([
            "name": .string("web-\(number)"), "namespace": .string("team-\(number % 30)"),
            "labels": .map(FixedMap(["app": .string(number.isMultiple(of: 2) ? "web" : "api")])),
          ])),
        "spec": .map(
          FixedMap([
            "replicas": .int(Int64(number % 10)), "template": .map(FixedMap(["spec": .map(FixedMap(["containers": .list(containers)]))])),
          ])),
      ]))
  }
}

/// Entries in the order of a file, searched one by one, as a YAML tree's are.
private final class FixedMap: ForeignMap {
  private let entries: [(key: String, value: Value)]

  init(_ entries: KeyValuePairs<String, Value>) { self.entries = entries.map { ($0.key, $0.value) } }
  var count: Int { entries.count }
  var keys: [String] { entries.map(\.key) }
  func value(forKey key: String) throws(EvaluationFault) -> Value? { entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
}

extension String {
  /// As wide as the column that it stands in.
  fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
