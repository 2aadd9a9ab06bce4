import Foundation
import Testbed
import Testing

/// A source that demands signatures, by http from this machine: the daemon takes what a trusted key signed, and nothing else.
@Suite(.serialized, .enabled(if: LocalGateway.program != nil, "needs the program and .tools/envoy: run `make tools`"))
struct SignedSourceTests {
  @Test("an unsigned commit and a stranger's are rejected and never served; a signature, or a key that is added, lets them in")
  func signatures() async throws {
    let source = try await SignedSource(program: try #require(LocalGateway.program))
    defer { source.end() }
    try source.daemon.start()
    try await source.daemon.wait("the missing keys", seconds: 60) { $0.source.error?.contains("signatures are required") == true }
    try source.trust(["ada"])
    try await source.daemon.wait("the first release", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }

    try source.commit("Two", signer: nil)
    let unsigned = try await source.daemon.wait("the unsigned commit", seconds: 30) { $0.rejected != nil }
    #expect(unsigned.rejected?.findings.first?.message.contains("is not signed") == true)
    #expect(unsigned.stable?.number == 1 && unsigned.isEverywhere(1))
    // The same tree with a signature is another commit.
    try source.repository.git("-c", "user.signingkey=\(source.folder)/ada.pub", "commit", "--quiet", "--amend", "--gpg-sign", "--no-edit")
    try await source.daemon.wait("release 2", seconds: 60) { $0.stable?.number == 2 && $0.rejected == nil }

    try source.commit("Three", signer: "eve")
    let stranger = try await source.daemon.wait("the stranger", seconds: 30) { $0.rejected != nil }
    #expect(stranger.rejected?.findings.first?.message.contains("a key that nobody trusts") == true)
    // A good commit on top does not bring it in.
    try source.commit("Four", signer: "ada")
    try await Task.sleep(for: .seconds(3))
    #expect(try await source.daemon.status().stable?.number == 2)
    try source.trust(["ada", "eve"])
    try await source.daemon.wait("release 3", seconds: 60) { $0.stable?.number == 3 && $0.isEverywhere(3) }
  }
}

/// A repository behind Git's own backend, its signers, and a daemon that follows it.
private final class SignedSource {
  let folder: String
  let repository: SampleRepository
  let daemon: Daemon
  private let server = Process()

  init(program: String) async throws {
    folder = "/tmp/nuncio-\(UUID().uuidString.prefix(8))"
    repository = try SampleRepository(path: folder + "/repository", samples: "", values: [:])
    try repository.git("config", "gpg.format", "ssh")
    for name in ["ada", "eve"] { try Self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(folder)/\(name)") }
    for name in ["keys", "web/cgi-bin"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    let port = try Ports.free(preferred: 0)
    try """
    apiVersion: nuncio.dev/v1alpha1
    kind: Source
    metadata: {name: edge}
    spec:
      url: http://127.0.0.1:\(port)/cgi-bin/git/repository/.git
      interval: 1s
      auth: {directory: \(folder)/keys}
      signatures: {required: true}
    ---
    apiVersion: nuncio.dev/v1alpha1
    kind: Fleet
    metadata: {name: edge}
    spec: {proxies: 1, stages: [{proxies: 1, hold: 1s}]}
    """.write(toFile: folder + "/config.yaml", atomically: true, encoding: .utf8)
    daemon = Daemon(
      program: program,
      arguments: [
        "--config", folder + "/config.yaml", "--bind", "127.0.0.1", "--envoy",
        FileManager.default.currentDirectoryPath + "/.tools/envoy-1.40.0/bin/envoy",
      ], admin: try Ports.free(preferred: 0), state: folder + "/state", log: folder + "/nuncio.log")
    try serve(port: port)
    try commit("One", signer: "ada")
  }

  /// Commits a gateway with another route.
  func commit(_ message: String, signer: String?) throws {
    let text = """
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: one, namespace: edge}
      spec: {hostname: "*", prefix: /\(message)/, service: "127.0.0.1:9"}
      """
    try text.write(toFile: repository.path + "/gateway.yaml", atomically: true, encoding: .utf8)
    try repository.git("add", "--all")
    let key = "user.signingkey=\(folder)/\(signer ?? "ada").pub"
    try repository.git("-c", key, "commit", "--quiet", signer == nil ? "--no-gpg-sign" : "--gpg-sign", "--message", message)
  }

  /// Says whose keys count.
  func trust(_ names: [String]) throws {
    let lines = try names.map {
      "\($0)@example.com namespaces=\"git\" " + (try String(contentsOfFile: "\(folder)/\($0).pub", encoding: .utf8))
    }
    try lines.joined().write(toFile: folder + "/keys/allowed_signers", atomically: true, encoding: .utf8)
  }

  func end() {
    if !daemon.isRunning { try? daemon.start() }
    daemon.stop()
    kill(server.processIdentifier, SIGKILL)
    server.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Python's own server runs Git's backend; as root it does so as nobody, for whom Git wants an exception.
  private func serve(port: Int) throws {
    let script = folder + "/web/cgi-bin/git"
    try """
    #!/bin/sh
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' GIT_PROJECT_ROOT=\(folder) GIT_HTTP_EXPORT_ALL=1
    exec git http-backend

    """.write(toFile: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = ["python3", "-m", "http.server", "--cgi", "--bind", "127.0.0.1", "--directory", folder + "/web", "\(port)"]
    server.currentDirectoryURL = URL(fileURLWithPath: folder + "/web")
    server.standardOutput = FileHandle.nullDevice
    server.standardError = FileHandle.nullDevice
    try server.run()
  }

  private static func run(_ words: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw DemoFailure("\(words.joined(separator: " ")) failed") }
  }
}
