import ArgumentParser
import Foundation
import Git
import Kubernetes
import Logging
import Operator

/// `nuncio operator`: follows a Source in a cluster, brings its objects there, and drives the fleet's Envoy Pods.
struct OperatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator", abstract: "Follow a Source in a cluster and drive its fleet of Envoy Pods.",
    discussion: """
      Example: nuncio operator --fleet edge
      In a Pod its service account is used; elsewhere KUBECONFIG.
      """)

  @Option(help: ArgumentHelp("Where Source, Fleet and Releases live. Default: the Pod's or the context's.", valueName: "NS")) var namespace:
    String?
  @Option(help: "The Fleet's name.") var fleet = "edge"
  @Option(help: ArgumentHelp("This replica's name. Default: POD_NAME, else the host's.", valueName: "NAME")) var identity: String?
  @Option(help: ArgumentHelp("Mirrors and copies of what serves. Default: NUNCIO_STATE, else ~/.local/state/nuncio.", valueName: "DIR"))
  var state: String?
  @Option(help: ArgumentHelp("Where the operator's own HTTP listens.", valueName: "HOST:PORT")) var admin = "0.0.0.0:8877"
  @Option(help: ArgumentHelp("Where the kubelet's probes are answered.", valueName: "HOST:PORT")) var health = "0.0.0.0:8878"
  @Option(help: ArgumentHelp("Where proxies get their configuration, by mutual TLS.", valueName: "HOST:PORT")) var xds = "0.0.0.0:18000"
  @Option(
    help: ArgumentHelp(
      "Where the other replicas find this one's --xds. Default: POD_IP with its port, else --xds itself.", valueName: "HOST:PORT"))
  var advertise: String?
  @Option(help: ArgumentHelp("Where the fleet's Pods get their certificates.", valueName: "HOST:PORT"))
  var certificates = "0.0.0.0:18001"
  @Option(help: ArgumentHelp("A name or address that proxies find the operator by; may be repeated.", valueName: "NAME")) var serverName:
    [String] = []
  @Option(help: ArgumentHelp("The address of the proxies' listeners.", valueName: "ADDRESS")) var bind = "0.0.0.0"
  @Option(help: ArgumentHelp("A folder of policies that every commit must pass; may be repeated.", valueName: "DIR")) var policies:
    [String] = []
  @Option(name: .customLong("ambassador-id"), help: "Which objects count, by their ambassador_id; may be repeated.") var ambassadorIDs:
    [String] = []
  @Option(help: ArgumentHelp("The repository in place of the Source's url; a local folder too.", valueName: "URL")) var repo: String?
  @Option(help: ArgumentHelp("Default: KUBECONFIG, else ~/.kube/config, else the Pod's service account.", valueName: "FILE"))
  var kubeconfig: String?
  @Option(help: ArgumentHelp("How long a leader that does not answer is waited for.", valueName: "DURATION")) var lease = "15s"

  func run() async throws {
    FreeMemory.isGivenBack()
    LoggingSystem.bootstrap { _ in TerminalLog() }
    let logger = Logger(label: "nuncio")
    do {
      let environment = ProcessInfo.processInfo.environment
      let configuration = try ClusterConfiguration.find(kubeconfig: kubeconfig, environment: environment)
      let client = try KubernetesClient(configuration, logger: logger)
      do { try await ClusterMode(try settings(configuration, environment), client: client, logger: logger).run() } catch {
        await client.shutdown()
        throw error
      }
      await client.shutdown()
    } catch let error as ExitCode {
      throw error
    } catch {
      Diagnostics.print("\(error)".contains(": error: ") ? "\(error)" : "error: \(error)")
      throw ExitStatus.unusable
    }
  }

  private func settings(_ configuration: ClusterConfiguration, _ environment: [String: String]) throws -> ClusterSettings {
    guard let adminAddress = ListenAddress(admin) else { throw StartFailure("--admin \(admin): write HOST:PORT") }
    guard let healthAddress = ListenAddress(health) else { throw StartFailure("--health \(health): write HOST:PORT") }
    guard let xdsAddress = ListenAddress(xds) else { throw StartFailure("--xds \(xds): write HOST:PORT") }
    let own = advertise ?? environment["POD_IP"].map { $0.contains(":") ? "[\($0)]:\(xdsAddress.port)" : "\($0):\(xdsAddress.port)" }
    guard let advertised = ListenAddress(own ?? xds) else { throw StartFailure("--advertise \(own ?? xds): write HOST:PORT") }
    guard let certificateAddress = ListenAddress(certificates) else {
      throw StartFailure("--certificates \(certificates): write HOST:PORT")
    }
    guard let time = Duration(go: lease), time >= .seconds(3) else { throw StartFailure("--lease \(lease): write 3s or more") }
    for folder in policies where !FileManager.default.fileExists(atPath: folder) {
      throw StartFailure("\(folder): no such folder (--policies)")
    }
    let namespace = self.namespace ?? configuration.namespace
    let names = serverName.isEmpty ? ["nuncio.\(namespace).svc", "nuncio.\(namespace).svc.cluster.local"] : serverName
    return ClusterSettings(
      namespace: namespace, fleet: fleet, identity: identity ?? environment["POD_NAME"] ?? ProcessInfo.processInfo.hostName,
      state: StateDirectory.find(flag: state, environment: environment), admin: adminAddress, health: healthAddress, xds: xdsAddress,
      advertised: advertised, certificates: certificateAddress, serverNames: names,
      bindAddress: bind, ambassadorIDs: ambassadorIDs.isEmpty ? ["default"] : ambassadorIDs, policies: policies,
      repository: try repo.map { try RemoteURL($0, allowingFile: true) }, lease: time, executable: try Executable.path())
  }
}
