import Foundation
import Kubernetes
import Manifests
import NIOCore
import Testbed
import Testing

/// The whole way in a cluster, with everything real but the Pods, which are Envoy processes.
@Suite(
  "In the cluster: a commit becomes objects, a release and traffic",
  .enabled(if: ClusterGateway.program != nil, "needs KUBECONFIG or shared/testkube, Envoy and the program"), .serialized,
  .timeLimit(.minutes(5)))
struct ClusterRolloutTests {
  @Test("a good commit is applied and goes live without a failed request; a bad one is taken back, and so are its objects")
  func rollout() async throws {
    try await ClusterGateway.live { gateway in
      let sending = gateway.traffic.start()
      defer { sending.cancel() }
      try await gateway.serve("cart", port: gateway.good.port)
      try await gateway.serve("broken", port: gateway.bad.port)
      try gateway.commit(cart: "cart", "Cart moves")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      #expect(gateway.traffic.seen.requests > 300)
      #expect(gateway.traffic.seen.failed == 0)
      // A client is not connected at every moment, and Envoy counts once a second; a drain waits until there is none.
      try await gateway.wait("the clients' connections are counted") { (await gateway.connections() ?? 0) > 0 }
      let applied = try await client(gateway).get(mappings, namespace: gateway.shop, name: "cart")
      #expect(applied?.json["spec"]?["service"] == "cart")
      try gateway.commit(cart: "broken", "Cart breaks")
      try await gateway.operators[0].wait("release 3 rolled back", seconds: 60) { $0.state == "rolledBack" && $0.isEverywhere(2) }
      try await gateway.wait("the cluster's story") { try await gateway.field("Release", "edge-3", "status", "state") == "RolledBack" }
      #expect(try await gateway.field("Release", "edge-2", "status", "state") == "Live")
      #expect(try await gateway.field("Fleet", "edge", "status", "stable") == 2)
      try await gateway.wait("the objects of release 2 again") {
        try await client(gateway).get(mappings, namespace: gateway.shop, name: "cart")?.json["spec"]?["service"] == "cart"
      }
    }
  }

  private var mappings: ResourceType {
    ResourceType(group: "getambassador.io", version: "v3alpha1", plural: "mappings", kind: "Mapping", scope: .namespaced)
  }

  private func client(_ gateway: ClusterGateway) -> KubernetesClient { gateway.client }

  @Test("what a service team applies by hand is a release of its own; what is wrong with it costs only itself")
  func foreign() async throws {
    try await ClusterGateway.live { gateway in
      func mapping(_ prefix: String) -> String {
        """
        {apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: team, namespace: \(gateway.shop)}, spec: {hostname: '*',
        prefix: \(prefix), service: shop}}
        """
      }
      try await gateway.apply(mapping("/team/"))
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      #expect(try await gateway.field("Release", "edge-2", "spec", "cause") == "object")
      try await gateway.apply(mapping("team"))
      try await gateway.wait("the Source says so") {
        try await gateway.field("Source", "edge", "status", "conditions")?.array?.first?["reason"] == "Quarantined"
      }
      let status = try await gateway.operators[0].status()
      #expect(status.stable?.number == 2, "its last good version goes on serving")
      try await gateway.wait("the objects say so themselves") {
        let team = try await client(gateway).get(mappings, namespace: gateway.shop, name: "team")?.json["status"]
        let cart = try await client(gateway).get(mappings, namespace: gateway.shop, name: "cart")?.json["status"]
        return team?["state"] == "Inactive" && team?["reason"]?.string?.contains("prefix") == true
          && cart?["state"] == "Running" && cart?["reason"]?.string?.hasPrefix("generation 1 is in traffic with edge-") == true
      }
    }
  }

