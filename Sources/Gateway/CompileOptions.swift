/// Facts of the world that a compile takes into account.
package struct Facts: Hashable, Sendable {
  /// By `<namespace>/<name>`.
  package var secrets: [String: FactSecret] = [:]
  /// The ports of Services whose endpoints the world tells, whoever they are at the time.
  package var services: Set<ServicePort> = []

  /// No facts.
  package init() {}
}

/// A port of a Service.
package struct ServicePort: Hashable, Comparable, Sendable {
  package let namespace: String
  package let service: String
  /// The Service's own port, 1 to 65535.
  package let port: Int

  /// Makes a port.
  package init(namespace: String, service: String, port: Int) {
    self.namespace = namespace
    self.service = service
    self.port = port
  }

  /// The name of its endpoints as a fact.
  package var factName: String { "fact/\(namespace)/\(service)/\(port)" }

  /// By namespace, Service and port.
  package static func < (left: ServicePort, right: ServicePort) -> Bool {
    (left.namespace, left.service, left.port) < (right.namespace, right.service, right.port)
  }
}

/// A TLS secret that the world holds.
package struct FactSecret: Hashable, Sendable, Codable {
  /// PEM, the leaf first.
  package var certificateChain: [UInt8]
  /// PEM.
  package var privateKey: [UInt8]

  /// Takes both files.
  package init(certificateChain: [UInt8], privateKey: [UInt8]) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
  }
}

/// How manifests are read.
package struct CompileOptions: Sendable {
  /// Objects count whose `ambassador_id` holds one of these.
  package var ambassadorIDs: [String]
  package var facts: Facts
  /// Where the daemon listens; none without a daemon.
  package var ownAddress: OwnAddress?

  /// Makes options.
  package init(ambassadorIDs: [String] = ["default"], facts: Facts = Facts(), ownAddress: OwnAddress? = nil) {
    self.ambassadorIDs = ambassadorIDs
    self.facts = facts
    self.ownAddress = ownAddress
  }
}
