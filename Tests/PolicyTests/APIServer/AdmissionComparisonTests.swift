import Foundation
import Manifests
import Policy
import SourceYAML
import Testing

/// The same objects before the same policies, in a real API server and here: the verdicts, messages, reasons and warnings must
/// be equal.
@Suite("Policy: an API server says the same", .enabled(if: TestAPIServer.program != nil, "no ../shared/testkube/bin/testkube"))
struct AdmissionComparisonTests {
  private struct Verdict: Equatable, CustomStringConvertible {
    var denial: String?
    var reason: String?
    var warnings: Set<String> = []

    var description: String { "\(denial ?? "admitted") [\(reason ?? "")] \(warnings.sorted())" }
  }

  @Test("every feature of policies, over built-in and custom kinds", .timeLimit(.minutes(5)))
  func comparison() throws {
    let cases = AdmissionCase.all
    #expect(cases.count >= 200)
    let server = try TestAPIServer(program: try #require(TestAPIServer.program))
    let client = AdmissionClient(server: server)
    try client.prepare(cases)
    var different = 0
    for (item, answer) in zip(cases, try client.perform(cases)) {
      let theirs = try verdict(of: answer, for: item)
      let ours = try verdict(of: item)
      // Bindings of one policy are asked in no particular order there, so any first denial of one may be the answer.
      let isEqual = ours.contains(theirs)
      if !isEqual { different += 1 }
      #expect(isEqual, "\(item.name) \(item.feature.title), \(item.kind.kind)\n  server: \(theirs)\n  ours:   \(ours)")
    }
    print("compared \(cases.count) objects and policies with an API server: \(different) differ")
  }

  private func verdict(of answer: TestAPIServer.Answer, for item: AdmissionCase) throws -> Verdict {
    var verdict = Verdict(warnings: Set(answer.warnings))
    guard answer.status >= 300 else { return verdict }
    let message = answer.text("message") ?? ""
    verdict.denial = message.range(of: " is forbidden: ").map { String(message[$0.upperBound...]) } ?? "not admission: \(message)"
    verdict.reason = answer.text("reason")
    // An expression that does not compile is found here when the policy is loaded, there when it is used. What is wrong must
    // be the same.
    if let fault = message.firstMatch(
      of: #/(?:compilation failed: ERROR: <input>:\d+:\d+: |compilation error: (?!compilation failed))(.*)/#)
    {
      verdict = Verdict(denial: "does not compile: \(fault.1)")
    }
    return verdict
  }

  /// What the answer may be: one for each binding that denies, or one.
  private func verdict(of item: AdmissionCase) throws -> [Verdict] {
    let documents = try objects(item.documents.joined(separator: "\n---\n"), file: "policy.yaml")
    let repository = try objects((KindTemplate.definitions + AdmissionClient.namespaces).joined(separator: "\n---\n"))
    let set = PolicySet(documents.manifests, repository: repository)
    if let fault = set.findings.first(where: { $0.code == .policyExpression }) {
      return [Verdict(denial: "does not compile: \(fault.message)")]
    }
    #expect(set.findings.allSatisfy { [.policyParams, .policyBinding, .policySchema].contains($0.code) }, "\(set.findings)")
    func revision(_ object: String?) throws -> ManifestSet {
      ManifestSet(repository.manifests + (try object.map { try objects($0).manifests } ?? []))
    }
    var decisions: [Decision] = []
    let user = RequestUser(name: "admin", groups: ["system:masters", "system:authenticated"])
    visit(
      set, before: try revision(item.old), after: try revision(item.new), environment: PolicyEnvironment(user: user)
    ) { decisions += $0.evaluation.decisions }
    let warnings = Set(decisions.filter { $0.actions.contains(.warn) }.map(\.warning))
    let denials = decisions.filter { $0.actions.contains(.deny) }
    let firsts = Dictionary(grouping: denials, by: \.binding).values.compactMap(\.first)
    if firsts.isEmpty { return [Verdict(warnings: warnings)] }
    return firsts.map { Verdict(denial: $0.denial, reason: $0.reason, warnings: warnings) }
  }
}

/// Brings objects and policies into an API server.
private struct AdmissionClient {
  static let namespaces = [
    "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: production}}}",
    "{apiVersion: v1, kind: Namespace, metadata: {name: plain}}", "{apiVersion: v1, kind: Namespace, metadata: {name: platform}}",
  ]

  let server: TestAPIServer

  /// Old objects first, then parameters, policies and bindings; returns when the policies are in force.
  func prepare(_ cases: [AdmissionCase]) throws {
    try server.create(KindTemplate.definitions.map { ("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", $0) })
    try server.create(Self.namespaces.map { ("/api/v1/namespaces", $0) })
    try server.waitUntilServed(["widgets", "zones"].map { "/apis/acme.io/v1/\($0)" })
    try server.create(cases.compactMap { item in item.old.map { (collection(item), $0) } })
    let documents = try cases.flatMap(\.documents).map { (kind: try objects($0).manifests.first?.key.kind, text: $0) }
    for kind in ["ConfigMap", "Zone", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"] {
      try server.create(documents.filter { $0.kind == kind }.map { (path(of: kind), $0.text) })
    }
    try server.waitUntilPoliciesAreInForce()
  }

  /// Does to every object what its case wants.
  func perform(_ cases: [AdmissionCase]) throws -> [TestAPIServer.Answer] {
    try server.send(
      cases.map { item in
        let place = collection(item)
        switch item.feature.operation {
        case "UPDATE":
          return TestAPIServer.Request(
            method: "PATCH", path: "\(place)/object-\(item.name)",
            body: try parseYAML(Array((item.new ?? "").utf8), file: "object").first?.json, type: "application/merge-patch+json")
        case "DELETE": return TestAPIServer.Request(method: "DELETE", path: "\(place)/object-\(item.name)")
        default: return TestAPIServer.Request(method: "POST", path: place, body: item.new)
        }
      })
  }

  private func collection(_ item: AdmissionCase) -> String {
    let kind = item.kind
    let version = kind.group == "acme.io" ? item.feature.objectVersion ?? kind.version : kind.version
    let root = kind.group.isEmpty ? "/api/\(version)" : "/apis/\(kind.group)/\(version)"
    return kind.isNamespaced ? "\(root)/namespaces/\(item.feature.namespace)/\(kind.plural)" : "\(root)/\(kind.plural)"
  }

  private func path(of kind: String) -> String {
    switch kind {
    case "ConfigMap": "/api/v1/namespaces/platform/configmaps"
    case "Zone": "/apis/acme.io/v1/zones"
    case "ValidatingAdmissionPolicy": "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"
    default: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings"
    }
  }
}
