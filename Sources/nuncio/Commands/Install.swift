import ArgumentParser
import Foundation
import Kubernetes
import Operator

/// `nuncio install`: the operator and a fleet in a cluster.
struct Install: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Install the operator and a fleet in a cluster, or bring them up to date.",
    discussion: """
      Example: nuncio install --namespace edge --set source.url=https://git.example.com/edge.git
      Example: nuncio install --print --crds-only | kubectl apply --server-side -f -, and then the same without --crds-only
      Example: nuncio install --namespace edge --set operator.image=registry.example.com/nuncio:0.2.0, and all else as it was
      The same as the Helm chart in deploy/chart; its values.yaml names the settings. Nothing is ever removed.
      """)

  @Option(
    help: ArgumentHelp("The namespace of the operator and the fleet; made when it is not there, else left as it is.", valueName: "NS"))
  var namespace = "nuncio"
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A setting of the chart; may be repeated. Default: as it was set before, else as in values.yaml.", valueName: "KEY=VALUE"))
  var settings: [String] = []
  @Flag(help: "The definitions of kinds alone.") var crdsOnly = false
  @Flag(help: "Print the manifests, and speak to no cluster.") var print = false
  @Option(help: ArgumentHelp("The folder deploy. Default: the one above the program.", valueName: "DIR")) var deploy: String?
  @OptionGroup var cluster: ClusterOption

  func run() async throws {
    let chart: Chart
    do {
      chart = try Chart(folder: try deploy ?? Chart.find(executable: try Executable.path()), namespace: namespace, settings: settings)
      if print {
        if !crdsOnly { Swift.print("\(try Installation.home(namespace).json.yaml())---") }
        for (file, text) in try chart.definitions() + (crdsOnly ? [] : try chart.manifests()) { Swift.print("# \(file)\n\(text)\n---") }
        return
      }
    } catch {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unusable
    }
    try await cluster.withClient { client in
      try await Installation(client, namespace: namespace).run(chart, definitionsOnly: crdsOnly) { Diagnostics.print($0) }
    }
  }
}
