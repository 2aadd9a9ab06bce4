import EnvoyConfig
package import Identity

/// Proxies whose streams other replicas have: for whoever leads they are proxies like its own.
extension XDSFleet {
  /// What the replica that has a proxy's stream is to do.
  package enum Errand: Sendable {
    /// Look up what it is assigned, and bring it that.
    case retarget
    case resend
    case warming(Int)
  }

  /// A release and the digest of its resources, by which another replica finds them.
  package struct Reference: Codable, Hashable, Sendable {
    package var release: ReleaseNumber
    package var resources: String
  }

  /// What a proxy is to hold.
  package struct Assigned: Codable, Hashable, Sendable {
    package var release: Reference
    package var alongside: Reference?
    package var isUrgent: Bool
  }

  /// A proxy's stream is open at another replica.
  ///
  /// - Parameter errand: Is called whenever there is something to do for the proxy; it must not wait.
  /// - Returns: What it is closed by.
  package func openElsewhere(_ proxy: ProxyID, _ errand: @escaping @Sendable (Errand) -> Void) -> Int {
    open(proxy) { wake in
      switch wake {
      case .retarget: errand(.retarget)
      case .resend: errand(.resend)
      case .warming(let count): errand(.warming(count))
      // Facts are every replica's own.
      case .request, .facts: break
      }
    }.id
  }

  /// It is closed there, or the replica cannot be heard.
  package func closeElsewhere(_ proxy: ProxyID, id: Int) { close(proxy, id: id, refused: []) }

  /// What a proxy is assigned; nil when nothing is.
  package func assigned(_ proxy: ProxyID) -> Assigned? {
    guard let assignment = assignments[proxy], let release = reference(assignment.release) else { return nil }
    return Assigned(release: release, alongside: assignment.alongside.flatMap(reference), isUrgent: assignment.isUrgent)
  }

  private func reference(_ number: ReleaseNumber) -> Reference? {
    guard let resources = releases[number] else { return nil }
    let digest = digests[number] ?? resources.digest
    digests[number] = digest
    return Reference(release: number, resources: digest)
  }
}
