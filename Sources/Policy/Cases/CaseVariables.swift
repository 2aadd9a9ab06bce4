import CEL
import Manifests
import SourceYAML

/// What a case says about the commit and the time: the CEL variables `commit` and `now`. What is not written is empty.
struct CaseVariables: Sendable {
  var commit = ChangeCommit()
  /// Nil when the case does not say.
  var now: Timestamp?

  /// Reads `NAME.variables.yaml`; the findings say what is wrong in it.
  static func read(_ bytes: [UInt8]?, file: String) -> (CaseVariables, [Finding]) {
    guard let bytes else { return (CaseVariables(), []) }
    do throws(YAMLFault) {
      guard let root = try parseYAML(bytes, file: file).first else { return (CaseVariables(), []) }
      var reader = FieldReader(object: nil)
      return (reader.caseVariables(root), reader.findings)
    } catch {
      return (CaseVariables(), [.error(.yamlSyntax, error.message, at: error.position)])
    }
  }
}

extension FieldReader {
  fileprivate mutating func caseVariables(_ root: YAMLNode) -> CaseVariables {
    allow(["commit", "now"], in: root, of: "a case's variables")
    var variables = CaseVariables()
    if let now = time("now", in: root) { variables.now = now }
    if let commit = mapping("commit", in: root) { variables.commit = self.commit(commit) }
    return variables
  }

  private mutating func commit(_ node: YAMLNode) -> ChangeCommit {
    allow(["id", "author", "committer", "message", "time", "signature"], in: node, of: "a commit")
    var commit = ChangeCommit()
    commit.id = text("id", in: node) ?? ""
    commit.message = text("message", in: node) ?? ""
    commit.author = person("author", in: node)
    commit.committer = person("committer", in: node)
    if let time = time("time", in: node) { commit.time = time }
    if let signature = mapping("signature", in: node) {
      allow(["verified", "format", "signer"], in: signature, of: "a signature")
      commit.signature.verified = signature["verified"]?.bool ?? false
      commit.signature.format = text("format", in: signature) ?? ""
      commit.signature.signer = text("signer", in: signature) ?? ""
    }
    return commit
  }

  private mutating func person(_ field: String, in node: YAMLNode) -> ChangeCommit.Person {
    guard let person = mapping(field, in: node) else { return ChangeCommit.Person() }
    allow(["name", "email"], in: person, of: "a person")
    return ChangeCommit.Person(name: text("name", in: person) ?? "", email: text("email", in: person) ?? "")
  }

  private mutating func time(_ field: String, in node: YAMLNode) -> Timestamp? {
    guard let written = node[field], !written.isNull else { return nil }
    if let time = written.text.flatMap({ Timestamp($0) }) { return time }
    error(.badValue, "'\(field)' is a time such as 2026-12-24T10:00:00Z", at: written.position)
    return nil
  }
}
