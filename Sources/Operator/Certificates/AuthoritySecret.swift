import Foundation
import Kubernetes

/// Where the cluster keeps a fleet's authority: a Secret, and a ConfigMap with the certificates alone, which Pods mount.
struct AuthoritySecret: Sendable {
  let client: KubernetesClient
  let namespace: String

  /// The name of both.
  static let name = "nuncio-ca"

  /// The authority as it is now; made when there is none, and taken on when a step of an exchange is due. Of replicas that do so
  /// together one wins, the others read what it wrote.
  ///
  /// - Throws: `APIError`, and what X509 throws for a Secret that holds no authority.
  func current(now: Date) async throws -> Authorities {
    guard let secret = try await client.get(NuncioKinds.secret, namespace: namespace, name: Self.name) else {
      return try await make(now: now)
    }
    let found = try Self.read(secret)
    guard let next = try found.advanced(name: commonName, now: now) else {
      // Whoever made it may have ended before it was published.
      let map = try await client.get(NuncioKinds.configMap, namespace: namespace, name: Self.name)
      if map?.json["data"]?["ca.crt"]?.string != Self.published(found) { try await publish(found) }
      return found
    }
    var changed = secret
    changed.json["data"] = nil
    changed.json["stringData"] = Self.entries(next)
    do throws(APIError) { _ = try await client.replace(changed, as: NuncioKinds.secret) } catch {
      guard case .outdated = error else { throw error }
      return try await reread()
    }
    try await publish(next)
    return next
  }

  private var commonName: String { "nuncio \(namespace)" }

  private func make(now: Date) async throws -> Authorities {
    let made = try Authorities(name: commonName, now: now)
    var secret = KubernetesObject(apiVersion: "v1", kind: "Secret", namespace: namespace, name: Self.name)
    secret.json["type"] = "nuncio.dev/authority"
    secret.json["stringData"] = Self.entries(made)
    do throws(APIError) { _ = try await client.create(secret, as: NuncioKinds.secret) } catch {
      guard case .alreadyExists = error else { throw error }
      return try await reread()
    }
    try await publish(made)
    return made
  }

  private func reread() async throws -> Authorities {
    guard let secret = try await client.get(NuncioKinds.secret, namespace: namespace, name: Self.name) else {
      throw APIError.notFound("Secret \(namespace)/\(Self.name)")
    }
    let found = try Self.read(secret)
    try await publish(found)
    return found
  }

  /// Writes the certificates where Pods find them.
  private func publish(_ authorities: Authorities) async throws(APIError) {
    var map = KubernetesObject(apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: Self.name)
    map.json["data"] = ["ca.crt": .string(Self.published(authorities))]
    _ = try await client.apply(map, as: NuncioKinds.configMap, manager: "nuncio", force: true)
  }

  private static func published(_ authorities: Authorities) -> String { authorities.trust.joined(separator: "\n") }

  private static func entries(_ authorities: Authorities) -> JSONValue {
    var entries: JSONValue = ["ca.crt": .string(authorities.current.chain), "ca.key": .string(authorities.current.key)]
    if let next = authorities.next {
      entries["next.crt"] = .string(next.chain)
      entries["next.key"] = .string(next.key)
    }
    if let previous = authorities.previous { entries["previous.crt"] = .string(previous) }
    return entries
  }

  private static func read(_ secret: KubernetesObject) throws -> Authorities {
    func text(_ key: String) -> String? {
      secret.json["data"]?[key]?.string.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }
    func pair(_ name: String) -> CertificateAuthority.Pair? {
      text("\(name).crt").flatMap { chain in text("\(name).key").map { .init(chain: chain, key: $0) } }
    }
    guard let current = pair("ca") else {
      throw StartFailure("Secret \(secret.namespace)/\(name) has no ca.crt and ca.key: delete it, and a new authority is made")
    }
    return Authorities(current: current, next: pair("next"), previous: text("previous.crt"))
  }
}
