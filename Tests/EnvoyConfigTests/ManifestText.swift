import EnvoyConfig
import Foundation
import Gateway
import Manifests

/// Objects as JSON documents, so that every value is written as it is meant.
enum ManifestText {
  static func listener(_ name: String, _ port: Int, _ more: [String: Any] = [:]) -> [String: Any] {
    let spec: [String: Any] = [
      "port": port, "protocol": "HTTP", "securityModel": "XFP", "hostBinding": ["namespace": ["from": "ALL"]],
    ]
    return object("Listener", name, spec.merging(more) { _, new in new })
  }

  static func host(_ name: String, _ hostname: String, _ more: [String: Any] = [:]) -> [String: Any] {
    object(
      "Host", name, ["hostname": hostname, "requestPolicy": ["insecure": ["action": "Route"]]].merging(more) { _, new in new })
  }

  static func object(_ kind: String, _ name: String, _ spec: [String: Any], labels: [String: String] = [:]) -> [String: Any] {
    [
      "apiVersion": "getambassador.io/v3alpha1", "kind": kind,
      "metadata": ["name": name, "namespace": "shop", "labels": labels] as [String: Any], "spec": spec,
    ]
  }

  /// Each object in a file of its own, compiled.
  static func compile(_ objects: [[String: Any]]) throws -> (compilation: Compilation, findings: [Finding]) {
    var files: [String: [UInt8]] = [:]
    for (index, object) in objects.enumerated() {
      files["\(index + 100_000).json"] = [UInt8](try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]))
    }
    let loaded = try ManifestLoader.load(MemoryTree(files))
    let compilation = compileGateway(loaded.manifests, options: CompileOptions())
    return (compilation, loaded.findings + compilation.findings)
  }
}
