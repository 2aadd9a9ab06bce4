import Foundation
import NIOSSL
import SourceYAML

/// The file that kubectl uses (`v1`, `Config`). Of several files the first that has a name counts.
struct Kubeconfig {
  /// A part of a file, and the folder that its relative paths count from.
  private struct Entry {
    let node: YAMLNode
    let folder: String
  }

  private var clusters: [String: Entry] = [:]
  private var users: [String: Entry] = [:]
  private var contexts: [String: Entry] = [:]
  private var currentContext: String?
  private let paths: [String]

  /// - Throws: `ConfigurationFault` when a file cannot be read.
  init(paths: [String], mustExist: Bool) throws(ConfigurationFault) {
    self.paths = paths
    for path in paths {
      guard let bytes = FileManager.default.contents(atPath: path) else { throw ConfigurationFault("\(path) cannot be read (kubeconfig)") }
      let root: YAMLNode?
      do { root = try parseYAML([UInt8](bytes), file: path).first } catch {
        throw ConfigurationFault("\(error.position): \(error.message)")
      }
      guard let root else { continue }
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      Self.take(root["clusters"], "cluster", folder, into: &clusters)
      Self.take(root["users"], "user", folder, into: &users)
      Self.take(root["contexts"], "context", folder, into: &contexts)
      if currentContext == nil, let name = root["current-context"]?.string, !name.isEmpty { currentContext = name }
    }
  }

  private static func take(_ list: YAMLNode?, _ field: String, _ folder: String, into entries: inout [String: Entry]) {
    for item in list?.items ?? [] {
      guard let name = item["name"]?.text, let node = item[field], entries[name] == nil else { continue }
      entries[name] = Entry(node: node, folder: folder)
    }
  }

  /// What a context says; without a name, the current one.
  ///
  /// - Throws: `ConfigurationFault`.
  func configuration(context name: String?) throws(ConfigurationFault) -> ClusterConfiguration {
    let file = paths.joined(separator: ":")
    guard let name = name ?? currentContext else { throw ConfigurationFault("\(file): there is no current-context") }
    guard let context = contexts[name]?.node else { throw ConfigurationFault("\(file): there is no context '\(name)'") }
    let clusterName = context["cluster"]?.text ?? ""
    guard let cluster = clusters[clusterName] else { throw ConfigurationFault("\(file): there is no cluster '\(clusterName)'") }
    let userName = context["user"]?.text ?? ""
    guard let user = users[userName] else { throw ConfigurationFault("\(file): there is no user '\(userName)'") }
    guard let server = cluster.node["server"]?.string, server.hasPrefix("https://") else {
      throw ConfigurationFault("\(file): the server of cluster '\(clusterName)' must begin with https://")
    }
    if cluster.node["insecure-skip-tls-verify"]?.bool == true {
      throw ConfigurationFault("\(file): cluster '\(clusterName)' turns TLS verification off: give its certificate-authority instead")
    }
    let authority = try bytes(cluster, "certificate-authority", of: "cluster '\(clusterName)'")
    return ClusterConfiguration(
      server: server.hasSuffix("/") ? String(server.dropLast()) : server, namespace: context["namespace"]?.string ?? "default",
      certificateAuthority: try authority.map { bytes throws(ConfigurationFault) in
        try PEM.certificates(bytes, of: "certificate-authority of cluster '\(clusterName)'")
      } ?? [],
      serverName: cluster.node["tls-server-name"]?.string, clientCertificate: try clientCertificate(user, userName),
      credential: try credential(user, userName))
  }

  private func clientCertificate(
    _ user: Entry, _ name: String
  ) throws(ConfigurationFault) -> (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey)? {
    guard let chain = try bytes(user, "client-certificate", of: "user '\(name)'") else { return nil }
    guard let key = try bytes(user, "client-key", of: "user '\(name)'") else {
      throw ConfigurationFault("user '\(name)' has a client certificate and no client-key")
    }
    return (try PEM.certificates(chain, of: "client-certificate of user '\(name)'"), try PEM.key(key, of: "client-key of user '\(name)'"))
  }

  private func credential(_ user: Entry, _ name: String) throws(ConfigurationFault) -> ClusterConfiguration.Credential {
    if let exec = user.node["exec"] { return .exec(try ExecPlugin(exec, folder: user.folder, user: name)) }
    if let path = user.node["tokenFile"]?.string { return .tokenFile(absolute(path, user.folder)) }
    if let token = user.node["token"]?.string { return .token(token) }
    if user.node["username"] != nil || user.node["auth-provider"] != nil {
      throw ConfigurationFault("user '\(name)': passwords and auth-providers are not supported: use a token, a certificate or exec")
    }
    return .none
  }

  /// What stands in `field-data` in base64, else in the file that `field` names.
  private func bytes(_ entry: Entry, _ field: String, of what: String) throws(ConfigurationFault) -> [UInt8]? {
    if let text = entry.node["\(field)-data"]?.string {
      guard let data = Data(base64Encoded: text) else { throw ConfigurationFault("\(what): \(field)-data is no base64") }
      return [UInt8](data)
    }
    guard let path = entry.node[field]?.string else { return nil }
    guard let data = FileManager.default.contents(atPath: absolute(path, entry.folder)) else {
      throw ConfigurationFault("\(what): \(path) cannot be read")
    }
    return [UInt8](data)
  }

  private func absolute(_ path: String, _ folder: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
}
