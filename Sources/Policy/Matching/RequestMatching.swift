import Manifests

/// Which requests a match takes: the rules of k8s.io/apiserver's policy matcher.
extension MatchResources {
  /// Whether a binding's match takes the request.
  func takes(_ request: AdmissionRequest, namespaces: NamespaceView) -> Bool {
    selectorsMatch(request, namespaces: namespaces) && ruleVersion(for: request) != nil
  }

  /// Whether some rule is about certain names only.
  var dependsOnName: Bool { (rules + excluded).contains { !$0.names.isEmpty } }

  /// Whether both selectors take the request.
  func selectorsMatch(_ request: AdmissionRequest, namespaces: NamespaceView) -> Bool {
    if !self.namespaces.isEmpty, !request.namespace.isEmpty {
      // A Namespace that is made or changed is judged by its new labels, one that goes away by those it has.
      let labels =
        request.kind.isNamespace && request.operation == .delete
        ? request.oldObject.map { $0.labels.merging([NamespaceView.nameLabel: request.name]) { _, name in name } }
        : nil
      guard self.namespaces.matches(labels ?? namespaces.labels(of: request.namespace)) else { return false }
    }
    if objects.isEmpty { return true }
    return [request.object, request.oldObject].contains { $0.map { objects.matches($0.labels) } ?? false }
  }

  /// The version in which a policy with these rules wants to see the object: its own where there are no rules, nil when none
  /// takes the request. It depends on kind, version, operation and name only.
  func ruleVersion(for request: AdmissionRequest) -> String? {
    if version(of: excluded, for: request) != nil { return nil }
    return rules.isEmpty ? request.version : version(of: rules, for: request)
  }

  private func version(of rules: [ResourceRule], for request: AdmissionRequest) -> String? {
    if rules.contains(where: { $0.matches(request, version: request.version) }) { return request.version }
    guard matchPolicy == .equivalent else { return nil }
    for rule in rules {
      if let version = request.kind.versions.first(where: { $0 != request.version && rule.matches(request, version: $0) }) {
        return version
      }
    }
    return nil
  }
}

extension ResourceRule {
  /// Whether the rule takes the request, were the object in `version`.
  func matches(_ request: AdmissionRequest, version: String) -> Bool {
    scopeMatches(request.kind)
      && operations.contains { $0 == "*" || $0 == request.operation.rawValue }
      && groups.contains { $0 == "*" || $0 == request.kind.group }
      && versions.contains { $0 == "*" || $0 == version }
      && resources.contains { isResource($0, request.kind.plural) }
      && (names.isEmpty || names.contains(request.name))
  }

  private func scopeMatches(_ kind: ResourceKind) -> Bool {
    switch scope {
    case .all: true
    case .namespaced: kind.scope == .namespaced
    case .cluster: kind.scope == .cluster
    }
  }

  /// A rule's resource is a name and perhaps a subresource; the requests here never have one.
  private func isResource(_ pattern: String, _ plural: String) -> Bool {
    let parts = pattern.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, name == "*" || name == plural else { return false }
    return parts.count == 1 || parts[1] == "*"
  }
}
