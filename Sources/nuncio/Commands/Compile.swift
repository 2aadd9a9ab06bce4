import ArgumentParser
import EnvoyConfig
import Gateway
import Manifests
import Operator

/// `nuncio compile`: a folder to what Envoy is told, without a daemon.
struct Compile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compile a folder for Envoy, without a daemon.",
    discussion: """
      Bad objects are left out and named on standard error; the rest is written to standard output.

      Example: nuncio compile gateway/ > envoy.json && envoy -c envoy.json
      """)

  /// What is written.
  enum Output: String, ExpressibleByArgument, CaseIterable {
    /// One static bootstrap that a plain Envoy serves the same traffic with.
    case bootstrap
    /// The resources as a proxy of the fleet gets them.
    case resources
    /// The gateway before it is put into Envoy's words.
    case model
  }

  @OptionGroup var input: GatewayInput
  @Option(help: "bootstrap, resources or model.") var output = Output.bootstrap
  @Option(help: "The address of the listeners.") var bind = "0.0.0.0"
  @Flag(help: "Warnings count as errors.") var strict = false

  func run() async throws {
    let compiled = try await input.compiled()
    for finding in compiled.findings { Diagnostics.print(FindingReport.line(finding)) }
    do {
      switch output {
      case .bootstrap: print(try staticBootstrap(compiled.model, facts: try input.facts(), bindAddress: bind))
      case .resources: print(try compiled.resources.json())
      case .model: print(try JSONReport.text(compiled.model))
      }
    } catch {
      Diagnostics.print("error: \(error)")
      throw ExitStatus.unusable
    }
    let failing = compiled.findings.contains { $0.severity == .error || strict }
    if failing { throw ExitStatus.findings }
  }
}
