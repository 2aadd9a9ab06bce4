import CEL
import Manifests
import Policy
import Testing

@Suite("Policy: rules about what a revision changes")
struct ChangePolicyTests {
  private func policy(_ spec: String) throws -> PolicySet {
    try policies("apiVersion: nuncio.dev/v1alpha1\nkind: ChangePolicy\nmetadata: {name: rule}\nspec: \(spec)")
  }

  private func input() throws -> ChangeInput {
    var input = ChangeInput(now: try #require(Timestamp("2026-12-24T10:00:00Z")))
    input.routes.countBefore = 4
    var route = ChangeRoute()
    route.host = "shop.example.com"
    route.upstreams = [ChangeRoute.Upstream(service: "cart:80", weight: 100)]
    input.routes.removed = [route]
    input.routes.all = [route, route, route]
    var old = ChangeHost()
    (old.host, old.tls, old.minimumTLS) = ("shop.example.com", true, "v1.2")
    var new = old
    new.minimumTLS = "v1.0"
    input.hosts.changed = [(old, new)]
    input.commit.author.email = "a@example.com"
    input.commit.signature.signer = "a@example.com"
    return input
  }

  @Test(
    "routes, hosts, objects, the commit and the time are in view",
    arguments: [
      "change.routes.removed.size() <= routes.size() / 10", "change.routes.removedShare <= 0.1",
      "change.routes.removed.all(r, !r.host.endsWith('example.com'))", "change.routes.removed.all(r, r.upstreams[0].weight < 100)",
      "change.hosts.changed.all(c, c.after.minimumTLS >= c.before.minimumTLS)", "commit.signature.signer != commit.author.email",
      "commit.signature.verified", "!(now >= timestamp('2026-12-20T00:00:00Z') && now < timestamp('2027-01-02T00:00:00Z'))",
      "change.objects.added.all(o, o.kind != 'Mapping')", "change.objects.removed.all(o, o.object.spec.prefix != '/')",
      "hosts.exists(h, h.tls)",
    ])
  func rules(expression: String) throws {
    let set = try policy("{validations: [{expression: \"\(expression)\", message: denied}]}")
    #expect(set.findings.isEmpty)
    let found = judge(
      set, before: try objects(mapping("old")), after: try objects(mapping("new")), environment: PolicyEnvironment(change: try input()))
    #expect(found.map(\.finding.message) == ["denied"])
    #expect(found.first?.finding.severity == .error)
    #expect(judge(set, before: nil, after: try objects(mapping("new"))).isEmpty)
  }

  @Test("variables and messages are those of admission policies; Warn warns; an error denies")
  func messages() throws {
    let set = try policy(
      """
      {variables: [{name: removed, expression: "change.routes.removed.size()"}], actions: [Warn],
       validations: [{expression: "variables.removed == 0", messageExpression: "'removes ' + string(variables.removed)"},
                     {expression: "change.routes.removed[7].host == ''"}]}
      """)
    let found = judge(set, before: nil, after: try objects(mapping("new")), environment: PolicyEnvironment(change: try input()))
    #expect(
      found.map(\.finding.message) == [
        "removes 1", "expression 'change.routes.removed[7].host == ''' resulted in error: index out of bounds: 7",
      ])
    #expect(found.allSatisfy { $0.finding.severity == .warning })
  }

  @Test(
    "a name that is not declared is an error when it is loaded",
    arguments: ["change.route.size() > 0", "commit.auther.email == ''", "routes[0].hostname == ''"])
  func typo(expression: String) throws {
    #expect(try policy("{validations: [{expression: \"\(expression)\"}]}").findings.map(\.code) == [.policyExpression])
  }
}
