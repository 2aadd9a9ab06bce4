/// One object that goes before one policy, here and in an API server.
struct AdmissionCase: Sendable {
  /// Also the policy's name, and the label that keeps other policies away.
  let name: String
  let feature: AdmissionFeature
  let kind: KindTemplate

  /// The object before; none when it is created.
  var old: String? { feature.operation == "CREATE" ? nil : object(number: feature.oldNumber) }
  /// The object after; none when it is deleted.
  var new: String? { feature.operation == "DELETE" ? nil : object(number: feature.number, version: feature.objectVersion) }

  private func object(number: Int, version: String? = nil) -> String {
    let version = kind.group == "acme.io" ? version : nil
    return kind.object(
      "object-\(name)", namespace: feature.namespace, labels: "case: \(name), tier: \(feature.tier)", number: number, text: "alpha",
      version: version)
  }

  /// Policies, bindings and parameters.
  var documents: [String] {
    let bindings = feature.bindings.enumerated().map { index, binding in
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: \(name)-\(index)}
      spec: {policyName: \(name), \(fill(binding))}
      """
    }
    return feature.parameters.map(fill) + [policy] + bindings
  }

  private var policy: String {
    let rule = feature.rule.isEmpty ? "{apiGroups: [GROUP], apiVersions: [VERSION], operations: ['*'], resources: [PLURAL]}" : feature.rule
    let constraints = "resourceRules: [\(rule)], objectSelector: {matchLabels: {case: CASE}}\(feature.match)"
    let spec = feature.spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    return fill(
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: CASE}
      spec:
        matchConstraints: {\(constraints)}
      \(spec)
      """)
  }

  private func fill(_ text: String) -> String {
    let group = kind.group.isEmpty ? "''" : kind.group
    let words = [
      ("CASE", name), ("GROUP", group), ("VERSION", kind.version), ("PLURAL", kind.plural), ("OLDNUMBER", old(kind.number)),
      ("NUMBER", kind.number), ("OLDTEXT", old(kind.text)), ("TEXT", kind.text),
    ]
    return words.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  private func old(_ expression: String) -> String { expression.replacing("object.", with: "oldObject.") }

  /// Every feature with several kinds, a different choice for each.
  static let all: [AdmissionCase] = {
    var cases: [AdmissionCase] = []
    for (index, feature) in AdmissionFeature.all.enumerated() {
      let kinds = KindTemplate.all.filter(feature.fits)
      for step in 0..<min(feature.kinds, kinds.count) {
        cases.append(AdmissionCase(name: "c\(cases.count)", feature: feature, kind: kinds[(index + step) % kinds.count]))
      }
    }
    return cases
  }()
}

/// Something that a policy can do. In its texts CASE, NUMBER, TEXT and the like stand for what the kind and the case make of them.
struct AdmissionFeature: Sendable {
  let title: String
  var operation = "CREATE"
  var number = 9
  var oldNumber = 4
  var tier = "public"
  var namespace = "shop"
  /// The version that a custom object is written in, where it is not the kind's own.
  var objectVersion: String?
  /// A resource rule; empty for all operations on the kind.
  var rule = ""
  /// More of `matchConstraints`, beginning with a comma.
  var match = ""
  var bindings = ["validationActions: [Deny]"]
  var parameters: [String] = []
  /// Behind `matchConstraints` in the policy's `spec`.
  var spec: String
  /// With how many kinds the feature is tried.
  var kinds = 4
  var fits: @Sendable (KindTemplate) -> Bool = { _ in true }

  init(_ title: String, _ spec: String, _ change: (inout AdmissionFeature) -> Void = { _ in }) {
    self.title = title
    self.spec = spec
    change(&self)
  }
}
