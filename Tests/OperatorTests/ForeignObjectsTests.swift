import EnvoyConfig
import Gateway
import Manifests
import Operator
import SourceYAML
import Testing

/// A commit is rejected as a whole; what somebody else applied costs only itself.
@Suite("Objects that no source owns: each is alone with its mistakes")
struct ForeignObjectsTests {
  private static let base = """
    apiVersion: getambassador.io/v3alpha1
    kind: Listener
    metadata: {name: http, namespace: edge}
    spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Host
    metadata: {name: public, namespace: edge}
    spec: {hostname: "*.example.com", requestPolicy: {insecure: {action: Route}}}
    """

  private func mapping(_ name: String, prefix: String) throws -> ForeignObjects.Entry {
    let text = """
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: \(name), namespace: shop}
      spec: {hostname: www.example.com, prefix: '\(prefix)', service: shop}
      """
    let loaded = try ManifestLoader.load(MemoryTree(["\(name).yaml": Array(text.utf8)]))
    return ForeignObjects.Entry(manifest: try #require(loaded.manifests.manifests.first), digest: prefix)
  }

  private func compile(_ foreign: ForeignObjects, commit: String = base) throws -> CompiledRevision {
    let loaded = try ManifestLoader.load(MemoryTree(["gateway.yaml": Array(commit.utf8)]))
    return RevisionPipeline(options: CompileOptions(), foreign: foreign).compile(loaded)
  }

  private func prefixes(_ compiled: CompiledRevision) -> [String] { compiled.foreign.map(\.digest) }

  @Test("a bad object is left out alone; the others count")
  func alone() throws {
    let compiled = try compile(ForeignObjects(entries: [try mapping("good", prefix: "/good/"), try mapping("bad", prefix: "bad")]))
    #expect(compiled.isAcceptable)
    #expect(prefixes(compiled) == ["/good/"])
    #expect(compiled.leftOut.keys.map(\.name) == ["bad"])
    #expect(compiled.leftOut.values.first?.severity == .error)
  }

  @Test("its last good version goes on serving, also when it was deleted and is missed")
  func lastGood() throws {
    let foreign = ForeignObjects(entries: [try mapping("cart", prefix: "cart")], good: [try mapping("cart", prefix: "/cart/")])
    #expect(prefixes(try compile(foreign)) == ["/cart/"])
  }

  @Test("what evidence took back does not count as it is; changed again it does")
  func quarantine() throws {
    let key = try mapping("cart", prefix: "/v2/").manifest.key
    let good = [try mapping("cart", prefix: "/v1/")]
    let taken = ForeignObjects(entries: [try mapping("cart", prefix: "/v2/")], good: good, quarantine: [key: "/v2/"])
    #expect(prefixes(try compile(taken)) == ["/v1/"])
    #expect(try compile(taken).leftOut.keys.map(\.name) == ["cart"], "whoever looks after it must hear of that")
    let changed = ForeignObjects(entries: [try mapping("cart", prefix: "/v3/")], good: good, quarantine: [key: "/v2/"])
    #expect(prefixes(try compile(changed)) == ["/v3/"])
    #expect(try compile(changed).leftOut.isEmpty)
    #expect(taken != changed)
  }

  @Test("a commit's own object of the same key wins, and an error of its own rejects it")
  func ownWins() throws {
    let own = Self.base + "\n---\napiVersion: getambassador.io/v3alpha1\nkind: Mapping\nmetadata: {name: cart, namespace: shop}\nspec: "
    let foreign = ForeignObjects(entries: [try mapping("cart", prefix: "/foreign/")])
    let good = try compile(foreign, commit: own + "{hostname: www.example.com, prefix: /own/, service: shop}")
    #expect(good.isAcceptable)
    #expect(good.foreign.isEmpty)
    #expect(try !compile(foreign, commit: own + "{hostname: www.example.com, prefix: own, service: shop}").isAcceptable)
  }
}
