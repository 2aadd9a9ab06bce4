import Foundation
import Testbed

/// The `nuncio` program beside the tests, run as a user runs it.
enum Program {
  struct Answer {
    let output: String
    let errors: String
    let status: Int32

    /// What a terminal shows, with the status.
    var transcript: String { "\(output)\(errors)exit \(status)\n" }
  }

  static let path: String? = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [folder.path, FileManager.default.currentDirectoryPath + "/.build/debug"]
    return candidates.map { $0 + "/nuncio" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// - Parameters:
  ///   - folder: Where it is called.
  ///   - environment: Beside `PATH` and `HOME`.
  static func run(_ arguments: [String], in folder: String, environment: [String: String] = [:], input: String? = nil) throws -> Answer {
    guard let path else { throw DemoFailure("the nuncio program is not built") }
    let process = Process()
    let (output, errors, standardInput) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder].merging(environment) { $1 }
    (process.standardOutput, process.standardError, process.standardInput) = (output, errors, standardInput)
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data((input ?? "").utf8))
    try standardInput.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Answer(output: text, errors: complaints, status: process.terminationStatus)
  }
}

/// A folder that is gone after the test.
struct Sandbox {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "nuncio-validate-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func end() { try? FileManager.default.removeItem(atPath: path) }

  /// A repository with `base` on `main`, and `head` in place of it on `change`, which is checked out.
  func repository(base: [String: String], head: [String: String]) throws -> SampleRepository {
    let repository = try SampleRepository(path: path, samples: "", values: [:])
    try repository.commit(files: base, "Base")
    try repository.git("checkout", "--quiet", "-b", "change")
    for file in base.keys where head[file] == nil { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }
    try repository.commit(files: head, "Change")
    return repository
  }
}

/// Objects as short as they can be written.
enum Objects {
  static let gateway = """
    apiVersion: getambassador.io/v3alpha1
    kind: Listener
    metadata: {name: http, namespace: edge}
    spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Host
    metadata: {name: public, namespace: edge}
    spec: {hostname: "*.example.com", requestPolicy: {insecure: {action: Route}}}

    """

  /// A rule for routes that denies each.
  static func policy(_ name: String, _ expression: String = "false") -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules:
          - {apiGroups: [getambassador.io], apiVersions: ["*"], resources: [mappings], operations: [CREATE, UPDATE]}
      validations: [{expression: "\(expression)", message: "no to \(name)"}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec: {policyName: \(name), validationActions: [Deny]}

    """
  }

  static func mapping(_ name: String, _ prefix: String, host: String = "www.example.com", service: String = "shop:8080") -> String {
    """
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: {name: \(name), namespace: shop}
    spec:
      hostname: \(host)
      prefix: \(prefix)
      service: \(service)

    """
  }
}
