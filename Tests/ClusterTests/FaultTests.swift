import Foundation
import Kubernetes
import Manifests
import NIOCore
import Operator
import SourceYAML
import Testbed
import Testing

/// `NUNCIO_OUTAGE` says for how many seconds the API server is away; the soak is 60.
@Suite(
  "In the cluster: what fails, and what goes on",
  .enabled(if: ClusterGateway.mayBreakServer, "needs shared/testkube, Envoy and the program"), .serialized, .timeLimit(.minutes(15)))
struct FaultTests {
  private let outage = ProcessInfo.processInfo.environment["NUNCIO_OUTAGE"].flatMap(Int.init) ?? 4

  /// A gateway with traffic, of which nothing may fail unless it is said.
  private func withGateway(
    holds: String = "2s", mayFail: Bool = false, prepare: (ClusterGateway) async throws -> Void = { _ in },
    _ body: (ClusterGateway, Daemon) async throws -> Void
  ) async throws {
    try await ClusterGateway.live(holds: holds, breaksServer: true, prepare: prepare) { gateway in
      try await gateway.serve("cart", port: gateway.good.port)
      let sending = gateway.traffic.start()
      defer { sending.cancel() }
      try await body(gateway, gateway.operators[0])
      #expect(mayFail || gateway.traffic.seen.failed == 0)
    }
  }

  private func live(_ operation: Daemon, _ summary: String) async throws {
    // Two stages are held for as long as an outage lasts.
    try await operation.wait("\(summary) live", seconds: 120 + 2 * outage) {
      $0.stable?.summary == summary && $0.state == "live" && $0.proxies.allSatisfy(\.connected)
    }
  }

  @Test("the API server is away, in every stage of a release: no request fails, and afterwards it goes on", arguments: [0, 1, 2])
  func outage(stage: Int) async throws {
    try await withGateway(holds: "\(outage)s") { gateway, operation in
      if stage > 0 {
        try gateway.commit(cart: "cart", "Cart moves")
        try await operation.wait("stage \(stage)", seconds: 60 + outage) { ($0.candidate?.stage ?? 0) >= stage }
      }
      gateway.cluster.kill()
      if stage == 0 { try gateway.commit(cart: "cart", "Cart moves") }
      try await Task.sleep(for: .seconds(outage))
      try await gateway.cluster.start()
      try await live(operation, "Cart moves")
      try await gateway.wait("the objects are there") {
        try await gateway.client.get(mappings, namespace: gateway.shop, name: "cart")?.json["spec"]?["service"] == "cart"
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
        {apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: team, namespace: \(gateway.shop)}, spec: {hostname: '*',
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
        (try? await gateway.client.get(mappings, namespace: gateway.shop, name: "cart")) != nil
      }
      let status = try await operation.status()
      #expect(status.stable?.number == 1 && status.isEverywhere(1))
    }
  }

  @Test("the API server takes calls and never answers, in the midst of a release: as if it were away")
  func hangs() async throws {
    try await withGateway(holds: "\(outage)s") { gateway, operation in
      try gateway.commit(cart: "cart", "Cart moves")
      try await operation.wait("stage 1", seconds: 60) { ($0.candidate?.stage ?? 0) >= 1 }
      gateway.cluster.freeze(true)
      try await Task.sleep(for: .seconds(outage))
      gateway.cluster.freeze(false)
      try await live(operation, "Cart moves")
    }
  }

  @Test("others write to everything that the operator writes to, a hundred times a second: it writes on, and leads on")
  func conflicts() async throws {
    try await withGateway { gateway, operation in
      let disturbed: [(ResourceType, String)] = [
        (ResourceType(group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", scope: .namespaced), "nuncio-edge"),
        (ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced), "nuncio-inventory-edge"),
        (ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "fleets", kind: "Fleet", scope: .namespaced), "edge"),
      ]
      let storm = Task {
        var turn = 0
        while !Task.isCancelled {
          for (type, name) in disturbed {
            turn += 1
            _ = try? await gateway.client.patch(
              type, namespace: gateway.namespace, name: name,
              merge: ["metadata": ["annotations": ["example.com/turn": .string("\(turn)")]]],
              manager: "storm")
          }
          try? await Task.sleep(for: .milliseconds(10))
        }
        return turn
      }
      for round in 1...3 {
        try gateway.commit(cart: round.isMultiple(of: 2) ? "shop" : "cart", "Round \(round)")
        try await live(operation, "Round \(round)")
      }
      storm.cancel()
      #expect(await storm.value > 300)
      #expect(try await gateway.releases().map(\.number).sorted() == [1, 2, 3, 4])
      #expect(!gateway.log().contains("leads no more") && !gateway.log().contains("leads by now"))
    }
  }

  @Test("the Lease is another's: nothing is written any more, what serves goes on; when it is free again, so does the release")
  func leaseLost() async throws {
    try await withGateway { gateway, operation in
      try await hold("another", gateway)
      try await gateway.wait("it stands by") { gateway.log().contains("another leads by now") }
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.startProxy("edge-d")
      try await gateway.wait("a new proxy is served all the same", seconds: 30) { gateway.serves("edge-d") }
      #expect(try await gateway.releases().map(\.number) == [1])
      try await hold("", gateway)
      try await live(operation, "Cart moves")
    }
  }

  @Test("another led and gave the Lease away before anybody looked: what it wrote is read, and the next release goes on from there")
  func overtaken() async throws {
    try await withGateway { gateway, operation in
      let fleets = ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "fleets", kind: "Fleet", scope: .namespaced)
      let sequence = try #require(try await gateway.field("Fleet", "edge", "status", "sequence")?.int)
      _ = try await gateway.client.patch(
        fleets, namespace: gateway.namespace, name: "edge",
        merge: ["status": ["sequence": .integer(Int64(sequence + 1)), "writer": "another"]], subresource: "status", manager: "another")
      try await hold("", gateway)
      try await gateway.wait("it begins anew") { gateway.log().contains("another may have led meanwhile") }
      try gateway.commit(cart: "cart", "Cart moves")
      try await live(operation, "Cart moves")
      try await gateway.wait("the cluster's story") { try await gateway.field("Fleet", "edge", "status", "stable") == 2 }
    }
  }

