/// A kind as an API server serves it: what the rules of policies and RBAC name.
package struct ResourceKind: Hashable, Sendable {
  /// Where its objects live.
  package enum Scope: String, Sendable { case namespaced = "Namespaced", cluster = "Cluster" }

  /// The API group; empty for Kubernetes' core.
  package let group: String
  /// The served versions.
  package let versions: [String]
  package let kind: String
  /// The resource's name in paths and rules, such as `httproutes`.
  package let plural: String
  package let scope: Scope

  /// Makes a kind.
  package init(group: String, versions: [String], kind: String, plural: String, scope: Scope) {
    self.group = group
    self.versions = versions
    self.kind = kind
    self.plural = plural
    self.scope = scope
  }

  /// The plural that Kubernetes' own generators give a kind that nobody has declared: lower case, `y` becomes `ies`,
  /// a sibilant takes `es`, all others `s`.
  package static func usualPlural(of kind: String) -> String {
    let singular = kind.lowercased()
    if let last = singular.last, last == "y", let before = singular.dropLast().last, !"aeiou".contains(before) {
      return singular.dropLast() + "ies"
    }
    let takesES = ["s", "x", "z", "ch", "sh"].contains { singular.hasSuffix($0) }
    return singular + (takesES ? "es" : "s")
  }
}
