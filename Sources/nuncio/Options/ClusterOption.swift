import ArgumentParser
import Foundation
import Kubernetes
import Logging
import Operator

/// Which cluster a command speaks to.
struct ClusterOption: ParsableArguments {
  @Option(help: ArgumentHelp("Default: KUBECONFIG, else ~/.kube/config, else the Pod's service account.", valueName: "FILE"))
  var kubeconfig: String?
  @Option(help: ArgumentHelp("The kubeconfig's context. Default: its current one.", valueName: "NAME")) var context: String?

  /// Runs with a client, and ends it. A cluster that cannot be used or reached is status 2 and 3.
  func withClient(_ body: (KubernetesClient) async throws -> Void) async throws {
    do {
      let configuration = try ClusterConfiguration.find(
        kubeconfig: kubeconfig, context: context, environment: ProcessInfo.processInfo.environment)
      let client = try KubernetesClient(configuration, logger: Logger(label: "nuncio"))
      do { try await body(client) } catch {
        await client.shutdown()
        throw error
      }
      await client.shutdown()
    } catch let error as ExitCode {
      throw error
    } catch let error as APIError where error.isOfServer {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unreachable
    } catch {
      Diagnostics.print("\(error)".contains(": error: ") ? "\(error)" : "error: \(error)")
      throw ExitStatus.unusable
    }
  }
}
