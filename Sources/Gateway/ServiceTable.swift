import Manifests
import SourceYAML

/// Kubernetes Services and EndpointSlices: those that the files themselves hold, then those of the world.
struct ServiceTable {
  private struct Key: Hashable {
    let namespace: String
    let name: String
  }

  private var services: [Key: Manifest] = [:]
  private var slices: [Key: [Manifest]] = [:]
  private(set) var findings: [Finding] = []

  private let facts: Set<ServicePort>

  init(_ manifests: ManifestSet, facts: Facts) {
    self.facts = facts.services
    for service in manifests.all(group: "", kind: "Service") {
      services[Key(namespace: service.key.namespace, name: service.key.name)] = service
    }
    for slice in manifests.all(group: "discovery.k8s.io", kind: "EndpointSlice") {
      guard let service = slice.labels["kubernetes.io/service-name"] else { continue }
      slices[Key(namespace: slice.key.namespace, name: service), default: []].append(slice)
    }
  }

  /// The ready endpoints of a slice's port; what Envoy would refuse is an error, and left out.
  private mutating func endpoints(of slice: Manifest, port portName: String) -> [EndpointSet.Endpoint] {
    let ports = slice.root["ports"]?.items ?? []
    guard let port = ports.first(where: { ($0["name"]?.string ?? "") == portName })?["port"] else { return [] }
    guard let number = port.int, (1...65535).contains(number) else {
      report("a port is a number from 1 to 65535", at: port.position, of: slice)
      return []
    }
    var result: [EndpointSet.Endpoint] = []
    for endpoint in slice.root["endpoints"]?.items ?? [] where endpoint["conditions"]?["ready"]?.bool ?? true {
      for address in endpoint["addresses"]?.items ?? [] {
        if let text = address.string, ForbiddenAddress.isAddress(text) {
          // What is forbidden is said by `ForbiddenAddress.findings`.
          if !ForbiddenAddress.contains(text) { result.append(.init(address: text, port: number)) }
        } else {
          report("an endpoint's address is an IPv4 or IPv6 address, in quotes", at: address.position, of: slice)
        }
      }
    }
    return result
  }

  private mutating func report(_ words: String, at position: SourcePosition, of slice: Manifest) {
    let finding = Finding.error(.badEndpoint, words, at: position, object: slice.key)
    if !findings.contains(finding) { findings.append(finding) }
  }

  /// The endpoints of a service's port, and the set's name; nil when there is no such Service with slices. What the world
  /// tells has a name and no set: it is live.
  mutating func endpoints(host: String, port: Int, namespace: String) -> (name: String, set: EndpointSet?)? {
    let labels = host.split(separator: ".")
    guard labels.count <= 2 || labels[2] == "svc", let first = labels.first else { return nil }
    let key = Key(namespace: labels.count > 1 ? String(labels[1]) : namespace, name: String(first))
    guard let service = services[key], let slices = slices[key],
      let wanted = (service.spec?["ports"]?.items ?? []).first(where: { $0["port"]?.int == port })
    else {
      let fact = ServicePort(namespace: key.namespace, service: key.name, port: port)
      return facts.contains(fact) ? (fact.factName, nil) : nil
    }
    let portName = wanted["name"]?.string ?? ""
    var found: [EndpointSet.Endpoint] = []
    for slice in slices { found += endpoints(of: slice, port: portName) }
    let origin = Origin(object: service.key, position: service.position)
    // The name says what is in it: endpoints that come with a commit are staged with it.
    let hash = SHA256Digest.hex(prefix: 6, of: Array(found.map { "\($0.address) \($0.port)\n" }.joined().utf8))
    return ("\(key.namespace)/\(key.name)/\(port)/\(hash)", EndpointSet(endpoints: found, origin: origin))
  }
}
