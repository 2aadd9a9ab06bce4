import Manifests
package import SourceYAML

/// A ValidatingAdmissionPolicy as it is written.
package struct AdmissionPolicy: Sendable {
  enum FailurePolicy: String, CaseIterable, Sendable { case fail = "Fail", ignore = "Ignore" }

  /// A named expression: a variable, a match condition, an audit annotation.
  struct Named: Sendable {
    let name: String
    let expression: PolicyExpression
  }

  /// Entries of one of the lists of named expressions, far more than a policy of a person has.
  static let maximumNamed = 500

  let key: ObjectKey
  /// Where the document begins.
  package let position: SourcePosition
  let failurePolicy: FailurePolicy
  let paramKind: ParamKind?
  let match: MatchResources
  let matchConditions: [Named]
  let variables: [Named]
  /// In the order in which they stand.
  package let validations: [Validation]
  let auditAnnotations: [Named]

  /// `metadata.name`.
  package var name: String { key.name }
}

/// A kind that a policy takes its parameters from.
struct ParamKind: Sendable {
  let apiVersion: String
  let kind: String
  let position: SourcePosition

  var group: String { apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : "" }
  var version: String { apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion }
}

/// One rule of a policy.
package struct Validation: Sendable {
  /// What must be true.
  package let expression: PolicyExpression
  let message: String?
  let messageExpression: PolicyExpression?
  /// Reasons an API server answers with; `Invalid` when none is given.
  let reason: String?
}

extension FieldReader {
  /// Reads a policy; nil when it cannot be one.
  mutating func admissionPolicy(_ manifest: Manifest) -> AdmissionPolicy? {
    guard let spec = mapping("spec", in: manifest.root) else {
      error(.missingField, "a ValidatingAdmissionPolicy needs 'spec'", at: manifest.position)
      return nil
    }
    allow(
      ["failurePolicy", "paramKind", "matchConstraints", "matchConditions", "variables", "validations", "auditAnnotations"],
      in: spec, of: "a ValidatingAdmissionPolicy")
    let policy = AdmissionPolicy(
      key: manifest.key, position: manifest.position, failurePolicy: word("failurePolicy", in: spec, default: .fail),
      paramKind: paramKind(spec), match: matchConstraints(spec), matchConditions: named("matchConditions", in: spec),
      variables: named("variables", in: spec), validations: items("validations", in: spec).compactMap { validation($0) },
      auditAnnotations: named("auditAnnotations", in: spec, name: "key", expression: "valueExpression"))
    if spec["validations"] == nil, spec["auditAnnotations"] == nil {
      error(.missingField, "a policy needs 'validations' or 'auditAnnotations'", at: spec.position)
    }
    return policy
  }

  private mutating func paramKind(_ spec: YAMLNode) -> ParamKind? {
    guard let node = mapping("paramKind", in: spec) else { return nil }
    allow(["apiVersion", "kind"], in: node, of: "'paramKind'")
    guard let apiVersion = required("apiVersion", in: node, of: "'paramKind'"), let kind = required("kind", in: node, of: "'paramKind'")
    else { return nil }
    return ParamKind(apiVersion: apiVersion, kind: kind, position: node.position)
  }

  private mutating func matchConstraints(_ spec: YAMLNode) -> MatchResources {
    guard let node = mapping("matchConstraints", in: spec), node["resourceRules"]?.items.isEmpty == false else {
      error(
        .missingField, "a policy needs 'matchConstraints' with 'resourceRules'", at: spec["matchConstraints"]?.position ?? spec.position)
      return MatchResources()
    }
    return matchResources(node)
  }

  /// A list of named expressions with unique names.
  mutating func named(
    _ field: String, in node: YAMLNode, name: String = "name", expression: String = "expression"
  ) -> [AdmissionPolicy.Named] {
    var result: [AdmissionPolicy.Named] = []
    var titles = Set<String>()
    for item in items(field, in: node) {
      guard result.count < AdmissionPolicy.maximumNamed else {
        error(.badValue, "'\(field)' has more than \(AdmissionPolicy.maximumNamed) entries", at: item.position)
        break
      }
      let what = "an entry of '\(field)'"
      allow([name, expression], in: item, of: what)
      guard let title = required(name, in: item, of: what), let text = self.expression(expression, in: item, of: what) else { continue }
      if !titles.insert(title).inserted {
        error(.badValue, "'\(title)' stands twice in '\(field)'", at: item[name]?.position ?? item.position)
        continue
      }
      result.append(AdmissionPolicy.Named(name: title, expression: text))
    }
    return result
  }

  /// One entry of `validations`, of an admission policy or a change policy.
  mutating func validation(_ node: YAMLNode, mayHaveReason: Bool = true) -> Validation? {
    allow(
      mayHaveReason ? ["expression", "message", "messageExpression", "reason"] : ["expression", "message", "messageExpression"],
      in: node, of: "a validation")
    guard let expression = expression("expression", in: node, of: "a validation") else { return nil }
    let message = text("message", in: node)
    if let message, message.trimmingBlanks().contains("\n") {
      error(.badValue, "a message has one line", at: node["message"]?.position ?? node.position)
    }
    let reason = text("reason", in: node)
    let reasons = ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"]
    if let reason, !reasons.contains(reason) {
      error(.badValue, "'reason' is one of \(reasons.joined(separator: ", "))", at: node["reason"]?.position ?? node.position)
    }
    let messageExpression = node["messageExpression"].flatMap { written in
      text("messageExpression", in: node).flatMap { $0.isEmpty ? nil : PolicyExpression(text: $0, node: written) }
    }
    return Validation(expression: expression, message: message, messageExpression: messageExpression, reason: reason)
  }
}
