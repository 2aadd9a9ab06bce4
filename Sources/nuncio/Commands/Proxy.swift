import ArgumentParser
import Foundation
import Kubernetes
import Logging
import Operator
import UnixSignals

/// `nuncio proxy`: what stands beside Envoy in a Pod of the fleet.
struct Proxy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What a Pod of the fleet runs beside Envoy (in a cluster).", subcommands: [Begin.self, Attend.self])

  /// Who the proxy is and whom it asks.
  struct Place: ParsableArguments {
    @Option(help: ArgumentHelp("The Pod's name. Default: POD_NAME.", valueName: "POD")) var name: String?
    @Option(help: "The fleet's name.") var fleet = "edge"
    @Option(help: ArgumentHelp("The operator's Service, such as nuncio.edge.svc.", valueName: "HOST")) var server: String
    @Option(help: "The port of the operator's configuration service.") var xds = 18000
    @Option(help: "The port of the operator's certificate service.") var certificates = 18001
    @Option(help: ArgumentHelp("What Envoy and this program share.", valueName: "DIR")) var folder = "/run/nuncio"
    @Option(help: ArgumentHelp("The projected service account token, for the audience nuncio.", valueName: "FILE"))
    var tokenFile = "/var/run/secrets/nuncio/token"
    @Option(help: ArgumentHelp("The certificates of the operator's authority.", valueName: "FILE"))
    var trustFile = "/etc/nuncio/ca.crt"

    func settings() throws -> ProxyPod.Settings {
      guard let name = name ?? ProcessInfo.processInfo.environment["POD_NAME"] else { throw StartFailure("--name or POD_NAME is needed") }
      return ProxyPod.Settings(
        name: name, fleet: fleet, server: server, xds: xds, certificates: certificates, folder: folder, tokenFile: tokenFile,
        trustFile: trustFile)
    }
  }

  /// `nuncio proxy begin`.
  struct Begin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Get the Pod's certificate and write what Envoy starts with; for an init container.",
      discussion: "Example: nuncio proxy begin --server nuncio.edge.svc")

    @OptionGroup var place: Place

    func run() async throws {
      try await Proxy.running { try await ProxyPod(try place.settings(), logger: Logger(label: "nuncio")).begin() }
    }
  }

  /// `nuncio proxy attend`.
  struct Attend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep the Pod's certificate new, and answer the kubelet for Envoy: readiness and drain.",
      discussion: "Example: nuncio proxy attend --server nuncio.edge.svc --health 0.0.0.0:8002")

    /// The kubelet ends the container.
    private struct Ended: Error {}

    @OptionGroup var place: Place
    @Option(help: ArgumentHelp("Where /ready and /drain are answered.", valueName: "HOST:PORT")) var health = "0.0.0.0:8002"
    @Option(help: ArgumentHelp("The longest that a drain waits for clients to leave.", valueName: "DURATION")) var drainTime = "20s"

    func run() async throws {
      try await Proxy.running {
        guard let address = ListenAddress(health) else { throw StartFailure("--health \(health): write HOST:PORT") }
        guard let time = Duration(go: drainTime) else { throw StartFailure("--drain-time \(drainTime): write a time such as 20s") }
        let (settings, logger) = (try place.settings(), Logger(label: "nuncio"))
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await ProxyPod(settings, logger: logger).keep() }
          group.addTask {
            try await ProxyPodHealth(address: address, adminSocket: settings.adminSocket, drainTime: time, logger: logger).run()
          }
          // As the first process of its container it gets no other signal to end by.
          group.addTask {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { throw Ended() }
          }
          do { for try await _ in group {} } catch is Ended { group.cancelAll() }
        }
      }
    }
  }

  private static func running(_ body: () async throws -> Void) async throws {
    LoggingSystem.bootstrap { _ in TerminalLog() }
    do { try await body() } catch let error as StartFailure {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unusable
    }
  }
}
