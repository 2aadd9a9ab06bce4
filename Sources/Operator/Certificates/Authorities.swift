package import Foundation

/// The authority of a fleet over time: who signs, who will, and who did. Everybody trusts a new one before it signs, and an old one
/// for as long as something that it signed may be shown.
package struct Authorities: Sendable, Codable, Hashable {
  /// Who signs.
  package var current: CertificateAuthority.Pair
  /// Who signs next: published, so that everybody trusts it by then.
  package var next: CertificateAuthority.Pair?
  /// The certificate of who signed before.
  package var previous: String?

  /// How long a change is published before it takes effect: twice as long as what was signed lasts.
  private static let settling: TimeInterval = CertificateAuthority.leafLifetime * 2 / .seconds(1)

  /// Makes the first.
  ///
  /// - Throws: What X509 throws, which for these names is a defect.
  package init(name: String, now: Date) throws {
    current = try CertificateAuthority(name: name, now: now).pair
  }

  /// Takes what was kept.
  package init(current: CertificateAuthority.Pair, next: CertificateAuthority.Pair?, previous: String?) {
    self.current = current
    self.next = next
    self.previous = previous
  }

  /// Whose signatures count, in PEM, the newest first.
  package var trust: [String] { [next?.chain, current.chain, previous].compactMap { $0 } }

  /// The next step of an exchange, when one is due.
  ///
  /// - Throws: What X509 throws for text that is no authority.
  package func advanced(name: String, now: Date) throws -> Authorities? {
    var after = self
    let signer = try CertificateAuthority(current)
    if signer.isOver(at: now) {
      // Nobody ran for years: there is no trust left to keep.
      let successor = try next.flatMap { try CertificateAuthority($0).isOver(at: now) ? nil : $0 }
      return Authorities(current: try successor ?? CertificateAuthority(name: name, now: now).pair, next: nil, previous: nil)
    }
    if let next, now.timeIntervalSince(try CertificateAuthority(next).madeAt) > Self.settling {
      after = Authorities(current: next, next: nil, previous: current.chain)
    } else if next == nil, signer.isDue(at: now) {
      after.next = try CertificateAuthority(name: name, now: now).pair
    } else if previous != nil, now.timeIntervalSince(signer.madeAt) > 2 * Self.settling {
      after.previous = nil
    }
    return after == self ? nil : after
  }
}
