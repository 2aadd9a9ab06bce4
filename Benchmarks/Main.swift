/// Prints what loading and compiling costs. Run it in a release build: `swift run -c release nuncio-bench`.
@main
enum Benchmarks {
  static func main() throws {
    try LoadBenchmark.run()
    try CompileBenchmark.run()
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
