import Gateway
import Manifests

/// A whole repository to a model: 10,000 Mappings cold in under 1.5 s, reading included.
enum CompileBenchmark {
  static func run() throws {
    for (mappings, hosts) in [(1_000, 1), (10_000, 500), (10_000, 1)] {
      let tree = GeneratedGateway(mappings: mappings, hosts: hosts).tree
      var loaded = try ManifestLoader.load(tree)
      let load = try fastest(of: 3) { loaded = try ManifestLoader.load(tree) }
      var compilation = compileGateway(loaded.manifests, options: CompileOptions())
      let compile = fastest(of: 3) { compilation = compileGateway(loaded.manifests, options: CompileOptions()) }
      let findings = loaded.findings.count + compilation.findings.count
      print(
        "compile    \(mappings) Mappings over \(hosts) hosts: load \(milliseconds(load)) ms, compile \(milliseconds(compile)) ms,",
        "\(compilation.model.routeCount) routes, \(findings) findings")
    }
  }
}
