import Manifests
import Policy

/// Objects of a text with one or more documents.
func objects(_ text: String, file: String = "objects.yaml") throws -> ManifestSet {
  try ManifestLoader.load(MemoryTree([file: Array(text.utf8)])).manifests
}

/// Policies of a text, in `policy.yaml`.
func policies(_ text: String, repository: ManifestSet = ManifestSet([])) throws -> PolicySet {
  let documents = try ManifestLoader.load(MemoryTree(["policy.yaml": Array(text.utf8)]), policies: .only).manifests
  return PolicySet(documents.manifests, repository: repository)
}

/// A policy on Mappings, and a binding: what most tests need.
func policyText(
  name: String = "rule", rules: String = "", spec: String, actions: String = "[Deny]", binding: String = ""
) -> String {
  let match =
    rules.isEmpty
    ? "[{apiGroups: [getambassador.io], apiVersions: [v3alpha1], operations: [CREATE, UPDATE], resources: [mappings]}]" : rules
  return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints: {resourceRules: \(match)}
    \(spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec:
      policyName: \(name)
      validationActions: \(actions)
    \(binding.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))
    """
}

/// A Mapping with some fields of its spec.
func mapping(_ name: String, namespace: String = "shop", labels: String = "{}", _ spec: String = "prefix: /") -> String {
  "{apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: \(name), namespace: \(namespace), labels: \(labels)}, spec: {\(spec)}}\n---\n"
}
