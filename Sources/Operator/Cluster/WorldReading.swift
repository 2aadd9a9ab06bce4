import Foundation
import Gateway
import Kubernetes
import Manifests

/// What of the cluster's objects matters to the gateway: each reading keeps as little as it can.
enum WorldReading {
  static func service(_ object: KubernetesObject) -> ServiceFact? {
    let ports = (object.json["spec"]?["ports"]?.array ?? []).compactMap { port -> (String, Int)? in
      port["port"]?.int.map { (port["name"]?.string ?? "", $0) }
    }
    return ports.isEmpty ? nil : ServiceFact(ports: Dictionary(ports) { first, _ in first })
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
    "helm.sh/release.v1", "kubernetes.io/service-account-token", "kubernetes.io/dockerconfigjson", "bootstrap.kubernetes.io/token",
  ].map { "type!=\($0)" }.joined(separator: ",")

  /// A secret that holds a pair and that no source owns.
  static func secret(_ object: KubernetesObject) -> FactSecret? {
    func bytes(_ name: String) -> [UInt8]? {
      object.json["data"]?[name]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    }
    guard !isOwned(object), let chain = bytes("tls.crt"), let key = bytes("tls.key") else { return nil }
    return FactSecret(certificateChain: chain, privateKey: key)
  }

  /// An object of the gateway that no source owns; nil for one that a source does, or that cannot be read.
  ///
  /// - Parameter isConverted: Whether the API server changes an object's fields with its version. Where it does not, an object
  ///   means what it says in the version that it was written in.
  static func foreign(_ object: KubernetesObject, isConverted: Bool) -> ForeignObjects.Entry? {
    guard !isOwned(object) else { return nil }
    // What does not matter to the gateway makes no release of its own.
    var plain = object
    let written = object.managedFields.last { $0["subresource"] == nil }?["apiVersion"]?.string
    if !isConverted, let written, written.hasPrefix("\(object.group)/") { plain.json["apiVersion"] = .string(written) }
    plain.json["status"] = nil
    let annotations = object.annotations.filter { !$0.key.hasPrefix("kubectl.kubernetes.io/") }
    plain.metadata = [
      "name": .string(object.name), "namespace": .string(object.namespace), "labels": JSONValue(object.labels),
      "annotations": JSONValue(annotations),
    ]
    guard let manifest = try? plain.manifest() else { return nil }
    return ForeignObjects.Entry(manifest: manifest, digest: SHA256Digest.hex(prefix: 8, of: plain.json.encoded()))
  }

  private static func isOwned(_ object: KubernetesObject) -> Bool { object.annotations["nuncio.dev/source"] != nil }
}
