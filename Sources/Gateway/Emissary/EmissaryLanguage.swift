import Identity
import Manifests
import SourceYAML

/// Reads `getambassador.io/v3alpha1` into the model.
///
/// A Listener takes Hosts, a Host takes Mappings by host name or labels, and a Mapping gives one route. Objects are
/// taken in the order of their names, then namespaces. A bad object is a finding and costs only itself.
struct EmissaryLanguage {
  static let group = "getambassador.io"

  private let manifests: ManifestSet
  private let options: CompileOptions
  private var secrets: SecretLookup
  private var upstreams: UpstreamTable
  private(set) var findings: [Finding] = []

  init(_ manifests: ManifestSet, options: CompileOptions) {
    self.manifests = manifests
    self.options = options
    secrets = SecretLookup(manifests: manifests, facts: options.facts)
    upstreams = UpstreamTable(services: ServiceTable(manifests, facts: options.facts))
  }

  mutating func read() -> GatewayModel {
    var model = GatewayModel()
    let mappings = objects("Mapping").compactMap { Emissary.Mapping.read($0, findings: &findings) }
    let listeners = distinctListeners()
    let named = distinctHosts()
    guard !mappings.isEmpty || !listeners.isEmpty || named != nil else { return model }
    let hosts = named ?? [synthetic()]
    if listeners.isEmpty {
      findings.append(
        .warning(
          .noListener, "no Listener: nothing is served. Add one, such as port 8080, protocol HTTP",
          at: mappings.first?.origin.position ?? hosts.first?.origin.position))
    }
    let association = Emissary.HostAssociation(hosts)
    let groups = Emissary.groups(mappings, association, findings: &findings)
    let routes = associate(groups, with: hosts, association)
    let assembly = ListenerAssembly(hosts: hosts, routes: routes)
    model.listeners = listeners.compactMap { assembly.listener($0, findings: &findings) }
    model.upstreams = upstreams.upstreams
    model.endpointSets = upstreams.endpointSets
    model.secrets = secrets.used
    findings += secrets.findings + upstreams.findings
    return model
  }

  /// The objects of a kind that are meant for this gateway, by name, then namespace.
  private mutating func objects(_ kind: String) -> [Manifest] {
    let all = manifests.all(group: Self.group, kind: kind).filter { AmbassadorID.concerns($0, options.ambassadorIDs) }
    return all.filter { manifest in
      if let words = AmbassadorID.problem(of: manifest) {
        findings.append(.error(.wrongType, words, at: manifest.spec?["ambassador_id"]?.position, object: manifest.key))
      }
      guard manifest.version != "v3alpha1" else { return true }
      findings.append(
        .error(
          .unsupportedKind, "\(manifest.apiVersion) is not supported: write it as getambassador.io/v3alpha1",
          at: manifest.root["apiVersion"]?.position, object: manifest.key))
      return false
    }.sorted { $0.key < $1.key }
  }

  private mutating func distinctListeners() -> [Emissary.Listener] {
    var byPort: [Int: Emissary.Listener] = [:]
    var result: [Emissary.Listener] = []
    for manifest in objects("Listener") {
      guard let listener = Emissary.Listener.read(manifest, findings: &findings) else { continue }
      if let first = byPort[listener.port] {
        findings.append(
          .error(
            .duplicateListener, "port \(listener.port) is already taken by \(first.origin.object) at \(first.origin.position)",
            at: listener.portPosition, object: manifest.key))
        continue
      }
      byPort[listener.port] = listener
      result.append(listener)
    }
    return result
  }

  private mutating func distinctHosts() -> [Emissary.Host]? {
    let manifests = objects("Host")
    var byName: [String: Emissary.Host] = [:]
    var result: [Emissary.Host] = []
    for manifest in manifests {
      guard let host = Emissary.Host.read(manifest, secrets: &secrets, findings: &findings) else { continue }
      if let first = byName[host.hostname] {
        findings.append(
          .error(
            .duplicateHost, "the hostname \(host.hostname) is already taken by \(first.origin.object) at \(first.hostnamePosition)",
            at: host.hostnamePosition, object: manifest.key))
        continue
      }
      byName[host.hostname] = host
      result.append(host)
    }
    return manifests.isEmpty ? nil : result.sorted { $0.hostname < $1.hostname }
  }

  /// Without any Host there is one that takes every name, in cleartext.
  private func synthetic() -> Emissary.Host {
    let position = SourcePosition(file: "(no Host)", line: 1, column: 1)
    let key = ObjectKey(group: Self.group, kind: "Host", namespace: "default", name: "default-host")
    return Emissary.Host(
      origin: Origin(object: key, position: position), namespace: "default", hostname: "*", hostnamePosition: position, labels: [:],
      selector: nil, insecure: .route, tls: nil)
  }

  /// The routes of each Host in the order in which they are tried.
  private mutating func associate(
    _ groups: [Emissary.Group], with hosts: [Emissary.Host], _ association: Emissary.HostAssociation
  ) -> [[Route]] {
    var routes = [[Route]](repeating: [], count: hosts.count)
    for group in groups {
      let taken = association.hosts(of: group)
      if taken.isEmpty { findings += UnreachableMappings.findings(group, hosts: hosts, in: manifests) }
      let made = group.members.map { route($0) }
      for host in taken {
        let authority = group.hostname.flatMap { $0 == hosts[host].hostname ? nil : HostGlob.authority($0) }
        for var route in made {
          if let authority { route.match.headers.append(authority) }
          routes[host].append(route)
        }
      }
    }
    var shadowed = ShadowedRoutes(groups: groups)
    for (host, list) in zip(hosts, routes) { shadowed.look(through: list, hostname: host.hostname) }
    findings += shadowed.findings(in: manifests)
    return routes
  }

  private mutating func route(_ mapping: Emissary.Mapping) -> Route {
    let action: RouteAction
    switch mapping.action {
    case .redirect(let redirect): action = .redirect(redirect)
    case .forward(var forward, let upstream):
      forward.upstream = upstreams.add(upstream, namespace: mapping.origin.object.namespace)
      action = .forward(forward)
    }
    return Route(
      id: mapping.id, match: mapping.match, action: action, requestHeaders: mapping.requestHeaders,
      responseHeaders: mapping.responseHeaders, cors: mapping.cors, origin: mapping.origin)
  }
}
