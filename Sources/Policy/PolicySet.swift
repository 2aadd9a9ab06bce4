package import Manifests
import SourceYAML

/// The policies of a folder, or of several: read, checked and compiled once, judged by many times.
package struct PolicySet: Sendable {
  /// What is wrong with the policies themselves.
  package private(set) var findings: [Finding]
  /// Every policy, bound or not, in the order of the files.
  package let admission: [AdmissionPolicy]
  /// Every change policy, in the order of the files.
  package let change: [ChangePolicy]

  let compiled: [CompiledPolicy]
  let compiledChange: [CompiledChangePolicy]
  let catalog: KindCatalog
  /// Objects beside the policies: parameters, Namespaces. They win over the repository's.
  let others: [Manifest]
  private let allBindings: [PolicyBinding]

  /// Reads policies, bindings, change policies, parameters and CustomResourceDefinitions from the documents of policy folders.
  ///
  /// - Parameter repository: The objects of the revision: its CustomResourceDefinitions declare kinds that nobody else knows. What it says
  ///   against that, or against the objects beside the policies, is a finding.
  package init(_ documents: [Manifest], repository: ManifestSet = ManifestSet([])) {
    let catalog = KindCatalog(documents, repository: repository.manifests)
    var reading = Reading()
    for document in documents { reading.take(document) }
    var compiler = PolicyCompiler(catalog: catalog)
    var findings = reading.findings + catalog.findings + reading.bindingFindings() + reading.contradictions(in: repository)
    compiled = reading.policies.compactMap { policy in
      // A policy without a binding judges nobody; its expressions are checked all the same.
      let bindings = reading.bindings.filter { $0.policyName == policy.name }
      return compiler.compile(policy, bindings: bindings)
    }
    findings += compiler.findings
    compiledChange = reading.changePolicies.compactMap { CompiledChangePolicy.compile($0, findings: &findings) }
    findings += reading.parameterFindings(catalog: catalog, repository: repository)
    self.findings = findings.sorted { ($0.position ?? .start) < ($1.position ?? .start) }
    self.catalog = catalog
    admission = reading.policies
    change = reading.changePolicies
    others = reading.others
    allBindings = reading.bindings
  }

  /// With what was found in the files before there were documents.
  func adding(_ more: [Finding]) -> PolicySet {
    var set = self
    set.findings = more + findings
    return set
  }

  /// The names of a policy's bindings and what they do: `tls-minimum: Deny`.
  package func bindings(of policy: AdmissionPolicy) -> [(name: String, actions: [ValidationAction])] {
    allBindings.filter { $0.policyName == policy.name }.map { ($0.name, $0.actions) }
  }
}

extension SourcePosition {
  static let start = SourcePosition(file: "", line: 1, column: 1)
}

/// Documents sorted by what they are.
private struct Reading {
  var policies: [AdmissionPolicy] = []
  var bindings: [PolicyBinding] = []
  var changePolicies: [ChangePolicy] = []
  var others: [Manifest] = []
  var findings: [Finding] = []

  private static let admissionVersions: Set<String> = ["v1", "v1beta1"]

  mutating func take(_ manifest: Manifest) {
    var reader = FieldReader(object: manifest.key)
    switch (manifest.key.group, manifest.key.kind) {
    case ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"):
      checkVersion(manifest, Self.admissionVersions, &reader)
      if let policy = reader.admissionPolicy(manifest) { policies.append(policy) }
    case ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"):
      checkVersion(manifest, Self.admissionVersions, &reader)
      if let binding = reader.policyBinding(manifest) { bindings.append(binding) }
    case ("nuncio.dev", "ChangePolicy"):
      checkVersion(manifest, ["v1alpha1"], &reader)
      if let policy = reader.changePolicy(manifest) { changePolicies.append(policy) }
    default: others.append(manifest)
    }
    findings += reader.findings
  }

