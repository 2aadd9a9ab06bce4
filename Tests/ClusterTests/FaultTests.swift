import Foundation
import Kubernetes
import Manifests
import NIOCore
import Testbed
import Testing

/// `NUNCIO_OUTAGE` says for how many seconds the API server is away; the soak is 60.
@Suite(
  "In the cluster: what fails, and what goes on",
  .enabled(if: ClusterGateway.program != nil, "needs shared/testkube, Envoy and the program"), .serialized, .timeLimit(.minutes(15)))
struct FaultTests {
  private let outage = ProcessInfo.processInfo.environment["NUNCIO_OUTAGE"].flatMap(Int.init) ?? 4

  private func withGateway(holds: String = "2s", mayFail: Bool = false, _ body: (ClusterGateway, Daemon) async throws -> Void) async throws
  {
    let gateway = try await ClusterGateway(holds: holds)
    do {
      try await gateway.serve("cart", port: gateway.good.port)
      try gateway.commit(cart: "shop", "First routes")
      try gateway.operators[0].start()
      for name in ["edge-a", "edge-b", "edge-c"] { try await gateway.startProxy(name) }
      try await gateway.operators[0].wait("release 1 live", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }
      let sending = gateway.traffic.start()
      defer { sending.cancel() }
      try await body(gateway, gateway.operators[0])
      #expect(mayFail || gateway.traffic.seen.failed == 0)
    } catch {
      print(gateway.log().suffix(4000))
      await gateway.end()
      throw error
    }
    await gateway.end()
  }

  private func live(_ operation: Daemon, _ summary: String) async throws {
    try await operation.wait("\(summary) live", seconds: 120) {
      $0.stable?.summary == summary && $0.state == "live" && $0.proxies.allSatisfy(\.connected)
    }
  }

  @Test("the API server is away, in every stage of a release: no request fails, and afterwards it goes on", arguments: [0, 1, 2])
  func outage(stage: Int) async throws {
    try await withGateway(holds: "\(outage)s") { gateway, operation in
      if stage > 0 {
        try gateway.commit(cart: "cart", "Cart moves")
        try await operation.wait("stage \(stage)", seconds: 60) { ($0.candidate?.stage ?? 0) >= stage }
      }
      gateway.cluster.kill()
      if stage == 0 { try gateway.commit(cart: "cart", "Cart moves") }
      try await Task.sleep(for: .seconds(outage))
      try await gateway.cluster.start()
      try await live(operation, "Cart moves")
      try await gateway.wait("the objects are there") {
        try await gateway.client.get(mappings, namespace: "shop", name: "cart")?.json["spec"]?["service"] == "cart"
      }
      #expect(try await gateway.releases().map(\.number).sorted() == [1, 2])
    }
  }

  @Test("a bad release is taken back while the API server is away, and the cluster learns of it later")
  func rollback() async throws {
    try await withGateway(holds: "60s", mayFail: true) { gateway, operation in
      try await gateway.serve("broken", port: gateway.bad.port)
      try gateway.commit(cart: "broken", "Cart breaks")
      try await operation.wait("on its way", seconds: 60) { $0.proxies.contains { $0.release == 2 } }
      gateway.cluster.kill()
      try await operation.wait("taken back", seconds: 60) { $0.state == "rolledBack" && $0.isEverywhere(1) }
      try await gateway.cluster.start()
      try await gateway.wait("the cluster's story", seconds: 60) {
        try await gateway.field("Release", "edge-2", "status", "state") == "RolledBack"
      }
    }
  }

  @Test("watches are cut and history is forgotten: endpoints and objects that change meanwhile still count")
  func watches() async throws {
    try await withGateway { gateway, operation in
      for hook in ["close-watches", "compact", "close-watches"] {
        try await gateway.cluster.hook(hook)
        try await gateway.serve("late-\(hook)", port: gateway.good.port)
      }
      try await gateway.cluster.hook("compact")
      try await gateway.apply(
        """
        {apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: team, namespace: shop}, spec: {hostname: '*',
        prefix: /team/, service: late-compact}}
        """)
      try await operation.wait("the object's release", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
    }
  }

  @Test("a definition is deleted, and with it all objects of its kind: what serves goes on, and all of them come back with it")
  func definition() async throws {
    try await withGateway { gateway, operation in
      let type = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", kind: "CustomResourceDefinition", scope: .cluster
      )
      let definition = try #require(try await gateway.client.get(type, name: "mappings.getambassador.io"))
      try await gateway.client.delete(type, name: definition.name, uid: definition.uid)
      try await gateway.wait("it is gone", seconds: 60) { try await gateway.client.get(type, name: definition.name) == nil }
      var again = definition
      again.json["status"] = nil
      again.metadata = ["name": .string(definition.name)]
      _ = try await gateway.client.create(again, as: type)
      // The comparison runs every 30 s.
      try await gateway.wait("the objects are back", seconds: 90) {
        (try? await gateway.client.get(mappings, namespace: "shop", name: "cart")) != nil
      }
      let status = try await operation.status()
      #expect(status.stable?.number == 1 && status.isEverywhere(1))
    }
  }

  @Test("a namespace that is being deleted and cannot go: the commit is rejected, and says why")
  func namespace() async throws {
    try await withGateway { gateway, operation in
      try await gateway.apply("{apiVersion: v1, kind: Namespace, metadata: {name: stuck, finalizers: [example.com/stays]}}")
      try await gateway.apply(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: stays, namespace: stuck, finalizers: [example.com/stays]}}")
      let namespaces = ResourceType(group: "", version: "v1", plural: "namespaces", kind: "Namespace", scope: .cluster)
      let stuck = try #require(try await gateway.client.get(namespaces, name: "stuck"))
      try await gateway.client.delete(namespaces, name: "stuck", uid: stuck.uid)
      try gateway.commit(
        cart: "shop", "Into a namespace that goes",
        more: "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: new, namespace: stuck}}")
      let status = try await operation.wait("the rejection", seconds: 60) { $0.rejected != nil }
      #expect(status.rejected?.findings.contains { $0.message.contains("is being deleted") } == true)
      #expect(status.stable?.number == 1)
    }
  }

  private var mappings: ResourceType {
    ResourceType(group: "getambassador.io", version: "v3alpha1", plural: "mappings", kind: "Mapping", scope: .namespaced)
  }
}
