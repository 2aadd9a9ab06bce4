/// Facts of the world that a compile takes into account.
package struct Facts: Hashable, Sendable {
  /// By `<namespace>/<name>`.
  package var secrets: [String: FactSecret] = [:]

  /// No facts.
  package init() {}
}

/// A TLS secret that the world holds.
package struct FactSecret: Hashable, Sendable {
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
