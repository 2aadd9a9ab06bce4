import Foundation
import Kubernetes
import Logging
import Manifests

/// The ChangePolicies of the cluster, as a folder of policies that every commit must pass. Admission policies need none: the API
/// server itself judges by them before anything is applied.
actor ClusterPolicies {
  /// The folder, to be read like one of `--policies`.
  nonisolated let folder: String
  private let client: KubernetesClient
  private let logger: Logger
  private var policies: [ObjectKey: KubernetesObject] = [:]

  init(_ client: KubernetesClient, folder: String, logger: Logger) {
    self.client = client
    self.folder = folder
    self.logger = logger
  }

  /// Reads them for the first time: no commit is judged before.
  ///
  /// - Throws: `APIError`, and `StateDirectoryError` when the folder cannot be written.
  func seen() async throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let list = try await client.list(NuncioKinds.changePolicy)
    policies = Dictionary(list.items.map { ($0.key, $0) }) { $1 }
    try write()
  }

  /// Follows them until it is cancelled. A folder that cannot be written keeps the policies of before.
  func run() async {
    let reflector = Reflector<KubernetesObject>(client, NuncioKinds.changePolicy, logger: logger) { $0 }
    await reflector.run { event in await self.take(event) }
  }

  private func take(_ event: ReflectorEvent<KubernetesObject>) {
    switch event {
    case .synced(let all): policies = all
    case .changed(let key, let policy): policies[key] = policy
    case .removed(let key): policies[key] = nil
    case .trouble(let error): logger.warning("ChangePolicies: \(error). Those that are known count")
    case .recovered: return
    }
    do { try write() } catch { logger.error("\(error). The ChangePolicies of before count") }
  }

  /// One file for all: a commit is judged by all of them or by those of before.
  private func write() throws {
    let documents = try policies.sorted { $0.key < $1.key }.map { _, policy in
      var plain = policy
      plain.json["status"] = nil
      plain.metadata = ["name": .string(policy.name)]
      return try plain.json.yaml()
    }
    let bytes = Array(documents.joined(separator: "---\n").utf8)
    let file = "\(folder)/changepolicies.yaml"
    if FileManager.default.contents(atPath: file).map({ [UInt8]($0) }) != bytes { try DurableFile.write(bytes, to: file) }
  }
}
