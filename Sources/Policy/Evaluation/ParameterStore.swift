import CEL
import Manifests

/// The objects that policies may take as parameters: those that lie beside the policies, and those of the revision that have
/// another name.
struct ParameterStore {
  private let objects: [Kind: [Manifest]]
  private let catalog: KindCatalog

  private struct Kind: Hashable {
    let group: String
    let kind: String
  }

  /// Why a binding's parameters cannot be had, in an API server's words.
  struct Problem: Error {
    let message: String
  }

  init(_ documents: [Manifest], after: ManifestSet, catalog: KindCatalog) {
    objects = Dictionary(grouping: after.overlaid(with: documents)) { Kind(group: $0.key.group, kind: $0.key.kind) }
    self.catalog = catalog
  }

  /// A value for each parameter that a binding has for a request; `[nil]` when the policy is evaluated without one.
  func parameters(of policy: AdmissionPolicy, _ binding: PolicyBinding, namespace: String) throws(Problem) -> [Value?] {
    guard let paramKind = policy.paramKind, let reference = binding.paramRef else { return [nil] }
    let kind =
      catalog.kind(paramKind.kind, in: paramKind.group)
      ?? catalog.assumedKind(paramKind.kind, in: paramKind.group, version: paramKind.version)
    let candidates = try candidates(kind, reference, namespace: namespace)
    let found =
      switch reference.choice {
      case .name(let name): candidates.filter { $0.key.name == name }
      case .selector(let selector): candidates.filter { selector.matches($0.labels) }
      }
    if found.isEmpty, reference.notFound == .deny {
      throw Problem(message: "no params found for policy binding with `Deny` parameterNotFoundAction")
    }
    return found.map { ObjectValue.object($0, kind: kind, version: paramKind.version, catalog: catalog) }
  }

  private func candidates(_ kind: ResourceKind, _ reference: ParamRef, namespace: String) throws(Problem) -> [Manifest] {
    let all = objects[Kind(group: kind.group, kind: kind.kind)] ?? []
    guard kind.scope == .namespaced else {
      if reference.namespace != nil {
        throw Problem(message: "paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
      }
      return all
    }
    let wanted = reference.namespace ?? namespace
    guard !wanted.isEmpty else {
      throw Problem(message: "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources")
    }
    return all.filter { $0.key.namespace == wanted }
  }
}

extension ManifestSet {
  /// The objects, with those of the documents instead of their namesakes: a repository does not choose what it is judged by.
  func overlaid(with documents: [Manifest]) -> [Manifest] {
    let given = Dictionary(documents.map { ($0.key, $0) }) { first, _ in first }
    return manifests.map { given[$0.key] ?? $0 } + documents.filter { self[$0.key] == nil }
  }
}
