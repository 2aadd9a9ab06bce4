import EnvoyConfig
import Gateway
import Manifests
import Operator
import SourceYAML
import Testing

/// One judge for CI and for the operator.
@Suite("RevisionJudge: who judges, what is new, what may be silenced")
struct RevisionJudgeTests {
  private static let gateway = """
    apiVersion: getambassador.io/v3alpha1
    kind: Listener
    metadata: {name: http, namespace: edge}
    spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Host
    metadata: {name: public, namespace: edge}
    spec: {hostname: "*.example.com", requestPolicy: {insecure: {action: Route}}}

    """

  private func mapping(_ name: String, _ prefix: String) -> String {
    "apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nmetadata: {name: \(name), namespace: shop}\n"
      + "spec: {hostname: www.example.com, prefix: \(prefix), service: shop}\n"
  }

  private func files(_ files: [String: String], path: FolderPath = .top) -> RevisionFiles {
    RevisionFiles(tree: MemoryTree(files.mapValues { Array($0.utf8) }), path: path)
  }

  private func judge(
    _ head: [String: String], _ base: [String: String]? = nil, path: FolderPath = .top, rules: [[String: String]] = [],
    now: Int = 1_800_000_000
  ) throws -> Judgement {
    let judge = try RevisionJudge(
      pipeline: RevisionPipeline(options: CompileOptions()),
      operatorPolicies: rules.map { MemoryTree($0.mapValues { Array($0.utf8) }) }, engine: policyEngine, now: now)
    return try judge.judge(files(head, path: path), comparedWith: base.map { files($0, path: path) })
  }

