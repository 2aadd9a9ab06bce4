import Foundation
package import Gateway

/// `--secrets DIR`: TLS secrets as facts of the world, `<namespace>/<name>/tls.crt` and `tls.key`.
package struct SecretsFolder: Sendable {
  private let path: String

  /// Takes the folder's path.
  package init(path: String) { self.path = path }

  /// Reads every pair that is there. Hidden folders and files beside them are left out.
  ///
  /// - Throws: What the file system throws for a folder that cannot be listed: what it holds must not seem to be gone.
  package func read() throws -> SecretsReading {
    var reading = SecretsReading()
    for namespace in try Self.folders(in: path) {
      for name in try Self.folders(in: "\(path)/\(namespace)") {
        let files = ["tls.crt", "tls.key"].map { FileManager.default.contents(atPath: "\(path)/\(namespace)/\(name)/\($0)") }
        switch (files[0], files[1]) {
        case (let chain?, let key?):
          let secret = FactSecret(certificateChain: [UInt8](chain), privateKey: [UInt8](key))
          reading.facts.secrets["\(namespace)/\(name)"] = secret
          reading.problems["\(namespace)/\(name)"] = secret.problem
        case (nil, _?): reading.problems["\(namespace)/\(name)"] = "tls.crt is missing, or cannot be read"
        case (_?, nil): reading.problems["\(namespace)/\(name)"] = "tls.key is missing, or cannot be read"
        case (nil, nil): reading.problems["\(namespace)/\(name)"] = "tls.crt and tls.key are missing, or cannot be read"
        }
      }
    }
    return reading
  }

  private static func folders(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter { name in
      var isFolder: ObjCBool = false
      return !name.hasPrefix(".") && FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
    }
  }
}

/// What a folder of secrets held.
package struct SecretsReading: Sendable {
  /// The pairs of which both files are there.
  package var facts = Facts()
  /// What is wrong with a pair that cannot be used, by `<namespace>/<name>`.
  package var problems: [String: String] = [:]

  /// The facts from here on: of a pair that cannot be used the one before stays. Only a folder that is gone takes a pair away.
  package func replacing(_ before: Facts) -> Facts {
    var next = facts
    for name in problems.keys { next.secrets[name] = before.secrets[name] ?? facts.secrets[name] }
    return next
  }
}