  /// Writes somebody into the Lease; nobody, as one does who gives it away.
  private func hold(_ holder: String, _ gateway: ClusterGateway) async throws {
    let leases = ResourceType(group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", scope: .namespaced)
    _ = try await gateway.client.patch(
      leases, namespace: gateway.namespace, name: "nuncio-edge",
      merge: [
        "spec": [
          "holderIdentity": .string(holder), "leaseDurationSeconds": 15,
          "renewTime": .string(Date().formatted(.iso8601).replacing("Z", with: ".000000Z")),
        ]
      ], manager: "another")
  }

  @Test("certificates that are over: an authority is made anew, and a proxy comes when its certificate is new, without a restart")
  func expired() async throws {
    let gateway = try await ClusterGateway(breaksServer: true)
    do {
      let old = try CertificateAuthority(name: "nuncio \(gateway.namespace)", now: Date() - 11 * 365 * 86_400)
      try await gateway.apply(
        KubernetesObject([
          "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "nuncio-ca", "namespace": .string(gateway.namespace)],
          "type": "nuncio.dev/authority",
          "stringData": ["ca.crt": .string(old.pair.chain), "ca.key": .string(old.pair.key)],
        ]))
      try gateway.commit(cart: "shop", "First routes")
      try gateway.operators[0].start()
      let secrets = ResourceType(group: "", version: "v1", plural: "secrets", kind: "Secret", scope: .namespaced)
      try await gateway.wait("another authority") {
        let chain = try await gateway.client.get(secrets, namespace: gateway.namespace, name: "nuncio-ca")?.json["data"]?["ca.crt"]?.string
        return chain.flatMap { Data(base64Encoded: $0) } != Data(old.pair.chain.utf8)
      }
      try await gateway.startProxy("edge-a")
      try await gateway.operators[0].wait("release 1 live", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }
      try await gateway.startProxy("edge-b", issued: Date() - 3 * 86_400)
      try await gateway.wait("it is sent away") { gateway.proxyLog("edge-b").contains("gRPC config stream") }
      #expect(!gateway.serves("edge-b"))
      try await gateway.certify("edge-b")
      try await gateway.wait("it is let in", seconds: 60) { gateway.serves("edge-b") }
    } catch {
      print(gateway.log().suffix(4000))
      await gateway.end()
      throw error
    }
    await gateway.end()
  }

  @Test("the state directory's disk is full: what serves goes on, and a release goes on when there is room")
  func diskFull() async throws {
    let disk = SmallDisk()
    defer { disk.end() }
    try await withGateway {
      try disk.begin($0.operators[0].state)
    } _: { gateway, operation in
      guard disk.isThere else { return print("no small disk to be had: not allowed to mount one") }
      defer { operation.crash() }
      try disk.fill()
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.wait("it is told") { gateway.log().contains("No space left") }
      #expect(try await operation.status().isEverywhere(1))
      disk.free()
      try await live(operation, "Cart moves")
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
