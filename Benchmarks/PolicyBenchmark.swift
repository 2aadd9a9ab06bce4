import CEL
import Foundation
import Glibc
import Manifests
import Policy

/// A repository before the rules of a platform team: 10,000 objects against 50 rules, all on one core, in under 2 s and 500 MiB.
enum PolicyBenchmark {
  private static let objects = 10_000
  private static let rules = 50

  static func run() throws {
    let set = PolicySet(try ManifestLoader.load(MemoryTree(["policies.yaml": policies()]), policies: .only).manifests.manifests)
    let after = try ManifestLoader.load(MemoryTree(["objects.yaml": revision()])).manifests
    guard set.findings.isEmpty else { throw Unusable(findings: set.findings) }
    var findings = 0
    let time = cheapest(of: 3) { findings = judge(set, before: nil, after: after).count }
    var costs: [String: UInt64] = [:]
    var evaluations = 0
    visit(set, before: nil, after: after) { visit in
      evaluations += visit.evaluation.costs.count
      for (index, cost) in visit.evaluation.costs.enumerated() { costs["\(visit.evaluation.policy) \(index + 1)", default: 0] += cost }
    }
    print(
      "policy     \(after.manifests.count) objects, \(rules) rules: \(milliseconds(time)) ms of one core, \(evaluations) evaluations,",
      "\(Int(Double(evaluations) / time.seconds)) a second, \(findings) findings, \(peakMemory) MiB at most")
    for (rule, cost) in costs.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(10) {
      print("  cost \(cost)  \(rule)")
    }
  }

  private struct Unusable: Error {
    let findings: [Finding]
  }

  /// Processor time, so that what else runs on the machine does not count.
  private static func cheapest(of runs: Int, _ work: () -> Void) -> Duration {
    func processorTime() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let times = (0..<runs).map { _ in
      let begun = processorTime()
      work()
      return processorTime() - begun
    }
    return times.min() ?? .zero
  }

  /// Of the whole process so far, in MiB.
  private static var peakMemory: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  /// Expressions such as teams write them, over and over with other limits; about every hundredth object fails one.
  private static let expressions = [
    "object.spec.prefix.startsWith('/')", "!has(object.spec.timeout_ms) || object.spec.timeout_ms <= LIMIT000",
    "object.metadata.?labels[?'team'].orValue('') != ''", "object.spec.service.matches('^[a-z0-9-]+(\\\\.[a-z0-9-]+)?(:[0-9]+)?$')",
    "!has(object.spec.headers) || object.spec.headers.all(name, name.lowerAscii() == name && name.size() < LIMIT0)",
    "object.spec.hostname.endsWith('.example.com') || object.spec.hostname == 'example.com'",
    "variables.words.all(word, word.size() < LIMIT)", "object.metadata.name.size() <= LIMIT0 && object.metadata.namespace != 'default'",
    "!has(object.spec.weight) || (object.spec.weight >= 0 && object.spec.weight <= 100)",
    "object.spec.prefix != '/' || object.metadata.labels.exists(key, key == 'catch-all')",
  ]

  private static func policies() -> [UInt8] {
    var text = ""
    for number in 0..<(rules / expressions.count) {
      for (index, expression) in expressions.enumerated() {
        text += policy("rule-\(number)-\(index)", expression.replacing("LIMIT", with: String(30 + number)))
      }
    }
    return Array(text.utf8)
  }

  private static func policy(_ name: String, _ expression: String) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules: [{apiGroups: [getambassador.io], apiVersions: [v3alpha1], operations: [CREATE, UPDATE], resources: [mappings]}]
      variables: [{name: words, expression: "object.spec.prefix.split('/')"}]
      validations:
      - expression: |-
          \(expression)
        messageExpression: "'no: ' + object.metadata.name"
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec: {policyName: \(name), validationActions: [Deny]}
    ---

    """
  }

  private static func revision() -> [UInt8] {
    var text = ""
    for number in 0..<objects {
      text += """
        apiVersion: getambassador.io/v3alpha1
        kind: Mapping
        metadata:
          name: route-\(number)
          namespace: team-\(number % 30)
          labels: {team: team-\(number % 30), tier: public}
        spec:
          hostname: host-\(number % 500).example.com
          prefix: /service-\(number)/api/v\(number % 3)
          service: service-\(number).team-\(number % 30):8080
          timeout_ms: \(number % 100 == 0 ? 90_000 : 3_000)
          headers: {x-team: "\(number % 30)", x-tier: public}
          weight: \(number % 100)
        ---

        """
    }
    return Array(text.utf8)
  }
}
