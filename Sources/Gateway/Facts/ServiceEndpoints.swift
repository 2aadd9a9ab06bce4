/// A Service as far as endpoints go.
package struct ServiceFact: Hashable, Sendable, Codable {
  /// The Service's ports by their names; a single port may have the empty name.
  package let ports: [String: Int]

  /// Makes a fact.
  package init(ports: [String: Int]) { self.ports = ports }
}

/// An EndpointSlice (`discovery.k8s.io/v1`) as far as the gateway uses it.
package struct SliceFact: Hashable, Sendable, Codable {
  /// One address of a slice.
  package struct Endpoint: Hashable, Sendable, Codable {
    /// Whether it may get traffic; what does not say so is ready.
    package let isReady: Bool
    /// Whether it still answers, be it on its way out.
    package let isServing: Bool
    package let address: String

    /// Makes an endpoint.
    package init(address: String, isReady: Bool, isServing: Bool) {
      self.address = address
      self.isReady = isReady
      self.isServing = isServing
    }
  }

  /// The Service that it belongs to (label `kubernetes.io/service-name`), in the slice's namespace.
  package let service: String
  /// By the names of the Service's ports: what the endpoints listen on, 1 to 65535.
  package let ports: [String: Int]
  package let endpoints: [Endpoint]

  /// Makes a fact.
  package init(service: String, ports: [String: Int], endpoints: [Endpoint]) {
    self.service = service
    self.ports = ports
    self.endpoints = endpoints
  }
}

/// Who is behind the ports of the world's Services: Services and slices go in one by one, what changed comes out.
///
/// A Service without slices has no endpoints here, and its host is left to DNS: so are Services without a selector that
/// nobody writes slices for, and names of things outside of the cluster.
package struct ServiceEndpoints: Sendable {
  /// A namespace and a name in it.
  private struct Key: Hashable {
    let namespace: String
    let name: String
  }

  private var services: [Key: ServiceFact] = [:]
  private var slices: [Key: SliceFact] = [:]
  private var slicesOfService: [Key: Set<String>] = [:]
  private var portsOfService: [Key: Set<ServicePort>] = [:]
  /// Every port that has slices, and who is behind it.
  package private(set) var endpoints: [ServicePort: [EndpointSet.Endpoint]] = [:]

  /// Nothing is known.
  package init() {}

  /// Takes in a Service; nil when it is gone.
  ///
  /// - Returns: The ports that are others now; nil for one that is no more.
  package mutating func set(service: ServiceFact?, namespace: String, name: String) -> [ServicePort: [EndpointSet.Endpoint]?] {
    let key = Key(namespace: namespace, name: name)
    guard services[key] != service else { return [:] }
    services[key] = service
    return settle([key])
  }

  /// Takes in a slice; nil when it is gone.
  ///
  /// - Returns: The ports that are others now; nil for one that is no more.
  package mutating func set(slice: SliceFact?, namespace: String, name: String) -> [ServicePort: [EndpointSet.Endpoint]?] {
    let key = Key(namespace: namespace, name: name)
    let before = slices[key]
    guard before != slice else { return [:] }
    slices[key] = slice
    var touched: Set<Key> = []
    if let before {
      let service = Key(namespace: namespace, name: before.service)
      slicesOfService[service]?.remove(name)
      if slicesOfService[service]?.isEmpty == true { slicesOfService[service] = nil }
      touched.insert(service)
    }
    if let slice {
      let service = Key(namespace: namespace, name: slice.service)
      slicesOfService[service, default: []].insert(name)
      touched.insert(service)
    }
    return settle(touched)
  }

  /// The Services that are known.
  package var allServices: [(namespace: String, name: String, fact: ServiceFact)] {
    services.map { ($0.key.namespace, $0.key.name, $0.value) }
  }
  /// The slices that are known.
  package var allSlices: [(namespace: String, name: String, fact: SliceFact)] { slices.map { ($0.key.namespace, $0.key.name, $0.value) } }

  private mutating func settle(_ touched: Set<Key>) -> [ServicePort: [EndpointSet.Endpoint]?] {
    var changed: [ServicePort: [EndpointSet.Endpoint]?] = [:]
    for key in touched {
      let names = slicesOfService[key] ?? []
      let ports = names.isEmpty ? [:] : services[key]?.ports ?? [:]
      let found = names.compactMap { slices[Key(namespace: key.namespace, name: $0)] }
      var now: [ServicePort: [EndpointSet.Endpoint]] = [:]
      for (portName, port) in ports {
        now[ServicePort(namespace: key.namespace, service: key.name, port: port)] = Self.endpoints(of: found, port: portName)
      }
      for port in portsOfService[key] ?? [] where now[port] == nil {
        endpoints[port] = nil
        changed.updateValue(nil, forKey: port)
      }
      portsOfService[key] = now.isEmpty ? nil : Set(now.keys)
      for (port, set) in now where endpoints[port] != set {
        endpoints[port] = set
        changed[port] = set
      }
    }
    return changed
  }

  /// The ready ones of all slices; where there are none, those that still answer while they end, as kube-proxy has it.
  /// An endpoint may stand in two slices for a while.
  private static func endpoints(of slices: [SliceFact], port name: String) -> [EndpointSet.Endpoint] {
    func addresses(_ isWanted: (SliceFact.Endpoint) -> Bool) -> [EndpointSet.Endpoint] {
      var found: Set<EndpointSet.Endpoint> = []
      for slice in slices {
        guard let port = slice.ports[name], (1...65535).contains(port) else { continue }
        for endpoint in slice.endpoints where isWanted(endpoint) && isUsable(endpoint.address) {
          found.insert(EndpointSet.Endpoint(address: endpoint.address, port: port))
        }
      }
      return found.sorted { ($0.address, $0.port) < ($1.address, $1.port) }
    }
    let ready = addresses(\.isReady)
    return ready.isEmpty ? addresses(\.isServing) : ready
  }

  private static func isUsable(_ address: String) -> Bool { ForbiddenAddress.isAddress(address) && !ForbiddenAddress.contains(address) }
}