  private func policy(_ name: String, _ expression: String = "false") -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules:
          - {apiGroups: [getambassador.io], apiVersions: ["*"], resources: [mappings], operations: [CREATE, UPDATE]}
      validations: [{expression: "\(expression)", message: "no to \(name)"}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec: {policyName: \(name), validationActions: [Deny]}

    """
  }

  @Test("three sets of rules judge: the operator's, the base's, which a revision cannot take out, and its own")
  func whoJudges() throws {
    let base = ["g.yaml": Self.gateway, "policies/base.yaml": policy("base")]
    let head = ["g.yaml": Self.gateway, "m.yaml": mapping("m", "/m"), "policies/own.yaml": policy("own")]
    let judgement = try judge(head, base, rules: [["operator.yaml": policy("operator")]])
    #expect(Set(judgement.findings.map(\.finding.message)) == ["no to operator", "no to base", "no to own"])
    #expect(!judgement.isAcceptable)
  }

  @Test("a rule that both revisions have is asked once")
  func once() throws {
    let base = ["g.yaml": Self.gateway, "policies/p.yaml": policy("p")]
    let judgement = try judge(base.merging(["m.yaml": mapping("m", "/m")]) { $1 }, base)
    #expect(judgement.findings.map(\.finding.message) == ["no to p"])
  }

  @Test("an object is an update where the base has it, and a creation where there is no base")
  func operations() throws {
    let rule = policy("p", "request.operation == 'UPDATE'")
    let base = ["g.yaml": Self.gateway, "m.yaml": mapping("m", "/m")]
    let head = ["g.yaml": Self.gateway, "m.yaml": mapping("m", "/n")]
    #expect(try judge(head, base, rules: [["p.yaml": rule]]).findings.isEmpty)
    #expect(try judge(head, rules: [["p.yaml": rule]]).findings.count == 1)
  }

  @Test("a broken rule is an error; a broken rule of the base that the head mends is none")
  func brokenRules() throws {
    let broken = policy("p", "object.spec.")
    #expect(try judge(["policies/p.yaml": broken]).findings.contains { $0.finding.severity == .error })
    #expect(try judge(["policies/p.yaml": "a: ["]).findings.map(\.finding.code) == [.yamlSyntax])
    #expect(try judge([:], ["policies/p.yaml": "a: ["]).findings.isEmpty)
  }

  @Test("a finding that the base has is old, wherever its line went; one more like it is new")
  func known() throws {
    let bad = mapping("bad", "cart")
    let base = ["g.yaml": Self.gateway, "bad.yaml": bad]
    let head = ["g.yaml": Self.gateway, "moved.yaml": "# here now\n" + bad, "worse.yaml": mapping("worse", "cart")]
    let findings = try judge(head, base).findings
    #expect(findings.map { "\($0.finding.object?.name ?? "") \($0.isNew)" } == ["bad false", "worse true"])
  }

  @Test("a rule that the head breaks is a new finding, one that was broken before an old one", arguments: ["object.spec.", "a: ["])
  func brokenPolicies(_ fault: String) throws {
    let broken = fault == "a: [" ? fault : policy("p", fault)
    let base = ["g.yaml": Self.gateway, "m.yaml": mapping("m", "/m"), "policies/p.yaml": policy("p", "true")]
    let head = base.merging(["m.yaml": mapping("m", "/n"), "policies/p.yaml": broken]) { $1 }
    let found = try judge(head, base).findings
    #expect(!found.isEmpty && found.allSatisfy { $0.isNew && $0.finding.severity == .error })
    let moved = head.merging(["m.yaml": mapping("m", "/o"), "policies/p.yaml": "# moved\n" + broken]) { $1 }
    let old = try judge(moved, head).findings
    #expect(!old.isEmpty && old.allSatisfy { !$0.isNew })
  }

  @Test("nuncio.yaml is judged too, below the source's path")
  func fleet() throws {
    let judgement = try judge(
      ["gateway/g.yaml": Self.gateway, "gateway/nuncio.yaml": "apiVersion: nuncio.dev/v1alpha1\nkind: Source\n", "nuncio.yaml": "a: ["],
      path: FolderPath("./gateway/"))
    #expect(judgement.findings.map(\.finding.position?.description) == ["gateway/nuncio.yaml:2:7"])
  }

  @Test("objects that change, are new or gone; comments, order of fields and files are no change")
  func objects() throws {
    let base = ["g.yaml": Self.gateway, "a.yaml": mapping("a", "/a"), "b.yaml": mapping("b", "/b"), "c.yaml": mapping("c", "/c")]
    let turned =
      "# a comment\nkind: Mapping\napiVersion: getambassador.io/v3alpha1\nmetadata: {namespace: shop, name: a}\n"
      + "spec: {service: shop, prefix: /a, hostname: www.example.com}\n"
    let objects = try #require(
      try judge(["g.yaml": Self.gateway, "x.yaml": turned, "b.yaml": mapping("b", "/bb"), "d.yaml": mapping("d", "/d")], base).objects)
    #expect(objects.added.map(\.name) == ["d"] && objects.changed.map(\.name) == ["b"] && objects.removed.map(\.name) == ["c"])
  }

  private func shadowed(_ comment: String) -> [String: String] {
    let wide = mapping("wide", "/api/").replacing("service: shop", with: "service: shop, precedence: 1")
    return ["g.yaml": Self.gateway, "a.yaml": wide, "b.yaml": comment + mapping("b", "/api/v2/")]
  }

  @Test("a comment above the object silences its warning until the day is over", arguments: [(-1, true), (0, false)])
  func lastDay(_ offset: Int, _ isSilent: Bool) throws {
    // 2027-03-01T00:00:00Z is 1,803,859,200.
    let judgement = try judge(
      shadowed("# nuncio:allow shadowed-route until 2027-02-28: reason\n"), now: 1_803_859_200 + offset)
    #expect(judgement.silenced.count == (isSilent ? 1 : 0))
    #expect(judgement.findings.map(\.finding.code.rawValue) == (isSilent ? [] : ["suppression-expired", "shadowed-route"]))
    #expect(judgement.isAcceptable)
  }

  @Test(
    "a comment without code, day or reason is told, and silences nothing",
    arguments: [
      "allow", "allow shadowed-route", "allow shadowed-route until", "allow shadowed-route until 2027-02-28",
      "allow shadowed-route until 2027-02-28:", "allow shadowed-route until 2027-02-28: ", "allow shadowed-route until 2027-02-29: r",
      "allow shadowed-route until 27-02-28: r", "allow shadowed-route til 2027-02-28: r", "alow shadowed-route until 2027-02-28: r",
      "allow shadowed-route until tomorrow: r",
    ])
  func malformed(_ comment: String) throws {
    let judgement = try judge(shadowed("# nuncio:\(comment)\n"))
    #expect(Set(judgement.findings.map(\.finding.code.rawValue)) == ["suppression-malformed", "shadowed-route"])
  }

  @Test("an error, and what a change policy says, cannot be silenced")
  func refused() throws {
    let change =
      "apiVersion: nuncio.dev/v1alpha1\nkind: ChangePolicy\nmetadata: {name: c}\n"
      + "spec:\n  validations:\n    - # nuncio:allow policy/c until 2027-02-28: no\n      expression: 'false'\n  actions: [Warn]\n"
    let note = "suppressions:\n  - {code: policy/c, file: policies/c.yaml, until: 2027-02-28, reason: no}\n"
    let head = ["g.yaml": Self.gateway, "policies/c.yaml": change, ".nuncio/suppressions.yaml": note]
    let codes = try judge(head, ["g.yaml": Self.gateway]).findings.map(\.finding.code.rawValue)
    #expect(Set(codes) == ["policy/c", "suppression-refused"])
  }

  @Test("a file that a suppression names counts from the folder")
  func suppressedFile() throws {
    let note = "suppressions:\n  - {code: shadowed-route, file: b.yaml, until: 2027-02-28, reason: r}\n"
    let files = shadowed("").merging([".nuncio/suppressions.yaml": note]) { $1 }
    let inFolder = Dictionary(uniqueKeysWithValues: files.map { ("gateway/\($0)", $1) })
    for judgement in [try judge(files), try judge(inFolder, path: FolderPath("gateway"))] {
      #expect(judgement.silenced.count == 1 && judgement.findings.isEmpty)
    }
  }

  @Test("a suppression of what a policy says is not called unused where only changed objects are judged; old faults stay old")
  func unused() throws {
    let note = "suppressions:\n  - {code: policy/p, object: Mapping shop/b, until: 2027-02-28, reason: r}\n"
    let gone = "  - {code: shadowed-route, object: Mapping shop/gone, until: 2027-02-28, reason: r}\n"
    let base = shadowed("").merging([".nuncio/suppressions.yaml": note + gone]) { $1 }
    let inPullRequest = try judge(base.merging(["c.yaml": mapping("c", "/c")]) { $1 }, base).findings
    #expect(inPullRequest.map(\.finding.code.rawValue) == ["suppression-unused", "shadowed-route"])
    #expect(!inPullRequest.contains { $0.isNew })
    #expect(try judge(base).findings.count { $0.finding.code.rawValue == "suppression-unused" } == 2)
  }
}
