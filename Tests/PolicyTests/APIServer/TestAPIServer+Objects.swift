import Foundation
import SourceYAML
import Testing

extension TestAPIServer {
  /// Creates objects, and expects that the server takes each.
  func create(_ objects: [(path: String, text: String)]) throws {
    let answers = try send(objects.map { Request(method: "POST", path: $0.path, body: $0.text) })
    for (object, answer) in zip(objects, answers) {
      #expect(answer.status == 201, "\(object.path): \(answer.text("message") ?? "")\n\(object.text)")
    }
  }

  /// Returns when custom kinds that were just defined are served.
  func waitUntilServed(_ paths: [String]) throws {
    try wait { try send(paths.map { Request(path: $0) }).allSatisfy { $0.status == 200 } }
  }

  /// Returns when all policies that were created so far are in force: one of its own, made last, tells.
  func waitUntilPoliciesAreInForce() throws {
    let name = "in-force"
    let rule = "{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [configmaps], resourceNames: [\(name)]}"
    let policy = """
      {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: \(name)}, \
      spec: {matchConstraints: {resourceRules: [\(rule)]}, validations: [{expression: 'false', message: in force}]}}
      """
    let binding = """
      {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: \(name)}, \
      spec: {policyName: \(name), validationActions: [Warn]}}
      """
    let root = "/apis/admissionregistration.k8s.io/v1"
    try create([("\(root)/validatingadmissionpolicies", policy), ("\(root)/validatingadmissionpolicybindings", binding)])
    let probe = Request(
      method: "POST", path: "/api/v1/namespaces/default/configmaps?dryRun=All",
      body: "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name)}}")
    try wait { try send([probe]).allSatisfy { $0.warnings.contains { $0.hasSuffix("in force") } } }
  }

  private func wait(_ isDone: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 60)
    while try !isDone() {
      guard Date() < deadline else { throw NotReady() }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }
}

extension YAMLNode {
  /// The same as JSON.
  var json: String {
    switch kind {
    case .null: "null"
    case .bool: bool == true ? "true" : "false"
    case .int, .float: text ?? "null"
    case .string: Self.quoted(text ?? "")
    case .sequence: "[\(items.map(\.json).joined(separator: ","))]"
    case .mapping: "{\(entries.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\u{0}"..<"\u{20}": "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
