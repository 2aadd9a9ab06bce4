import Manifests

/// Where the daemon itself listens: a route that leads there would hand its control API to everybody.
package struct OwnAddress: Hashable, Sendable {
  private let host: String
  private let port: Int

  /// - Parameter host: As the daemon was told to listen on it.
  package init(host: String, port: Int) {
    self.host = host.lowercased()
    self.port = port
  }

  /// The upstreams of a gateway that lead to it; each is an error.
  func findings(_ model: GatewayModel) -> [Finding] {
    let named = model.upstreams.values.filter { upstream in
      guard case .dns(let host, let port) = upstream.address else { return false }
      return leadsHere(host, port)
    }.map(\.origin)
    let listed = model.endpointSets.values.filter { $0.endpoints.contains { leadsHere($0.address, $0.port) } }.map(\.origin)
    return (named + listed).map { origin in
      .error(
        .forbiddenUpstream, "port \(port) of this machine is the daemon's own: it cannot be an upstream", at: origin.position,
        object: origin.object)
    }
  }

  /// A name that only DNS knows is taken as it is: what it stands for may change at any time.
  private func leadsHere(_ other: String, _ otherPort: Int) -> Bool {
    guard otherPort == port else { return false }
    let name = other.lowercased()
    return name == host || name == "localhost" || name == "localhost." || ForbiddenAddress.isThisMachine(name)
  }
}
