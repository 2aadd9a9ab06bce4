import EnvoyConfig
import Foundation
import Kubernetes
import Logging
import Manifests

/// The resources of releases in a cluster: in Secrets, in pieces, with a copy in the state directory that is asked first.
struct ClusterArchive: ReleaseArchive {
  private let client: KubernetesClient
  private let namespace: String
  private let fleet: String
  private let copy: ReleaseStore
  private let logger: Logger
  /// In base64 it stays below the mebibyte that a Secret holds.
  private static let piece = 700_000
  /// The type of its Secrets.
  static let type = "nuncio.dev/resources"

  init(_ client: KubernetesClient, namespace: String, fleet: String, copy: ReleaseStore, logger: Logger) {
    self.client = client
    self.namespace = namespace
    self.fleet = fleet
    self.copy = copy
    self.logger = logger
  }

  func save(_ resources: ResourceSet) async throws {
    let digest = resources.digest
    let isKnown = copy.load(digest) != nil
    try copy.save(resources)
    if isKnown, try await client.get(NuncioKinds.secret, namespace: namespace, name: name(digest, 0)) != nil { return }
    try await store(resources.encoded(), digest)
  }

  /// Keeps the objects that no source owns and a release was made from, under the digest that its revision names.
  func save(_ objects: [ForeignObjects.Entry]) async throws {
    let digest = ForeignObjects.digest(of: objects)
    if try await client.get(NuncioKinds.secret, namespace: namespace, name: name(digest, 0)) != nil { return }
    try await store(objects.encoded(), digest)
  }

  private func store(_ bytes: [UInt8], _ digest: String) async throws {
    let pieces = stride(from: 0, to: max(bytes.count, 1), by: Self.piece).map { Array(bytes[$0..<min($0 + Self.piece, bytes.count)]) }
    // The first piece says how many there are, and comes last.
    for (index, piece) in pieces.enumerated().reversed() {
      var secret = KubernetesObject(apiVersion: "v1", kind: "Secret", namespace: namespace, name: name(digest, index))
      secret.metadata["labels"] = ["nuncio.dev/fleet": .string(fleet), "nuncio.dev/resources": .string(String(digest.prefix(60)))]
      secret.metadata["annotations"] = ["nuncio.dev/pieces": .string(String(pieces.count))]
      secret.json["type"] = .string(Self.type)
      secret.json["data"] = ["piece": .string(Data(piece).base64EncodedString())]
      _ = try await client.apply(secret, as: NuncioKinds.secret, manager: "nuncio", force: true)
    }
  }

  func load(_ digest: String) async -> ResourceSet? {
    if let found = copy.load(digest) { return found }
    do {
      guard let bytes = try await fetch(digest) else { return nil }
      let resources = try ResourceSet(decoding: bytes)
      guard resources.digest == digest else { return nil }
      try copy.save(resources)
      return resources
    } catch {
      logger.warning("the stored resources \(digest.prefix(12)) cannot be read: \(error)")
      return nil
    }
  }

  /// The objects of this digest; nil when they are not there, or not whole.
  func objects(_ digest: String) async -> [ForeignObjects.Entry]? {
    do {
      guard let bytes = try await fetch(digest), let found = [ForeignObjects.Entry](decoding: bytes) else { return nil }
      return ForeignObjects.digest(of: found) == digest ? found : nil
    } catch {
      logger.warning("the stored objects \(digest.prefix(12)) cannot be read: \(error)")
      return nil
    }
  }

  private func fetch(_ digest: String) async throws -> [UInt8]? {
    guard let first = try await client.get(NuncioKinds.secret, namespace: namespace, name: name(digest, 0)) else { return nil }
    let count = first.annotations["nuncio.dev/pieces"].flatMap(Int.init) ?? 1
    var bytes = Self.piece(of: first)
    for index in 1..<max(count, 1) {
      guard let next = try await client.get(NuncioKinds.secret, namespace: namespace, name: name(digest, index)) else { return nil }
      bytes += Self.piece(of: next)
    }
    return bytes
  }

  func keep(only digests: Set<String>) async {
    copy.keep(only: digests)
    let kept = Set(digests.map { String($0.prefix(60)) })
    do {
      let all = try await client.list(NuncioKinds.secret, namespace: namespace, labels: "nuncio.dev/fleet=\(fleet),nuncio.dev/resources")
      for secret in all.items where !kept.contains(secret.labels["nuncio.dev/resources"] ?? "") {
        try await client.delete(NuncioKinds.secret, namespace: namespace, name: secret.name, uid: secret.uid)
      }
    } catch {
      // What stays behind costs space and nothing else; the next call tries again.
      logger.debug("resources of old releases stay: \(error)")
    }
  }

  private func name(_ digest: String, _ index: Int) -> String { "nuncio-resources-\(fleet)-\(digest.prefix(16))-\(index)" }

  private static func piece(of secret: KubernetesObject) -> [UInt8] {
    secret.json["data"]?["piece"]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } ?? []
  }
}
