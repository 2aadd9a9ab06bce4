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

  /// One of a policy's lists of named expressions, and what an API server asks of it.
  enum NamedList: String, Sendable {
    case variables, matchConditions, auditAnnotations

    /// Entries; of variables, which an API server does not count, far more than a policy of a person has.
    var maximum: Int {
      switch self {
      case .variables: 500
      case .matchConditions: 64
      case .auditAnnotations: 20
      }
    }
  }

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
      paramKind: paramKind(spec), match: matchConstraints(spec), matchConditions: named(.matchConditions, in: spec, of: manifest.key.name),
      variables: named(.variables, in: spec, of: manifest.key.name),
      validations: items("validations", in: spec).compactMap { validation($0) },
      auditAnnotations: named(.auditAnnotations, in: spec, of: manifest.key.name))
    if spec["validations"]?.items.isEmpty != false, spec["auditAnnotations"]?.items.isEmpty != false {
      error(
        .missingField, "a policy needs 'validations' or 'auditAnnotations'",
        at: (spec["validations"] ?? spec["auditAnnotations"])?.position ?? spec.position)
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

  /// A list of named expressions with unique names, of the policy with this name.
  mutating func named(_ list: AdmissionPolicy.NamedList, in node: YAMLNode, of policy: String) -> [AdmissionPolicy.Named] {
    let (name, expression) = list == .auditAnnotations ? ("key", "valueExpression") : ("name", "expression")
    var result: [AdmissionPolicy.Named] = []
    var titles = Set<String>()
    for (index, item) in items(list.rawValue, in: node).enumerated() {
      guard index < list.maximum else {
        error(.badValue, "'\(list.rawValue)' has more than \(list.maximum) entries", at: item.position)
        break
      }
      let what = "an entry of '\(list.rawValue)'"
      allow([name, expression], in: item, of: what)
      guard let title = required(name, in: item, of: what), let text = self.expression(expression, in: item, of: what) else { continue }
      let place = item[name]?.position ?? item.position
      if !titles.insert(title).inserted {
        error(.badValue, "'\(title)' stands twice in '\(list.rawValue)'", at: place)
        continue
      }
      checkName(title, in: list, of: policy, at: place)
      result.append(AdmissionPolicy.Named(name: title, expression: text))
    }
    return result
  }

  private mutating func checkName(_ name: String, in list: AdmissionPolicy.NamedList, of policy: String, at position: SourcePosition) {
    switch list {
    case .variables where !NameRules.isIdentifier(name):
      error(.badValue, "'\(name)' can be no variable: letters, digits and '_', no digit first, no word of the language", at: position)
    case .matchConditions where !NameRules.isQualifiedName(name):
      error(.badValue, "'\(name)' can be no match condition: 'name' or 'prefix/name'", at: position)
    case .auditAnnotations where !NameRules.isQualifiedName("\(policy)/\(name)"):
      error(
        .badValue, "'\(policy)/\(name)' can be no audit annotation: the key is at most 63 letters, digits, '-', '_' and '.'", at: position)
    case .variables, .matchConditions, .auditAnnotations: break
    }
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
