package import Manifests
package import SourceYAML

/// What a policy says about a revision, and where it says so.
package struct PolicyFinding: Hashable, Sendable {
  /// Its code is `policy/<name>`, its place the field that the rule reads, or else the object.
  package let finding: Finding
  /// Where the rule stands in the policy's file.
  package let rule: SourcePosition
  /// The rule's expression; nil for what is no rule's fault, such as missing parameters.
  package let expression: String?

  /// Makes a finding.
  package init(_ finding: Finding, rule: SourcePosition, expression: String?) {
    self.finding = finding
    self.rule = rule
    self.expression = expression
  }
}
