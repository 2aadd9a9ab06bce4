import Foundation
import Git
import Kubernetes
import Manifests
import SourceYAML

/// The Source and the Fleet as the cluster has them, read to what the operator goes by.
struct ClusterDocuments: Sendable {
  let source: SourceDocument
  let fleet: FleetDocument
  /// The objects themselves, for events and conditions.
  let sourceObject: KubernetesObject
  let fleetObject: KubernetesObject
  /// The Secret with credentials, where the Source names one and it is there.
  let secret: KubernetesObject?

  /// What to do about a Secret that the Source names and that is not there. Only fetching needs it: whoever leads without it decides
  /// about rollouts, and takes back.
  var missing: String? {
    guard let name = source.secret, secret == nil else { return nil }
    return "there is no Secret \(sourceObject.namespace)/\(name), which Source \(source.name) names in auth.secretRef: make it"
  }

  /// Reads both, and the Secret; writes nothing.
  ///
  /// - Throws: `APIError`, and `StartFailure` for a document that is not there or cannot be used.
  static func load(_ client: KubernetesClient, _ settings: ClusterSettings) async throws -> ClusterDocuments {
    guard let fleetObject = try await client.get(NuncioKinds.fleet, namespace: settings.namespace, name: settings.fleet) else {
      throw StartFailure("there is no Fleet \(settings.namespace)/\(settings.fleet): make one, with the Pods' labels in spec.selector")
    }
    let fleet = try FleetDocument(DocumentReader(node: try root(fleetObject)), name: settings.fleet, author: .cluster)
    guard !fleet.selector.isEmpty else { throw StartFailure("Fleet \(settings.fleet) needs spec.selector.matchLabels") }
    let name = fleetObject.json["spec"]?["source"]?.string ?? settings.fleet
    guard let sourceObject = try await client.get(NuncioKinds.source, namespace: settings.namespace, name: name) else {
      throw StartFailure("there is no Source \(settings.namespace)/\(name), which Fleet \(settings.fleet) follows")
    }
    let document = DocumentReader(node: try root(sourceObject))
    var source = try SourceDocument(document, name: name, inCluster: "\(settings.state.path)/credentials")
    source.url = settings.repository ?? source.url
    var secret: KubernetesObject?
    if let name = source.secret { secret = try await client.get(NuncioKinds.secret, namespace: settings.namespace, name: name) }
    return ClusterDocuments(source: source, fleet: fleet, sourceObject: sourceObject, fleetObject: fleetObject, secret: secret)
  }

  private static func root(_ object: KubernetesObject) throws -> YAMLNode {
    // What the server keeps beside the document is no part of it.
    var plain = object
    plain.json["status"] = nil
    return try plain.manifest().root
  }

  /// Writes the Secret's entries as files, mode 0600, into a folder that is made anew; without the Secret it is empty.
  func bringCredentials() throws {
    guard let folder = source.credentials else { return }
    if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for (key, value) in secret?.json["data"]?.texts ?? [:] where !key.contains("/") {
      guard let bytes = Data(base64Encoded: value) else { continue }
      try DurableFile.write([UInt8](bytes), to: "\(folder)/\(key)")
    }
  }
}
