import Manifests
package import SourceYAML

/// A ChangePolicy (nuncio.dev/v1alpha1) as it is written: rules about what a revision changes.
package struct ChangePolicy: Sendable {
  enum Action: String, CaseIterable, Sendable { case deny = "Deny", warn = "Warn" }

  let key: ObjectKey
  /// Where the document begins.
  package let position: SourcePosition
  let variables: [AdmissionPolicy.Named]
  /// In the order in which they stand.
  package let validations: [Validation]
  let action: Action

  /// `metadata.name`.
  package var name: String { key.name }
  /// Whether a failed rule is an error; else it is a warning.
  package var denies: Bool { action == .deny }
}

extension FieldReader {
  /// Reads a change policy; nil when it cannot be one.
  mutating func changePolicy(_ manifest: Manifest) -> ChangePolicy? {
    guard let spec = mapping("spec", in: manifest.root) else {
      error(.missingField, "a ChangePolicy needs 'spec'", at: manifest.position)
      return nil
    }
    allow(["variables", "validations", "actions"], in: spec, of: "a ChangePolicy")
    let validations = items("validations", in: spec).compactMap { validation($0, mayHaveReason: false) }
    if spec["validations"]?.items.isEmpty != false {
      error(.missingField, "a ChangePolicy needs 'validations'", at: spec.position)
    }
    return ChangePolicy(
      key: manifest.key, position: manifest.position, variables: named(.variables, in: spec, of: manifest.key.name),
      validations: validations,
      action: changeAction(spec))
  }

  /// One action; Deny when none is written.
  private mutating func changeAction(_ spec: YAMLNode) -> ChangePolicy.Action {
    let position = spec["actions"]?.position ?? spec.position
    let actions = texts("actions", in: spec)
    for text in actions where ChangePolicy.Action(rawValue: text) == nil {
      error(.badValue, "'\(text)' is no action of a ChangePolicy: Deny or Warn", at: position)
    }
    if actions.count > 1 { error(.badValue, "'actions' has one entry: Deny or Warn", at: position) }
    return actions.first.flatMap(ChangePolicy.Action.init) ?? .deny
  }
}
