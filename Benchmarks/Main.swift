/// Prints what loading, compiling and evaluating cost. Run it in a release build: `swift run -c release nuncio-bench`, all parts or one:
/// `nuncio-bench load|compile|cel|policy`. `nuncio-bench fuzz-cel --minutes N [--seed S]` looks for expressions that break the evaluator. `nuncio-bench proxies`
/// plays a fleet for Benchmarks/cluster.py.
@main
enum Benchmarks {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case nil:
      try LoadBenchmark.run()
      try CompileBenchmark.run()
      try CelBenchmark.run()
      try PolicyBenchmark.run()
    case "load": try LoadBenchmark.run()
    case "compile": try CompileBenchmark.run()
    case "cel": try CelBenchmark.run()
    case "policy": try PolicyBenchmark.run()
    case "proxies": try await SimulatedProxies(Array(arguments.dropFirst())).run()
    case "fuzz-cel": try CelFuzzer.run(arguments: Array(arguments.dropFirst()))
    case let other?: throw UnknownPart(description: "no part named \(other): load, compile, cel, policy, fuzz-cel, proxies")
    }
  }

  private struct UnknownPart: Error, CustomStringConvertible {
    let description: String
  }
}

/// The fastest of several runs: what the code costs when nothing else runs.
func fastest(of runs: Int, _ work: () throws -> Void) rethrows -> Duration {
  let clock = ContinuousClock()
  var best = Duration.seconds(86_400)
  for _ in 0..<runs { best = try min(best, clock.measure(work)) }
  return best
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
