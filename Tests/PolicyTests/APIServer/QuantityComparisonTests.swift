import Manifests
import Policy
import SourceYAML
import Testing

/// Amounts are decoded before a policy sees them: in a real API server and here.
@Suite("Policy: an API server sees the same amounts", .enabled(if: TestAPIServer.program != nil, "no ../shared/testkube/bin/testkube"))
struct QuantityComparisonTests {
  private static let amounts = [
    "1", "0.5", "'1'", "'1000m'", "1500m", "1024Mi", "1.5Gi", "'1000'", "1e3", "'1e3'", "0", "0.5Ki", "100Ki", "1023", "1Ti", "12E3",
    "1_000m", "0.000000001",
  ]

  @Test("a Pod's limits and a Deployment's requests, whatever their spelling", .timeLimit(.minutes(2)))
  func amounts() throws {
    let server = try TestAPIServer(program: try #require(TestAPIServer.program))
    let policy = """
      {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: amounts}, spec: {matchConstraints: {
      resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}, validations: [{expression: 'false',
      messageExpression: "object.spec.containers.map(c, type(c.resources.limits.cpu) == string ? c.resources.limits.cpu : 'no text').join(',')"}]}}
      """
    let binding = """
      {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: amounts},
      spec: {policyName: amounts, validationActions: [Deny]}}
      """
    let root = "/apis/admissionregistration.k8s.io/v1"
    try server.create([("\(root)/validatingadmissionpolicies", policy), ("\(root)/validatingadmissionpolicybindings", binding)])
    try server.waitUntilPoliciesAreInForce()
    let set = try policies(policy + "\n---\n" + binding)
    #expect(set.findings.isEmpty)
    var compared = 0
    for amount in Self.amounts {
      let pod = """
        {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: default},
        spec: {containers: [{name: a, image: b, resources: {limits: {cpu: \(amount)}}}]}}
        """
      let answer = try server.send([.init(method: "POST", path: "/api/v1/namespaces/default/pods", body: pod)])[0]
      // What is no amount never gets to a policy.
      guard answer.status == 422 || answer.text("message")?.contains("denied request") == true else { continue }
      let theirs = answer.text("message")?.split(separator: "denied request: ").last.map(String.init)
      let ours = judge(set, before: nil, after: try objects(pod)).map(\.finding.message)
      #expect(ours == [theirs], "\(amount)")
      compared += 1
    }
    #expect(compared >= Self.amounts.count - 1)
  }
}
