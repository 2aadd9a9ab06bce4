import ChildProcess
import Foundation
import SourceYAML

/// A program that prints credentials (`client.authentication.k8s.io`, `ExecCredential`). Tokens only: of certificates it is
/// said that they are not supported.
struct ExecPlugin: Sendable {
  /// What a program gets at most.
  static let deadline = Duration.seconds(30)

  let command: String
  let arguments: [String]
  let environment: [String: String]
  let apiVersion: String
  private let user: String

  /// - Throws: `ConfigurationFault`.
  init(_ node: YAMLNode, folder: String, user: String) throws(ConfigurationFault) {
    guard let command = node["command"]?.string, !command.isEmpty else { throw ConfigurationFault("user '\(user)': exec needs a command") }
    let version = node["apiVersion"]?.string ?? ""
    guard ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(version) else {
      throw ConfigurationFault("user '\(user)': exec needs apiVersion client.authentication.k8s.io/v1")
    }
    // As kubectl has it: with a slash it counts from the file's folder, without one it is looked for in PATH.
    self.command = command.hasPrefix("/") || !command.contains("/") ? command : "\(folder)/\(command)"
    arguments = (node["args"]?.items ?? []).compactMap(\.text)
    var environment: [String: String] = [:]
    for item in node["env"]?.items ?? [] { if let name = item["name"]?.text { environment[name] = item["value"]?.text } }
    self.environment = environment
    apiVersion = version
    self.user = user
  }

  /// A token, and when it ends (seconds since 1970), where the program says so.
  struct Token: Sendable {
    var text: String
    var expires: Date?
  }

  /// Runs the program.
  ///
  /// - Throws: `ConfigurationFault`; what it prints never stands in the message.
  func run() async throws(ConfigurationFault) -> Token {
    let outcome: BoundedProcess.Outcome
    do throws(BoundedProcess.StartFailure) {
      outcome = try await BoundedProcess(
        command: [command] + arguments, environment: surroundings, errors: .inherited, deadline: Self.deadline
      ).run()
    } catch {
      throw ConfigurationFault("user '\(user)': \(command) (exec) cannot be run: \(error.reason)")
    }
    if outcome.isTimedOut {
      throw ConfigurationFault("user '\(user)': \(command) (exec) did not end within \(Self.deadline.components.seconds) s")
    }
    guard outcome.status == 0 else {
      let end = outcome.status.map { "status \($0)" } ?? "signal \(outcome.signal ?? 0)"
      throw ConfigurationFault("user '\(user)': \(command) (exec) ended with \(end)")
    }
    guard let answer = try? JSONValue(parsing: outcome.output), answer["kind"]?.string == "ExecCredential", let status = answer["status"]
    else {
      throw ConfigurationFault("user '\(user)': \(command) (exec) printed no ExecCredential")
    }
    guard let token = status["token"]?.string, !token.isEmpty else {
      throw ConfigurationFault("user '\(user)': \(command) (exec) gave no token; client certificates from exec are not supported")
    }
    let expires = status["expirationTimestamp"]?.string.flatMap { try? Date($0, strategy: .iso8601) }
    return Token(text: token, expires: expires)
  }

  private var surroundings: [String: String] {
    let info: JSONValue = ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": ["interactive": false]]
    return ProcessInfo.processInfo.environment.merging(environment) { $1 }
      .merging(["KUBERNETES_EXEC_INFO": String(decoding: info.encoded(), as: UTF8.self)]) { $1 }
  }
}