  private func checkVersion(_ manifest: Manifest, _ known: Set<String>, _ reader: inout FieldReader) {
    guard !known.contains(manifest.version) else { return }
    reader.error(
      .unknownKind,
      "\(manifest.apiVersion) is not a version of \(manifest.key.kind) that is known: \(known.sorted().joined(separator: ", "))",
      at: manifest.root["apiVersion"]?.position ?? manifest.position)
  }

  /// Policies that nothing binds, bindings to nothing.
  func bindingFindings() -> [Finding] {
    let names = Set(policies.map(\.name))
    let lost = bindings.filter { !names.contains($0.policyName) }.map { binding in
      Finding.error(
        .policyBinding, "there is no ValidatingAdmissionPolicy '\(binding.policyName)' here", at: binding.policyNamePosition,
        object: binding.key)
    }
    let unbound = policies.filter { policy in !bindings.contains { $0.policyName == policy.name } }.map { policy in
      Finding.warning(
        .policyBinding, "no ValidatingAdmissionPolicyBinding names this policy, so it judges nothing", at: policy.position,
        object: policy.key)
    }
    return lost + unbound
  }

  /// Objects of the repository that are not what lies beside the policies under the same name, where policies read them: as a
  /// parameter, or as a Namespace.
  func contradictions(in repository: ManifestSet) -> [Finding] {
    let read = Set(policies.compactMap(\.paramKind).map { [$0.group, $0.kind] }).union([["", "Namespace"]])
    return others.compactMap { given in
      guard read.contains([given.key.group, given.key.kind]), let own = repository[given.key], !own.root.hasSameContent(as: given.root)
      else { return nil }
      return .error(
        .policyParams, "policies read the \(given.key.kind) that lies beside them (\(given.position)), not this one, which differs",
        at: own.position, object: own.key)
    }
  }

  /// Parameters that a binding names and nobody brings.
  func parameterFindings(catalog: KindCatalog, repository: ManifestSet) -> [Finding] {
    let byName = Dictionary(policies.map { ($0.name, $0) }) { first, _ in first }
    return bindings.compactMap { binding in
      guard let policy = byName[binding.policyName] else { return nil }
      return parameterFinding(binding, policy, catalog: catalog, repository: repository)
    }
  }

  private func parameterFinding(
    _ binding: PolicyBinding, _ policy: AdmissionPolicy, catalog: KindCatalog, repository: ManifestSet
  ) -> Finding? {
    guard let paramKind = policy.paramKind else {
      return binding.paramRef.map {
        .warning(.policyParams, "policy '\(policy.name)' has no 'paramKind': this is ignored", at: $0.position, object: binding.key)
      }
    }
    guard let reference = binding.paramRef else {
      return .warning(
        .policyParams, "policy '\(policy.name)' has a 'paramKind', but this binding no 'paramRef': 'params' is null", at: binding.position,
        object: binding.key)
    }
    let candidates = repository.overlaid(with: others).filter { $0.key.group == paramKind.group && $0.key.kind == paramKind.kind }
    if candidates.isEmpty, catalog.kind(paramKind.kind, in: paramKind.group) == nil {
      return .warning(
        .policyParams, "no CustomResourceDefinition for \(paramKind.apiVersion) \(paramKind.kind) is here", at: paramKind.position,
        object: policy.key)
    }
    let isThere = candidates.contains { candidate in
      let inNamespace = reference.namespace.map { $0 == candidate.key.namespace } ?? true
      switch reference.choice {
      case .name(let name): return inNamespace && candidate.key.name == name
      case .selector(let selector): return inNamespace && selector.matches(candidate.labels)
      }
    }
    guard !isThere else { return nil }
    let effect = reference.notFound == .deny ? "every request that the policy matches is denied" : "the policy judges nothing"
    return Finding(
      .policyParams, reference.notFound == .deny ? .error : .warning, "no \(paramKind.kind) is what 'paramRef' asks for, so \(effect)",
      at: reference.position, object: binding.key)
  }
}
