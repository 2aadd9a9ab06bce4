import Gateway
import Identity
import Manifests
import SourceYAML
import Testing

/// Random gateways, and requests asked of `explain`: what answers a request differently is a change, and what is said to be
/// hidden never answers.
@Suite("RouteDiff and shadowed routes agree with explain")
struct RouteDiffAgreementTests {
  /// SplitMix64: the same gateways at every run.
  private struct Choices: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &self)] }

    mutating func mapping(_ number: Int) -> String {
      let host = pick(["\"*\"", "\"*.example.com\"", "a.example.com", "b.example.com", "\"a.*\""])
      let path = pick(["/", "/a", "/a/", "/a/b", "/ab", "/b/[0-9]+", "/a/(x|y)"])
      var fields = ["hostname: \(host)", "prefix: \(path)", "service: \(pick(["one", "two", "three"])):80"]
      if path.contains("[") || path.contains("(") { fields.append("prefix_regex: true") }
      if !path.contains("["), pick([true, false, false, false]) { fields.append("prefix_exact: true") }
      if pick([true, false, false, false]) { fields.append("method: \(pick(["GET", "POST", "GET|POST"]))\n  method_regex: true") }
      if pick([true, false, false, false]) { fields.append("headers: {x-beta: \(pick(["one", "two"]))}") }
      if pick([true, false, false, false]) { fields.append("query_parameters: {v: '2'}") }
      if pick([true, false, false, false]) { fields.append("precedence: \(pick([1, 2, -1]))") }
      if pick([true, false, false, false]) { fields.append("weight: \(pick([10, 30]))") }
      if pick([true, false, false, false, false, false]) { fields.append("case_sensitive: false") }
      if path.contains("("), fields.contains("prefix_exact: true") { fields.removeAll { $0 == "prefix_exact: true" } }
      return
        "apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nmetadata: {name: m\(number), namespace: shop}\nspec:\n  "
        + fields.joined(separator: "\n  ") + "\n"
    }
  }

  private static let gateway = """
    apiVersion: getambassador.io/v3alpha1
    kind: Listener
    metadata: {name: http, namespace: edge}
    spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Host
    metadata: {name: any, namespace: edge}
    spec: {hostname: "*.example.com", requestPolicy: {insecure: {action: Route}}}
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Host
    metadata: {name: a, namespace: edge}
    spec: {hostname: a.example.com, requestPolicy: {insecure: {action: Route}}}

    """

  private static let requests: [RequestSketch] = {
    var found: [RequestSketch] = []
    for host in ["a.example.com", "b.example.com", "c.example.com"] {
      for path in ["/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b/7", "/b/x", "/a/x", "/A/b", "/a?v=2", "/z?v=2"] {
        for method in ["GET", "POST", "PUT"] {
          for headers in [[], ["x-beta: one"], ["x-beta: two"]] {
            if let request = try? RequestSketch(method: method, url: "http://\(host)\(path)", headers: headers) { found.append(request) }
          }
        }
      }
    }
    return found
  }()

  private func compile(_ mappings: [String]) throws -> Compilation {
    let text = ([Self.gateway] + mappings).joined(separator: "---\n")
    return compileGateway(try ManifestLoader.load(MemoryTree(["in.yaml": Array(text.utf8)])).manifests, options: CompileOptions())
  }

  /// What happens to a request, without who says so.
  private func answer(_ request: RequestSketch, _ model: GatewayModel) -> [String] {
    explain(request, in: model).choices.map { "\($0.share) \($0.action)" }
  }

  @Test("a request that is answered otherwise is among the changes", arguments: 0..<60)
  func changes(_ seed: Int) throws {
    var choices = Choices(state: UInt64(seed))
    let before = (0..<Int.random(in: 1...8, using: &choices)).map { choices.mapping($0) }
    var after = before
    switch choices.pick([0, 1, 2, 3]) {
    case 0: after.append(choices.mapping(100))
    case 1: after.remove(at: Int.random(in: 0..<after.count, using: &choices))
    case 2: after[Int.random(in: 0..<after.count, using: &choices)] = choices.mapping(200)
    default: after = before.map { $0.replacing("name: m", with: "name: z").replacing("namespace: shop", with: "namespace: other") }
    }
    let (old, new) = (try compile(before).model, try compile(after).model)
    #expect(GatewayChanges(from: old, to: old).isEmpty && GatewayChanges(from: new, to: new).isEmpty)
    let changes = GatewayChanges(from: old, to: new)
    let different = Self.requests.filter { answer($0, old) != answer($0, new) }
    if changes.isEmpty {
      #expect(different.isEmpty, "\(different.first?.url ?? "") \(before.joined()) became \(after.joined())")
    }
  }

  @Test("a hidden route answers nothing", arguments: 100..<160)
  func shadowed(_ seed: Int) throws {
    var choices = Choices(state: UInt64(seed))
    let compilation = try compile((0..<12).map { choices.mapping($0) })
    let hidden = Set(compilation.findings.filter { $0.code == .shadowedRoute }.compactMap { $0.object?.path })
    for request in Self.requests {
      for choice in explain(request, in: compilation.model).choices {
        #expect(!hidden.contains(choice.route.name), "\(request.method) \(request.url) is answered by \(choice.route)")
      }
    }
  }

  @Test("the random gateways are worth asking: many hide routes, and most requests are answered")
  func worth() throws {
    var (hidden, answered) = (0, 0)
    for seed in 100..<130 {
      var choices = Choices(state: UInt64(seed))
      let compilation = try compile((0..<12).map { choices.mapping($0) })
      hidden += compilation.findings.count { $0.code == .shadowedRoute }
      answered += Self.requests.count { !answer($0, compilation.model).isEmpty }
    }
    #expect(hidden > 20 && answered > 30 * Self.requests.count / 3, "\(hidden) hidden, \(answered) answered")
  }
}
