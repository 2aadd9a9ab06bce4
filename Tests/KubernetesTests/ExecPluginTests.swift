import Foundation
import Kubernetes
import Logging
import Testbed
import Testing

/// A program that prints the token, as cloud providers have it, against a real API server.
@Suite(
  "Kubeconfig: exec plugins", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(2)))
struct ExecPluginTests {
  /// A kubeconfig whose user asks a shell script.
  private func kubeconfig(_ cluster: TestCluster, script: String) throws -> String {
    let token = try String(contentsOfFile: "\(cluster.folder)/token", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    let program = "\(cluster.folder)/credentials"
    try "#!/bin/sh\n\(script.replacing("TOKEN", with: token))\n".write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let path = "\(cluster.folder)/exec"
    // Relative to the file's own folder.
    let user =
      "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./credentials, args: [token], env: [{name: WHO, value: edge}]}}"
    try String(contentsOfFile: cluster.kubeconfig, encoding: .utf8)
      .replacing("    token: \(token)", with: "    \(user.dropFirst().dropLast())")
      .write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func error(of script: String) async throws -> String {
    let cluster = try await TestCluster()
    let client = try KubernetesClient(
      try .find(kubeconfig: try kubeconfig(cluster, script: script), environment: [:]), logger: .init(label: "test"))
    let error = await failure { () throws(APIError) in _ = try await client.get(configMaps, namespace: "default", name: "a") }
    await client.shutdown()
    cluster.kill()
    return error.map { "\($0)" } ?? ""
  }

  private static func answer(_ status: String) -> String {
    #"{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": \#(status)}"#
  }

  @Test("its token is used, it is told what it is asked for, and asked again when the token ends")
  func token() async throws {
    let cluster = try await TestCluster()
    let count = "\(cluster.folder)/asked"
    let script = """
      [ "$WHO" = edge ] && [ "$1" = token ] || exit 3
      case "$KUBERNETES_EXEC_INFO" in *ExecCredential*) ;; *) exit 4;; esac
      echo again >> \(count)
      echo '\(Self.answer(#"{"token": "TOKEN", "expirationTimestamp": "2020-01-01T00:00:00Z"}"#))'
      """
    let client = try KubernetesClient(
      try .find(kubeconfig: try kubeconfig(cluster, script: script), environment: [:]), logger: .init(label: "test"))
    for _ in 0..<3 { _ = try await client.get(configMaps, namespace: "default", name: "a") }
    #expect(try String(contentsOfFile: count, encoding: .utf8).split(separator: "\n").count == 3)
    await client.shutdown()
    cluster.kill()
  }

  @Test(
    "one that gives no token: which program it is, and never what it printed",
    arguments: [
      ("echo secret-token; exit 7", "ended with status 7"), ("echo secret-token", "printed no ExecCredential"),
      ("echo '\(answer(#"{"clientKeyData": "secret-token"}"#))'", "client certificates from exec are not supported"),
      ("kill -9 $$", "ended with signal 9"),
    ])
  func failures(script: String, words: String) async throws {
    let text = try await error(of: script)
    #expect(text.contains(words) && text.contains("credentials"), "\(text)")
    #expect(!text.contains("secret-token"))
  }
}
