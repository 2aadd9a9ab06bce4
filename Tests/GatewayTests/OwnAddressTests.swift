import Gateway
import Manifests
import Testing

@Suite("Upstreams that lead to the daemon itself")
struct OwnAddressTests {
  @Test(
    "its own port, by any name for this machine, is an error; another port or machine is not",
    arguments: [
      ("127.0.0.1:8877", true), ("127.9.9.9:8877", true), ("localhost:8877", true), ("0.0.0.0:8877", true), ("[::1]:8877", true),
      ("[::ffff:127.0.0.1]:8877", true), ("127.0.0.1:8878", false), ("192.0.2.7:8877", false),
    ])
  func upstreams(_ service: String, _ isRefused: Bool) throws {
    let text = """
      apiVersion: getambassador.io/v3alpha1
      kind: Listener
      metadata: {name: http}
      spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      metadata: {name: one}
      spec: {hostname: "*", prefix: /, service: "\(service)"}
      """
    let loaded = try ManifestLoader.load(MemoryTree(["a.yaml": Array(text.utf8)]))
    let options = CompileOptions(ownAddress: OwnAddress(host: "127.0.0.1", port: 8877))
    let findings = compileGateway(loaded.manifests, options: options).findings
    #expect(findings.contains { $0.code == .forbiddenUpstream } == isRefused)
    #expect(!compileGateway(loaded.manifests, options: CompileOptions()).findings.contains { $0.code == .forbiddenUpstream })
  }
}