  @Test("what somebody changes or deletes by hand is put right at once, and nothing of it reaches the proxies")
  func drift() async throws {
    try await ClusterGateway.live { gateway in
      _ = try await client(gateway).patch(
        mappings, namespace: gateway.shop, name: "cart", merge: ["spec": ["service": "elsewhere"]], manager: "kubectl-edit")
      try await gateway.wait("it is put right", seconds: 15) {
        try await client(gateway).get(mappings, namespace: gateway.shop, name: "cart")?.json["spec"]?["service"] == "shop"
      }
      try await client(gateway).delete(mappings, namespace: gateway.shop, name: "cart")
      try await gateway.wait("it is back", seconds: 15) {
        try await client(gateway).get(mappings, namespace: gateway.shop, name: "cart") != nil
      }
      #expect(gateway.log().contains("was changed in the cluster: it is put right"))
      #expect(try await gateway.releases().count == 1)
    }
  }

  @Test(
    "a Source that is changed holds at once; one that cannot be used changes nothing",
    .enabled(if: ClusterGateway.mayBreakServer, "no shared/testkube beside the checkout"))
  func documents() async throws {
    try await ClusterGateway.live(breaksServer: true) { gateway in
      let policy = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: short-timeouts}
        spec:
          matchConstraints: {resourceRules: [{apiGroups: [getambassador.io], apiVersions: ['*'], operations: [CREATE, UPDATE], resources: [mappings]}]}
          validations: [{expression: "!has(object.spec.timeout_ms) || object.spec.timeout_ms < 60000", message: "at most a minute"}]
        """
      try gateway.repository.commit(files: ["policies/timeouts.yaml": policy], "A policy")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      let policies = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "validatingadmissionpolicies", kind: "ValidatingAdmissionPolicy",
        scope: .cluster)
      #expect(try await client(gateway).get(policies, name: "short-timeouts") == nil)
      let sources = ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "sources", kind: "Source", scope: .namespaced)
      func patch(_ spec: JSONValue) async throws {
        _ = try await client(gateway).patch(sources, namespace: gateway.namespace, name: "edge", merge: ["spec": spec], manager: "kubectl")
      }
      try await patch(["auth": ["secretRef": ["name": "missing"]]])
      try await gateway.wait("it is told") { gateway.log().contains("cannot be used as it is now") }
      #expect(try await gateway.operators[0].status().stable?.number == 2)
      try await patch(["auth": .null, "pushPolicies": true])
      try await gateway.wait("the policy is in the cluster", seconds: 60) {
        try await client(gateway).get(policies, name: "short-timeouts") != nil
      }
      try gateway.commit(cart: "shop.\(gateway.shop)", "After it")
      try await gateway.operators[0].wait("release 3 live", seconds: 60) { $0.stable?.number == 3 && $0.isEverywhere(3) }
    }
  }

  @Test("the repository's policies see the labels that a Namespace has in the cluster alone, and see them change")
  func namespaceLabels() async throws {
    let policy = """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: frozen}
      spec:
        matchConstraints: {resourceRules: [{apiGroups: [getambassador.io], apiVersions: ['*'], operations: [CREATE, UPDATE], resources: [mappings]}]}
        validations: [{expression: "object.metadata.name != 'cart'", message: "the cart is frozen here"}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: frozen}
      spec: {policyName: frozen, validationActions: [Deny], matchResources: {namespaceSelector: {matchLabels: {phase: frozen}}}}
      """
    try await ClusterGateway.live { gateway in
      func label(_ phase: String) async throws {
        try await gateway.apply("{apiVersion: v1, kind: Namespace, metadata: {name: \(gateway.shop), labels: {phase: \(phase)}}}")
      }
      try await label("frozen")
      try gateway.repository.commit(files: ["policies/frozen.yaml": policy], "A policy")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      try gateway.commit(cart: "shop.\(gateway.shop)", "Cart is called by its whole name")
      let status = try await gateway.operators[0].wait("the rejection", seconds: 30) { $0.rejected != nil }
      #expect(status.rejected?.findings.contains { $0.message.contains("the cart is frozen here") } == true)
      try await label("open")
      // Without another commit.
      try await gateway.operators[0].wait("release 3 live", seconds: 60) { $0.stable?.number == 3 && $0.isEverywhere(3) }
    }
  }

  @Test(
    "credentials that are not there keep nobody from leading and from taking back; the Source says which, and takes them when they come")
  func credentials() async throws {
    let sources = ResourceType(group: "nuncio.dev", version: "v1alpha1", plural: "sources", kind: "Source", scope: .namespaced)
    try await ClusterGateway.live { gateway in
      _ = try await client(gateway).patch(
        sources, namespace: gateway.namespace, name: "edge", merge: ["spec": ["auth": ["secretRef": ["name": "edge-git"]]]],
        manager: "kubectl")
    } _: { gateway in
      func ready(_ field: String) async throws -> String? {
        try await gateway.field("Source", "edge", "status", "conditions")?.array?.first?[field]?.string
      }
      try await gateway.wait("the Source says so") { try await ready("reason") == "NoCredentials" }
      #expect(try await ready("message")?.contains("no Secret \(gateway.namespace)/edge-git") == true)
      try gateway.commit(cart: "shop.\(gateway.shop)", "Cart is called by its whole name")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      #expect(try await gateway.operators[0].command("rollback"))
      try await gateway.operators[0].wait("release 1 again", seconds: 30) { $0.stable?.number == 1 && $0.isEverywhere(1) }
      try await gateway.apply(
        "{apiVersion: v1, kind: Secret, metadata: {name: edge-git, namespace: \(gateway.namespace)}, stringData: {username: nuncio}}")
      try await gateway.wait("it is taken") { try await ready("status") == "True" }
      let written = try String(contentsOfFile: "\(gateway.folder)/state-0/credentials/username", encoding: .utf8)
      #expect(written == "nuncio")
    }
  }

  @Test("a commit that the API server refuses is rejected as a whole, and says why")
  func refused() async throws {
    try await ClusterGateway.live { gateway in
      let service =
        "---\n{apiVersion: v1, kind: Service, metadata: {name: wrong, namespace: \(gateway.shop)}, spec: {ports: [{port: 80, protokoll: TCP}]}}"
      try gateway.commit(cart: "shop", "A wrong Service", more: service)
      let status = try await gateway.operators[0].wait("the rejection", seconds: 30) { $0.rejected != nil }
      #expect(status.rejected?.findings.contains { $0.message.contains("protokoll") } == true)
      #expect(status.stable?.number == 1)
    }
  }

  @Test(
    "a ChangePolicy of the cluster judges every commit, from the moment that it is there",
    .enabled(if: ClusterGateway.mayBreakServer, "no shared/testkube beside the checkout"))
  func changePolicy() async throws {
    try await ClusterGateway.live(breaksServer: true) { gateway in
      try await gateway.apply(
        """
        apiVersion: nuncio.dev/v1alpha1
        kind: ChangePolicy
        metadata: {name: carts-stay}
        spec:
          validations: [{expression: "change.routes.removed.size() == 0", message: "carts stay where they are"}]
        """)
      // It is read by a watch; the commit comes when it was.
      try await gateway.wait("the operator has it") {
        FileManager.default.contents(atPath: "\(gateway.folder)/state-0/policies/changepolicies.yaml")?.isEmpty == false
      }
      try gateway.commitWithoutCart("No cart")
      let status = try await gateway.operators[0].wait("the rejection", seconds: 30) { $0.rejected != nil }
      #expect(status.rejected?.findings.contains { $0.message.contains("carts stay where they are") } == true)
      #expect(status.stable?.number == 1)
    }
  }

  @Test("nuncio plan shows what a push would do, and writes nothing; diff --cluster is the same")
  func difference() async throws {
    try await ClusterGateway.live { gateway in
      let file = "\(gateway.folder)/fresh.yaml"
      try """
      {apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: fresh, namespace: \(gateway.shop)}, spec: {hostname: '*',
      prefix: /fresh/, service: shop}}
      """.write(toFile: file, atomically: true, encoding: .utf8)
      let place = ["--kubeconfig", gateway.cluster.kubeconfig, "--namespace", gateway.namespace, "--source", "another"]
      let (status, text) = try gateway.nuncio(["plan", file] + place)
      #expect(status == 0)
      #expect(text.contains("+ ") && text.contains("fresh") && text.contains("1 object differs"))
      #expect(try gateway.nuncio(["diff", file, "--cluster"] + place).output == text)
      #expect(try await client(gateway).get(mappings, namespace: gateway.shop, name: "fresh") == nil)
    }
  }

  @Test("a commit that waits for its turn loses its objects when the release before is ended; while it is tried they are there")
  func waiting() async throws {
    let configMaps = ResourceType(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", scope: .namespaced)
    try await ClusterGateway.live(holds: "40s") { gateway in
      let operation = gateway.operators[0]
      func isThere() async throws -> Bool { try await client(gateway).get(configMaps, namespace: gateway.shop, name: "late") != nil }
      try await gateway.serve("cart", port: gateway.good.port)
      try gateway.commit(cart: "cart", "First of two")
      try await operation.wait("stage 2", seconds: 90) { $0.candidate?.number == 2 && $0.candidate?.stage == 2 }
      try await gateway.serve("other", port: gateway.good.port)
      try gateway.commit(
        cart: "other", "Second of two", more: "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: late, namespace: \(gateway.shop)}}")
      try await gateway.wait("its objects are there") { try await isThere() }
      // Nothing tells that an admission is over: it holds for 30 s.
      try await Task.sleep(for: .seconds(32))
      #expect(try await operation.command("abort"))
      try await operation.wait("release 3 is tried", seconds: 60) { $0.candidate?.number == 3 }
      try await gateway.wait("its objects are there again") { try await isThere() }
      #expect(try await operation.status().candidate?.number == 3)
    }
  }

  @Test("a Release that is annotated is gone back to, and the annotation goes away")
  func annotation() async throws {
    try await ClusterGateway.live { gateway in
      try gateway.commit(cart: "shop.\(gateway.shop)", "Cart is called by its whole name")
      try await gateway.operators[0].wait("release 2 live", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) }
      try await gateway.annotate(release: 1, "nuncio.dev/rollback", "carts are empty")
      try await gateway.operators[0].wait("release 1 again", seconds: 30) { $0.stable?.number == 1 && $0.isEverywhere(1) }
      try await gateway.wait("the annotation is answered") {
        try await gateway.field("Release", "edge-1", "metadata", "annotations", "nuncio.dev/rollback") == nil
      }
      // A status that is written meanwhile shows the annotation again: it is one wish all the same.
      #expect(gateway.log().split(separator: "\n").count { $0.contains("rollback by annotation") } == 1)
    }
  }

  @Test(
    "an operator that is killed comes back to the same, and no request fails; without the API server it serves on",
    .enabled(if: ClusterGateway.mayBreakServer, "no shared/testkube beside the checkout"))
  func restarts() async throws {
    try await ClusterGateway.live(breaksServer: true) { gateway in
      let sending = gateway.traffic.start()
      defer { sending.cancel() }
      gateway.operators[0].crash()
      try gateway.operators[0].start()
      try await gateway.operators[0].wait("back again", seconds: 60) { $0.stable?.number == 1 && $0.proxies.allSatisfy(\.connected) }
      gateway.operators[0].crash()
      gateway.cluster.kill()
      try gateway.operators[0].start()
      try await gateway.wait("the copy serves") { gateway.log().contains("release 1 is served from the state directory") }
      #expect(gateway.traffic.seen.failed == 0)
      // What an Envoy that is killed has in its hands fails: that is not the operator's doing.
      sending.cancel()
      try gateway.startEnvoyAgain("edge-a")
      try await gateway.wait("a new proxy serves without API server") { gateway.serves("edge-a") }
      try await gateway.cluster.start()
      try await gateway.operators[0].wait("leads again", seconds: 60) { $0.stable?.number == 1 }
    }
  }
}
