import Foundation
import Logging
import SourceYAML
import Testbed
import Testing

@testable import Kubernetes

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

  /// A program that counts how often it is asked, and says the wrong token the first time.
  private func asked(
    _ answers: String, _ body: (KubernetesClient) async throws -> Void
  ) async throws -> Int {
    let cluster = try await TestCluster()
    let count = "\(cluster.folder)/asked"
    let client = try KubernetesClient(
      try .find(kubeconfig: try kubeconfig(cluster, script: "echo again >> \(count)\n\(answers)"), environment: [:]),
      logger: .init(label: "test"))
    do { try await body(client) } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
    let lines = try String(contentsOfFile: count, encoding: .utf8).split(separator: "\n").count
    cluster.kill()
    return lines
  }

  private func get(_ client: KubernetesClient) async throws { _ = try await client.get(configMaps, namespace: "default", name: "a") }

  @Test(
    "a token that holds is asked for once",
    arguments: [#"{"token": "TOKEN"}"#, #"{"token": "TOKEN", "expirationTimestamp": "2999-01-01T00:00:00Z"}"#])
  func kept(status: String) async throws {
    let count = try await asked("echo '\(Self.answer(status))'") { client in for _ in 0..<3 { try await get(client) } }
    #expect(count == 1)
  }

  @Test("a token that the server refuses is asked for again, at once and once")
  func refused() async throws {
    let script = """
      if [ "$(wc -l < "$(dirname "$0")/asked")" = 1 ]; then echo '\(Self.answer(#"{"token": "of-yesterday"}"#))'
      else echo '\(Self.answer(#"{"token": "TOKEN"}"#))'; fi
      """
    let count = try await asked(script) { client in for _ in 0..<3 { try await get(client) } }
    #expect(count == 2)
  }

  @Test("calls that come together are one question")
  func together() async throws {
    let count = try await asked("sleep 0.3; echo '\(Self.answer(#"{"token": "TOKEN"}"#))'") { client in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<6 { group.addTask { try await get(client) } }
        try await group.waitForAll()
      }
    }
    #expect(count == 1)
  }

  /// Takes `ExecPlugin.deadline`, half a minute.
  @Test("one that does not end is ended, and named")
  func hang() async throws {
    let text = try await error(of: "echo secret-token; sleep 600")
    #expect(text.contains("credentials (exec) did not end within 30 s"), "\(text)")
    #expect(!text.contains("secret-token"))
  }
}

@Suite("ExecPlugin: what stands in the file and what the program says")
struct ExecAnswerTests {
  private func plugin(_ text: String, folder: String = "/etc/kube") throws -> ExecPlugin {
    try ExecPlugin(try #require(try parseYAML(Array(text.utf8), file: "kubeconfig").first), folder: folder, user: "edge")
  }

  @Test(
    "a program with a slash is found from the file's folder, one without in PATH",
    arguments: [("./aws", "/etc/kube/./aws"), ("bin/aws", "/etc/kube/bin/aws"), ("/bin/aws", "/bin/aws"), ("aws", "aws")])
  func command(written: String, expected: String) throws {
    #expect(try plugin("{apiVersion: client.authentication.k8s.io/v1, command: \(written)}").command == expected)
  }

  @Test(
    "what cannot be run is refused with the user's name",
    arguments: [
      ("{apiVersion: client.authentication.k8s.io/v1}", "user 'edge': exec needs a command"),
      (
        "{apiVersion: client.authentication.k8s.io/v1alpha1, command: aws}",
        "user 'edge': exec needs apiVersion client.authentication.k8s.io/v1"
      ),
    ])
  func configuration(text: String, words: String) { #expect(throws: ConfigurationFault(words)) { try plugin(text) } }

  @Test("a program that is not there is named")
  func missing() async throws {
    let plugin = try plugin("{apiVersion: client.authentication.k8s.io/v1, command: ./nowhere}", folder: "/none")
    await #expect(throws: ConfigurationFault("user 'edge': /none/./nowhere (exec) cannot be run: No such file or directory")) {
      try await plugin.run()
    }
  }

  @Test(
    "when a token ends, in the forms that programs write; nil when it says nothing",
    arguments: [
      ("2026-11-27T01:02:03Z", 1_795_741_323), ("2026-11-27T02:02:03+01:00", 1_795_741_323), ("2026-11-27T01:02:03.5Z", 1_795_741_323.5),
      ("", nil),
    ] as [(String, Double?)])
  func ends(text: String, seconds: Double?) async throws {
    let field = text.isEmpty ? "" : #", "expirationTimestamp": "\#(text)""#
    let answer = #"{"kind": "ExecCredential", "status": {"token": "t"\#(field)}}"#
    let token = try await plugin("{apiVersion: client.authentication.k8s.io/v1, command: echo, args: ['\(answer)']}").run()
    #expect(token.text == "t" && token.expires?.timeIntervalSince1970 == seconds)
  }
}
