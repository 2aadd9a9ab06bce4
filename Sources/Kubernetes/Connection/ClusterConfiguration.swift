import Foundation
import NIOSSL

/// Where an API server is and how it is spoken to.
package struct ClusterConfiguration: Sendable {
  /// Such as `https://10.0.0.1:6443`, without a slash at the end.
  package let server: String
  /// The namespace that the context or the pod is in.
  package let namespace: String
  let certificateAuthority: [NIOSSLCertificate]
  /// The name that the server's certificate is for, where it is not the URL's.
  let serverName: String?
  let clientCertificate: (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey)?
  let credential: Credential

  /// How requests are signed.
  enum Credential: Sendable {
    case none
    case token(String)
    /// A file that somebody else keeps new.
    case tokenFile(String)
    case exec(ExecPlugin)
  }

  /// Finds the cluster: the named kubeconfig, else `KUBECONFIG`, else `~/.kube/config`, else the pod that this runs in.
  ///
  /// - Throws: `ConfigurationFault`.
  package static func find(
    kubeconfig: String? = nil, context: String? = nil, environment: [String: String]
  ) throws(ConfigurationFault) -> ClusterConfiguration {
    if let kubeconfig { return try Kubeconfig(paths: [kubeconfig], mustExist: true).configuration(context: context) }
    if let named = environment["KUBECONFIG"], !named.isEmpty {
      return try Kubeconfig(paths: named.split(separator: ":").map(String.init), mustExist: true).configuration(context: context)
    }
    if environment["KUBERNETES_SERVICE_HOST"] != nil { return try inCluster(environment: environment) }
    let home = (environment["HOME"] ?? NSHomeDirectory()) + "/.kube/config"
    guard FileManager.default.fileExists(atPath: home) else {
      throw ConfigurationFault("no cluster is configured: set KUBECONFIG, or run in a pod with a service account")
    }
    return try Kubeconfig(paths: [home], mustExist: true).configuration(context: context)
  }

  /// What a pod is given: the address in its environment, the rest in a folder. The token there is renewed by the kubelet.
  ///
  /// - Throws: `ConfigurationFault`.
  package static func inCluster(
    environment: [String: String], folder: String = "/var/run/secrets/kubernetes.io/serviceaccount"
  ) throws(ConfigurationFault) -> ClusterConfiguration {
    guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"] else {
      throw ConfigurationFault("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod")
    }
    let namespace = (try? String(contentsOfFile: "\(folder)/namespace", encoding: .utf8)) ?? "default"
    return ClusterConfiguration(
      server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
      namespace: namespace.trimmingCharacters(in: .whitespacesAndNewlines),
      certificateAuthority: try PEM.certificates(file: "\(folder)/ca.crt"), serverName: nil, clientCertificate: nil,
      credential: .tokenFile("\(folder)/token"))
  }
}

/// Why no cluster can be spoken to; one sentence that names the file or the setting.
package struct ConfigurationFault: Error, Sendable, Hashable, CustomStringConvertible {
  package let description: String

  /// Takes the sentence.
  init(_ description: String) { self.description = description }
}

/// Certificates and keys in PEM.
enum PEM {
  static func certificates(file: String) throws(ConfigurationFault) -> [NIOSSLCertificate] {
    do { return try NIOSSLCertificate.fromPEMFile(file) } catch { throw ConfigurationFault("\(file): no certificate can be read") }
  }

  static func certificates(_ bytes: [UInt8], of what: String) throws(ConfigurationFault) -> [NIOSSLCertificate] {
    do { return try NIOSSLCertificate.fromPEMBytes(bytes) } catch { throw ConfigurationFault("\(what): no certificate can be read") }
  }

  static func key(_ bytes: [UInt8], of what: String) throws(ConfigurationFault) -> NIOSSLPrivateKey {
    do { return try NIOSSLPrivateKey(bytes: bytes, format: .pem) } catch { throw ConfigurationFault("\(what): no private key can be read") }
  }
}
