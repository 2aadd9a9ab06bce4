import EnvoyConfig
import Foundation
import Gateway
import Manifests
import Testing

@Suite("What compiles, Envoy takes", .enabled(if: RealEnvoy.path != nil, "needs Envoy in .tools: run `make tools`"))
struct AcceptanceTests {
  private static let cases = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("GatewayTests/Cases")

  static var rules: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: cases.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test("what is left of every case of the language's tests, bad objects left out", arguments: rules)
  func rule(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.cases.appendingPathComponent(name).appendingPathComponent("in.yaml")))
    let loaded = try ManifestLoader.load(MemoryTree(["in.yaml": bytes]))
    let model = compileGateway(loaded.manifests, options: CompileOptions()).model
    #expect(try RealEnvoy.refusal(of: staticBootstrap(model, bindAddress: "127.0.0.1")) == nil)
  }

  @Test("Mappings over every field, with good and wild values, as lists and as trees", arguments: 1...8)
  func random(seed: Int) throws {
    var random = RandomMapping(seed: seed, wildness: seed % 2 == 0 ? 2 : 12)
    let hosts = [
      ManifestText.host("any", "*"), ManifestText.host("a", "a.example.com"),
      ManifestText.host("wild", "*.example.com", ["mappingSelector": ["matchLabels": ["team": "red"]]]),
    ]
    let (compilation, findings) = try ManifestText.compile(
      [ManifestText.listener("http", 8080)] + hosts + (0..<400).map { random.object($0) })
    let model = compilation.model
    #expect(model.routeCount > 60)
    #expect(findings.contains { $0.severity == .error })
    #expect(findings.allSatisfy { $0.position != nil })
    let bootstrap = try staticBootstrap(model, bindAddress: "127.0.0.1", flatRoutes: seed % 3 == 0 ? 0 : .max)
    #expect(try RealEnvoy.refusal(of: bootstrap) == nil)
  }

  @Test("a long list of routes that no text confines stays a list")
  func unconfined() throws {
    let mappings = (0..<150).map { number in
      ManifestText.object("Mapping", "m\(number)", ["hostname": "*", "prefix": "/\(number)", "service": "a", "case_sensitive": false])
    }
    let model = try ManifestText.compile([ManifestText.listener("http", 8080), ManifestText.host("any", "*")] + mappings).compilation.model
    #expect(try RealEnvoy.refusal(of: staticBootstrap(model, bindAddress: "127.0.0.1")) == nil)
    let (_, findings) = translate(model, options: TranslateOptions())
    #expect(findings.map(\.code) == [.flatRouteTable])
  }
}
