import Foundation
import Manifests
import Policy
import SourceYAML
import Testing

/// The stock policies as they stand, all at once, in a real API server and here: the objects of their cases must be admitted
/// and refused alike.
@Suite("Policy: an API server takes the stock policies", .enabled(if: TestAPIServer.program != nil, "no ../shared/testkube/bin/testkube"))
struct StockPolicyComparisonTests {
  @Test("the verdicts on the objects of all cases are equal", .timeLimit(.minutes(5)))
  func comparison() throws {
    let stock = try StockPolicies()
    let server = try TestAPIServer(program: try #require(TestAPIServer.program))
    try server.create(stock.customKinds.map { ("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", $0) })
    try server.create(stock.namespaces.filter { $0.name != "default" }.map { ("/api/v1/namespaces", $0.json) })
    try server.waitUntilServed(stock.paths)
    try server.create(try stock.documents.map { (try #require(stock.path(of: $0)), $0.root.json) })
    try server.waitUntilPoliciesAreInForce()
    let questions = stock.questions
    let answers = try server.send(
      questions.map {
        TestAPIServer.Request(method: "POST", path: "\($0.path)?dryRun=All", body: $0.object.root.json, type: "application/json")
      })
    var compared = 0
    for (question, answer) in zip(questions, answers) {
      guard let theirs = Verdict(answer) else { continue }
      compared += 1
      #expect(
        question.verdict.allows(theirs), "\(question.name) \(question.object.key)\n  server: \(theirs)\n  ours:   \(question.verdict)")
    }
    print("compared \(compared) objects of \(stock.documents.count) stock documents with an API server")
    #expect(compared > 100)
  }
}

/// What is said about one object.
private struct Verdict: CustomStringConvertible {
  var denials: Set<String> = []
  var warnings: Set<String> = []

  init(_ decisions: [Decision]) {
    denials = Set(decisions.filter { $0.actions.contains(.deny) }.map(\.denial))
    warnings = Set(decisions.filter { $0.actions.contains(.warn) }.map(\.warning))
  }

  /// Nil when the server refused the object for something else than a policy.
  init?(_ answer: TestAPIServer.Answer) {
    warnings = Set(answer.warnings.filter { $0.hasPrefix("Validation failed for ValidatingAdmissionPolicy") })
    guard answer.status >= 300 else { return }
    let message = answer.text("message") ?? ""
    guard let range = message.range(of: " is forbidden: ValidatingAdmissionPolicy") else { return nil }
    denials = ["ValidatingAdmissionPolicy" + message[range.upperBound...]]
  }

  /// An API server answers with one denial, whichever policy it asked first.
  func allows(_ answer: Verdict) -> Bool {
    warnings == answer.warnings && (answer.denials.isEmpty ? denials.isEmpty : denials.isSuperset(of: answer.denials))
  }

  var description: String { "\(denials.sorted()) \(warnings.sorted())" }
}

/// The stock policies and the cases that can be tried all in one cluster.
private struct StockPolicies {
  /// An object that is created.
  struct Question {
    let name: String
    let path: String
    let object: Manifest
    let verdict: Verdict
  }

  private let folders: [PolicyTestFolder]
  let documents: [Manifest]
  /// The namespaces that cases use, with the labels that all cases which use them agree on.
  let namespaces: [(name: String, labels: [String: String], json: String)]

  init() throws {
    folders = try PolicyTestFolder.find(in: FolderTree(root: TestAPIServer.repository.appendingPathComponent("policies").path)).filter(
      \.policies.change.isEmpty)
    let tree = FolderTree(root: TestAPIServer.repository.appendingPathComponent("policies").path)
    let names = Set(folders.map { $0.path + "/" })
    documents = try ManifestLoader.load(tree, policies: .only).manifests.manifests.filter { manifest in
      names.contains { manifest.position.file.hasPrefix($0) }
    }
    namespaces = Self.namespaces(of: folders.flatMap(\.cases))
  }

  private static func namespaces(of cases: [PolicyCase]) -> [(name: String, labels: [String: String], json: String)] {
    var views: [String: Set<[String: String]>] = [:]
    for item in cases { for name in names(in: item) { views[name, default: []].insert(labels(of: name, in: item)) } }
    return views.sorted { $0.key < $1.key }.map { name, views in
      let labels = views.count == 1 ? views.first ?? [:] : [:]
      let pairs = labels.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
      return (name, labels, "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"\(name)\",\"labels\":{\(pairs)}}}")
    }
  }

  private static func names(in item: PolicyCase) -> Set<String> { Set(item.after.manifests.map(\.key.namespace)).subtracting([""]) }

  private static func labels(of name: String, in item: PolicyCase) -> [String: String] {
    item.after.all(group: "", kind: "Namespace").first { $0.key.name == name }?.labels ?? [:]
  }

  /// The gateway's languages, with schemas that leave everything open, so that both sides see what the case says.
  private static let languages = KnownKinds.all.filter { ["getambassador.io", "gateway.networking.k8s.io"].contains($0.group) }

  /// Their definitions.
  var customKinds: [String] {
    Self.languages.map { kind in
      let versions = kind.versions.enumerated().map { index, version in
        """
        {"name":"\(version)","served":true,"storage":\(index == 0),
        "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}
        """
      }
      return """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
        "metadata":{"name":"\(kind.plural).\(kind.group)","annotations":{"api-approved.kubernetes.io":"unapproved, a test"}},
        "spec":{"group":"\(kind.group)","scope":"\(kind.scope.rawValue)","versions":[\(versions.joined(separator: ","))],
        "names":{"kind":"\(kind.kind)","listKind":"\(kind.kind)List","plural":"\(kind.plural)","singular":"\(kind.kind.lowercased())"}}}
        """
    }
  }

  /// A list of each of them.
  var paths: [String] { Self.languages.map { "/apis/\($0.group)/\($0.versions[0])/\($0.plural)" } }

  /// Where an object of a known kind is created.
  func path(of object: Manifest) -> String? {
    guard let kind = KnownKinds.kind(object.key.kind, in: object.key.group) else { return nil }
    let root = kind.group.isEmpty ? "/api/\(object.version)" : "/apis/\(kind.group)/\(object.version)"
    return kind.scope == .cluster ? "\(root)/\(kind.plural)" : "\(root)/namespaces/\(object.key.namespace)/\(kind.plural)"
  }

  /// The objects of cases that need no earlier revision, in namespaces that are as the case wants them.
  var questions: [Question] {
    let set = PolicySet(documents)
    let labels = Dictionary(uniqueKeysWithValues: namespaces.map { ($0.name, $0.labels) })
    let user = RequestUser(name: "admin", groups: ["system:masters", "system:authenticated"])
    return folders.flatMap { folder in
      folder.cases.filter { item in
        item.before == nil && Self.names(in: item).allSatisfy { labels[$0] == Self.labels(of: $0, in: item) }
      }.flatMap { item -> [Question] in
        var decisions: [ObjectKey: [Decision]] = [:]
        visit(set, before: nil, after: item.after, environment: PolicyEnvironment(user: user)) { visit in
          if let key = visit.object { decisions[key, default: []] += visit.evaluation.decisions }
        }
        return item.after.manifests.filter { $0.key.kind != "Namespace" }.compactMap { object in
          path(of: object).map {
            Question(name: "\(folder.path) \(item.name)", path: $0, object: object, verdict: Verdict(decisions[object.key] ?? []))
          }
        }
      }
    }
  }
}
