import Manifests
import NIOHTTP1

/// Which types the API server serves, asked once and again when one is missed: a definition may have come since.
package actor Discovery {
  private struct Kind: Hashable {
    let group: String
    let kind: String
  }

  private let client: KubernetesClient
  private var types: [Kind: [ResourceType]] = [:]
  private var asked: ContinuousClock.Instant?

  /// Nothing is asked yet.
  package init(_ client: KubernetesClient) { self.client = client }

  /// The type of a kind in a version; without one, in the version that the server prefers. Nil when it is not served.
  ///
  /// - Throws: `APIError`.
  package func type(group: String, kind: String, version: String? = nil) async throws(APIError) -> ResourceType? {
    if let found = find(group, kind, version) { return found }
    // What is missed often is not asked for as often.
    if let asked, asked.duration(to: .now) < .seconds(1) { return nil }
    try await refresh()
    return find(group, kind, version)
  }

  /// Every kind of a group, each in `version` where that is served, else in the version that the server prefers.
  ///
  /// - Throws: `APIError`.
  package func types(of group: String, preferring version: String) async throws(APIError) -> [ResourceType] {
    try await refresh()
    return types.filter { $0.key.group == group }.values.compactMap { all in all.first { $0.version == version } ?? all.first }
      .sorted { $0.kind < $1.kind }
  }

  private func find(_ group: String, _ kind: String, _ version: String?) -> ResourceType? {
    let found = types[Kind(group: group, kind: kind)] ?? []
    return version.map { wanted in found.first { $0.version == wanted } } ?? found.first
  }

  /// Asks anew.
  ///
  /// - Throws: `APIError`.
  package func refresh() async throws(APIError) {
    var found: [Kind: [ResourceType]] = [:]
    for path in ["/api", "/apis"] {
      // Aggregated discovery (v2): all groups in one answer; a server before 1.30 gives what it has.
      let answer = try await client.call(
        .GET, path,
        accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
        asked: client.asked("get", ResourceType(group: "", version: "v1", plural: path, kind: path, scope: .cluster), nil, nil))
      guard answer["kind"]?.string == "APIGroupDiscoveryList" else {
        throw .badAnswer("aggregated discovery is needed, which Kubernetes has since 1.30")
      }
      for group in answer["items"]?.array ?? [] {
        let name = group["metadata"]?["name"]?.string ?? ""
        for version in group["versions"]?.array ?? [] {
          for resource in version["resources"]?.array ?? [] {
            guard let type = ResourceType(group: name, version: version["version"]?.string ?? "", resource) else { continue }
            found[Kind(group: name, kind: type.kind), default: []].append(type)
          }
        }
      }
    }
    types = found
    asked = .now
  }
}

extension ResourceType {
  fileprivate init?(group: String, version: String, _ resource: JSONValue) {
    guard let plural = resource["resource"]?.string, let kind = resource["responseKind"]?["kind"]?.string,
      let scope = resource["scope"]?.string.flatMap(ResourceKind.Scope.init), !version.isEmpty
    else { return nil }
    self.init(group: group, version: version, plural: plural, kind: kind, scope: scope)
  }
}
