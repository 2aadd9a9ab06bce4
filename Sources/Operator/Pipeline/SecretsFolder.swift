import Foundation
package import Gateway

/// `--secrets DIR`: TLS secrets as facts of the world, `<namespace>/<name>/tls.crt` and `tls.key`.
package struct SecretsFolder: Sendable {
  private let path: String

  /// Takes the folder's path.
  package init(path: String) { self.path = path }

  /// Reads every pair that is there; a folder without both files is skipped.
  ///
  /// - Throws: What the file system throws for a folder that cannot be listed.
  package func read() throws -> Facts {
    var facts = Facts()
    let files = FileManager.default
    for namespace in try files.contentsOfDirectory(atPath: path).sorted() where !namespace.hasPrefix(".") {
      let names = (try? files.contentsOfDirectory(atPath: "\(path)/\(namespace)")) ?? []
      for name in names.sorted() {
        let folder = "\(path)/\(namespace)/\(name)"
        guard let chain = files.contents(atPath: folder + "/tls.crt"), let key = files.contents(atPath: folder + "/tls.key") else {
          continue
        }
        facts.secrets["\(namespace)/\(name)"] = FactSecret(certificateChain: [UInt8](chain), privateKey: [UInt8](key))
      }
    }
    return facts
  }
}
