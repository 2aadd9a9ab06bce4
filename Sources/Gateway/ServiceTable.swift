import Manifests
import SourceYAML

/// Kubernetes Services and EndpointSlices that the files themselves hold.
struct ServiceTable {
  private struct Key: Hashable {
    let namespace: String
    let name: String
  }

  private var services: [Key: Manifest] = [:]
  private var slices: [Key: [Manifest]] = [:]

  init(_ manifests: ManifestSet) {
    for service in manifests.all(group: "", kind: "Service") {
      services[Key(namespace: service.key.namespace, name: service.key.name)] = service
    }
    for slice in manifests.all(group: "discovery.k8s.io", kind: "EndpointSlice") {
      guard let service = slice.labels["kubernetes.io/service-name"] else { continue }
      slices[Key(namespace: slice.key.namespace, name: service), default: []].append(slice)
    }
  }

  /// The endpoints of a service's port, and the set's name; nil when the files hold no such Service with slices.
  func endpoints(host: String, port: Int, namespace: String) -> (name: String, set: EndpointSet)? {
    let labels = host.split(separator: ".")
    guard labels.count <= 2 || labels[2] == "svc", let first = labels.first else { return nil }
    let key = Key(namespace: labels.count > 1 ? String(labels[1]) : namespace, name: String(first))
    guard let service = services[key], let slices = slices[key],
      let wanted = (service.spec?["ports"]?.items ?? []).first(where: { $0["port"]?.int == port })
    else { return nil }
    let portName = wanted["name"]?.string ?? ""
    var found: [EndpointSet.Endpoint] = []
    for slice in slices {
      let ports = slice.root["ports"]?.items ?? []
      guard let target = ports.first(where: { ($0["name"]?.string ?? "") == portName })?["port"]?.int else { continue }
      for endpoint in slice.root["endpoints"]?.items ?? [] where endpoint["conditions"]?["ready"]?.bool ?? true {
        for address in endpoint["addresses"]?.items ?? [] {
          if let text = address.string { found.append(.init(address: text, port: target)) }
        }
      }
    }
    let origin = Origin(object: service.key, position: service.position)
    // The name says what is in it: endpoints that come with a commit are staged with it.
    let hash = SHA256Digest.hex(prefix: 6, of: Array(found.map { "\($0.address) \($0.port)\n" }.joined().utf8))
    return ("\(key.namespace)/\(key.name)/\(port)/\(hash)", EndpointSet(endpoints: found, origin: origin))
  }
}
