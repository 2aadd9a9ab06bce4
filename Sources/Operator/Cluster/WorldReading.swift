import ClusterSync
import Foundation
import Gateway
import Kubernetes
import Manifests
import Policy

/// What of the cluster's objects matters to the gateway: each reading keeps as little as it can.
enum WorldReading {
  static func service(_ object: KubernetesObject) -> ServiceFact? {
    let ports = (object.json["spec"]?["ports"]?.array ?? []).compactMap { port -> (String, Int)? in
      port["port"]?.int.map { (port["name"]?.string ?? "", $0) }
    }
    return ports.isEmpty ? nil : ServiceFact(ports: Dictionary(ports) { first, _ in first })
  }

  static func namespace(_ object: KubernetesObject) -> NamespaceFact? {
    NamespaceFact(
      labels: object.labels,
      annotations: object.annotations.filter { !$0.key.hasPrefix("kubectl.kubernetes.io/") && $0.key != SyncNames.source })
  }

  /// A slice that a source owns is configuration, and not the world's.
  static func slice(_ object: KubernetesObject) -> SliceFact? {
    guard !isOwned(object), let service = object.labels["kubernetes.io/service-name"], object.json["addressType"]?.string != "FQDN"
    else { return nil }
    let ports = (object.json["ports"]?.array ?? []).compactMap { port -> (String, Int)? in
      port["port"]?.int.map { (port["name"]?.string ?? "", $0) }
    }
    let endpoints = (object.json["endpoints"]?.array ?? []).flatMap { endpoint -> [SliceFact.Endpoint] in
      let conditions = endpoint["conditions"]
      let isReady = conditions?["ready"]?.bool ?? true
      return (endpoint["addresses"]?.array ?? []).compactMap(\.string).map {
        SliceFact.Endpoint(address: $0, isReady: isReady, isServing: conditions?["serving"]?.bool ?? isReady)
      }
    }
    return SliceFact(service: service, ports: Dictionary(ports) { first, _ in first }, endpoints: endpoints)
  }

  /// Secrets that may hold a pair. As in Emissary it may lie in an `Opaque` one as well; of types that never hold one, some are large.
  static let secretFields = [
    ClusterArchive.type, "helm.sh/release.v1", "kubernetes.io/service-account-token", "kubernetes.io/dockerconfigjson",
    "bootstrap.kubernetes.io/token",
  ].map { "type!=\($0)" }.joined(separator: ",")

  /// A secret that holds a pair and that no source owns.
  static func secret(_ object: KubernetesObject) -> FactSecret? {
    func bytes(_ name: String) -> [UInt8]? {
      object.json["data"]?[name]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    }
    guard !isOwned(object), let chain = bytes("tls.crt"), let key = bytes("tls.key") else { return nil }
    return FactSecret(certificateChain: chain, privateKey: key)
  }

  /// An object of the gateway that no source owns, or that stays when its source no longer has it; nil for others. One that cannot
  /// be read is there all the same, and wrong: it is left out by name, and its last good version counts.
  ///
  /// - Parameter isConverted: Whether the API server changes an object's fields with its version. Where it does not, an object
  ///   means what it says in the version that it was written in.
  static func foreign(_ object: KubernetesObject, isConverted: Bool) -> ForeignObjects.Entry? {
    // Where the commit has an object that is marked so, the commit's counts.
    guard !isOwned(object) || object.annotations[SyncNames.prune] == "disabled" else { return nil }
    // What does not matter to the gateway makes no release of its own.
    var plain = object
    // The manager that wrote what the object says, not its labels alone; times in RFC 3339 sort as they are.
    let written = object.managedFields.filter { $0["subresource"] == nil && $0["fieldsV1"]?["f:spec"] != nil }
      .max { ($0["time"]?.string ?? "") < ($1["time"]?.string ?? "") }?["apiVersion"]?.string
    if !isConverted, let written, written.hasPrefix("\(object.group)/") { plain.json["apiVersion"] = .string(written) }
    plain.json["status"] = nil
    let annotations = object.annotations.filter { !$0.key.hasPrefix("kubectl.kubernetes.io/") }
    plain.metadata = [
      "name": .string(object.name), "namespace": .string(object.namespace), "labels": JSONValue(object.labels),
      "annotations": JSONValue(annotations),
    ]
    let digest = SHA256Digest.hex(prefix: 8, of: plain.json.encoded())
    do { return ForeignObjects.Entry(manifest: try plain.manifest(), digest: digest) } catch {
      plain.json["spec"] = .string("cannot be read: \(error)")
      plain.metadata = ["name": .string(object.name), "namespace": .string(object.namespace)]
      return (try? plain.manifest()).map { ForeignObjects.Entry(manifest: $0, digest: digest) }
    }
  }

  private static func isOwned(_ object: KubernetesObject) -> Bool { object.annotations[SyncNames.source] != nil }
}
