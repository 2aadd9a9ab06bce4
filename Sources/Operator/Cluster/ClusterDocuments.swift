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
  /// The `resourceVersion` of the Secret with credentials, where there is one.
  let secretVersion: String?

  /// Reads both; credentials are brought to a folder.
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
    let folder = "\(settings.state.path)/credentials"
    let document = DocumentReader(node: try root(sourceObject))
    var source = try SourceDocument(document, name: name, inCluster: folder)
    source.url = settings.repository ?? source.url
    let version = try await bringCredentials(of: source, to: folder, client, settings.namespace)
    return ClusterDocuments(source: source, fleet: fleet, sourceObject: sourceObject, fleetObject: fleetObject, secretVersion: version)
  }

  private static func root(_ object: KubernetesObject) throws -> YAMLNode {
    // What the server keeps beside the document is no part of it.
    var plain = object
    plain.json["status"] = nil
    return try plain.manifest().root
  }

  /// Writes the Secret's entries as files, mode 0600, in a folder that is made anew.
  private static func bringCredentials(
    of source: SourceDocument, to folder: String, _ client: KubernetesClient, _ namespace: String
  ) async throws -> String? {
    var version: String?
    let fresh = folder + ".new"
    try? FileManager.default.removeItem(atPath: fresh)
    try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    if let name = source.secret {
      guard let secret = try await client.get(NuncioKinds.secret, namespace: namespace, name: name) else {
        throw StartFailure("there is no Secret \(namespace)/\(name), which Source \(source.name) names in auth.secretRef")
      }
      version = secret.resourceVersion
      for (key, value) in secret.json["data"]?.texts ?? [:] where !key.contains("/") {
        guard let bytes = Data(base64Encoded: value) else { continue }
        try DurableFile.write([UInt8](bytes), to: "\(fresh)/\(key)")
      }
    }
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.moveItem(atPath: fresh, toPath: folder)
    return version
  }
}
