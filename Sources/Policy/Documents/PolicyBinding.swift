import Manifests
import SourceYAML

/// A ValidatingAdmissionPolicyBinding as it is written. A class, for every evaluation hands it on.
final class PolicyBinding: Sendable {
  let key: ObjectKey
  let position: SourcePosition
  let policyName: String
  let policyNamePosition: SourcePosition
  let paramRef: ParamRef?
  /// Nil takes every request that the policy takes.
  let match: MatchResources?
  /// In the order in which they are written.
  let actions: [ValidationAction]

  var name: String { key.name }

  init(
    key: ObjectKey, position: SourcePosition, policyName: String, policyNamePosition: SourcePosition, paramRef: ParamRef?,
    match: MatchResources?, actions: [ValidationAction]
  ) {
    self.key = key
    self.position = position
    self.policyName = policyName
    self.policyNamePosition = policyNamePosition
    self.paramRef = paramRef
    self.match = match
    self.actions = actions
  }
}

/// What a binding makes of a failed validation.
package enum ValidationAction: String, CaseIterable, Sendable { case deny = "Deny", warn = "Warn", audit = "Audit" }

/// Which objects are a binding's parameters.
struct ParamRef: Sendable {
  enum NotFound: String, CaseIterable, Sendable { case allow = "Allow", deny = "Deny" }

  enum Choice: Sendable {
    case name(String)
    case selector(LabelSelector)
  }

  let choice: Choice
  /// Nil for the namespace of the request.
  let namespace: String?
  let notFound: NotFound
  let position: SourcePosition
}

extension FieldReader {
  /// Reads a binding; nil when it cannot be one.
  mutating func policyBinding(_ manifest: Manifest) -> PolicyBinding? {
    let what = "a ValidatingAdmissionPolicyBinding"
    guard let spec = mapping("spec", in: manifest.root) else {
      error(.missingField, "\(what) needs 'spec'", at: manifest.position)
      return nil
    }
    allow(["policyName", "paramRef", "matchResources", "validationActions"], in: spec, of: what)
    guard let policyName = required("policyName", in: spec, of: what) else { return nil }
    return PolicyBinding(
      key: manifest.key, position: manifest.position, policyName: policyName,
      policyNamePosition: spec["policyName"]?.position ?? spec.position, paramRef: paramRef(spec),
      match: mapping("matchResources", in: spec).map { matchResources($0) }, actions: actions(spec))
  }

  private mutating func actions(_ spec: YAMLNode) -> [ValidationAction] {
    let position = spec["validationActions"]?.position ?? spec.position
    var result: [ValidationAction] = []
    for text in texts("validationActions", in: spec) {
      guard let action = ValidationAction(rawValue: text) else {
        error(.badValue, "'\(text)' is no action: Deny, Warn or Audit", at: position)
        continue
      }
      if result.contains(action) { error(.badValue, "'\(text)' stands twice in 'validationActions'", at: position) }
      result.append(action)
    }
    if spec["validationActions"]?.items.isEmpty != false {
      error(.missingField, "a binding needs 'validationActions': Deny, Warn or Audit", at: position)
    }
    if result.contains(.deny), result.contains(.warn) {
      error(.badValue, "Deny and Warn cannot stand together: a request that is denied is not warned about", at: position)
    }
    return result
  }

  private mutating func paramRef(_ spec: YAMLNode) -> ParamRef? {
    guard let node = mapping("paramRef", in: spec) else { return nil }
    allow(["name", "namespace", "selector", "parameterNotFoundAction"], in: node, of: "'paramRef'")
    let name = text("name", in: node)
    let selector = node["selector"] == nil ? nil : selector("selector", in: node)
    if required("parameterNotFoundAction", in: node, of: "'paramRef'") == nil { return nil }
    let notFound = word("parameterNotFoundAction", in: node, default: ParamRef.NotFound.deny)
    let choice: ParamRef.Choice
    switch (name, selector) {
    case (let name?, nil): choice = .name(name)
    case (nil, let selector?): choice = .selector(selector)
    default:
      error(.badValue, "'paramRef' has either 'name' or 'selector'", at: node.position)
      return nil
    }
    return ParamRef(choice: choice, namespace: text("namespace", in: node), notFound: notFound, position: node.position)
  }
}
