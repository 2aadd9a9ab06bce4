import ArgumentParser
import Foundation
import Git
import Logging
import Operator
import Rollout

/// `nuncio run`: a fleet of Envoy proxies on this machine that follows a repository.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow a repository and serve its gateway with Envoy proxies on this machine.",
    discussion: """
      Example: nuncio run --repo https://git.example.com/edge.git --path gateway --proxies 3
      Stop it with Ctrl-C; the proxies drain and end, unless --keep-proxies.
      """)

  @Option(help: ArgumentHelp("The repository: https, ssh, or a local folder.", valueName: "URL")) var repo: String?
  @Option(help: "The branch that is followed. Default: main.") var branch: String?
  @Option(help: "The folder in the repository. Default: all of it.") var path: String?
  @Option(help: "How many proxies, 1 to 16. Default: 3.") var proxies: Int?
  @Option(
    help: ArgumentHelp(
      "Where everything is kept that must be remembered. Default: NUNCIO_STATE, else ~/.local/state/nuncio.", valueName: "DIR"))
  var state: String?
  @Option(help: "How often the repository is asked. Default: 15s.") var interval: String?
  @Option(help: ArgumentHelp("Where the daemon's own HTTP listens.", valueName: "HOST:PORT")) var admin = "127.0.0.1:8877"
  @Option(help: ArgumentHelp("The address of the proxies' listeners.", valueName: "ADDRESS")) var bind = "0.0.0.0"
  @Option(help: ArgumentHelp("A file with a Source and a Fleet.", valueName: "FILE")) var config: String?
  @Option(help: ArgumentHelp("TLS secrets as facts: <namespace>/<name>/tls.crt and tls.key below it, watched.", valueName: "DIR"))
  var secrets: String?
  @Option(help: ArgumentHelp("A folder of policies that every commit must pass; may be repeated.", valueName: "DIR"))
  var policies: [String] = []
  @Option(help: ArgumentHelp("The Envoy to run. Default: NUNCIO_ENVOY, else .tools/, else PATH.", valueName: "PATH")) var envoy: String?
  @Option(name: .customLong("ambassador-id"), help: "Which objects count, by their ambassador_id; may be repeated.") var ambassadorIDs:
    [String] = []
  @Flag(help: "Leave the proxies running when the daemon is stopped.") var keepProxies = false

  func run() async throws {
    FreeMemory.isGivenBack()
    LoggingSystem.bootstrap { _ in TerminalLog() }
    do {
      try await LocalMode(try settled(), environment: ProcessInfo.processInfo.environment, logger: Logger(label: "nuncio")).run()
    } catch let error as ExitCode {
      throw error
    } catch {
      Diagnostics.print("\(error)".contains(": error: ") ? "\(error)" : "error: \(error)")
      throw ExitStatus.unusable
    }
  }

  private func settled() throws -> OperatorConfiguration {
    let file = try config.map { try ConfigurationFile.read(path: $0) }
    var fleet = file?.fleet ?? FleetDocument()
    if let proxies {
      guard (1...16).contains(proxies) else { throw StartFailure("--proxies is 1 to 16") }
      fleet.stated.proxies = proxies
    }
    for folder in policies where !FileManager.default.fileExists(atPath: folder) {
      throw StartFailure("\(folder): no such folder (--policies)")
    }
    guard let address = ListenAddress(admin) else { throw StartFailure("--admin \(admin): write HOST:PORT") }
    return OperatorConfiguration(
      source: try source(file), fleet: fleet, state: StateDirectory.find(flag: state, environment: ProcessInfo.processInfo.environment),
      admin: address,
      bindAddress: bind, envoyPath: envoy, secretsDirectory: secrets, policies: policies,
      ambassadorIDs: ambassadorIDs.isEmpty ? ["default"] : ambassadorIDs,
      keepProxies: keepProxies, executable: try Executable.path())
  }

  private func source(_ file: ConfigurationFile?) throws -> SourceDocument {
    if repo != nil, file?.source != nil { throw StartFailure("--repo and a Source in --config: choose one") }
    var source: SourceDocument
    if let repo {
      source = SourceDocument(url: try RemoteURL(repo, allowingFile: true))
    } else if let configured = file?.source {
      source = configured
    } else {
      throw StartFailure("which repository? Say --repo URL, or --config FILE with a Source")
    }
    if let branch { source.reference = .branch(branch) }
    if let path {
      do { source.path = try FolderPath(path) } catch { throw StartFailure("--path: \(error)") }
    }
    if let interval {
      guard let duration = Duration(go: interval), duration > .zero else {
        throw StartFailure("--interval \(interval): write a duration of at most 365 days, such as 15s")
      }
      source.interval = duration
    }
    return source
  }
}
