import Foundation
import Kubernetes
import Logging
import Manifests
import NIOHTTP1
import Testbed
import Testing

@Suite("EventRecorder", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"), .timeLimit(.minutes(1)))
struct EventTests {
  @Test("an event says what happened to which object; the same again is one event with a count, something else is another")
  func events() async throws {
    try await withCluster { _, client in
      let events = ResourceType(group: "events.k8s.io", version: "v1", plural: "events", kind: "Event", scope: .namespaced)
      let object = try await client.create(configMap("a", ["x": "1"]), as: configMaps)
      let recorder = EventRecorder(client, instance: "operator-0", logger: Logger(label: "test"))
      for _ in 0..<3 { await recorder.record("RolledBack", "errors", action: "RollBack", weight: .warning, about: object) }
      await recorder.record("Live", "release 2 is live", action: "Promote", about: object)
      let all = try await client.list(events, namespace: "default").items.sorted {
        ($0.json["reason"]?.string ?? "") < ($1.json["reason"]?.string ?? "")
      }
      #expect(all.map { $0.json["reason"]?.string } == ["Live", "RolledBack"])
      let back = all.last?.json
      #expect(back?["regarding"]?["name"] == "a" && back?["regarding"]?["uid"]?.string == object.uid && back?["type"] == "Warning")
      #expect(back?["note"] == "errors" && back?["series"]?["count"]?.int == 3 && all.first?.json["series"] == nil)
    }
  }

  private let events = ResourceType(group: "events.k8s.io", version: "v1", plural: "events", kind: "Event", scope: .namespaced)

  @Test("it says which object, who tells it and when; one of the cluster's objects lies in `default`")
  func contents() async throws {
    try await withCluster { _, client in
      let namespaces = ResourceType(group: "", version: "v1", plural: "namespaces", kind: "Namespace", scope: .cluster)
      let shop = try await client.create(KubernetesObject(apiVersion: "v1", kind: "Namespace", name: "shop"), as: namespaces)
      var inside = configMap("a", ["x": "1"])
      inside.metadata["namespace"] = "shop"
      let object = try await client.create(inside, as: configMaps)
      let recorder = EventRecorder(client, instance: "operator-0", logger: Logger(label: "test"))
      await recorder.record("Live", "release 2 is live", action: "Promote", about: shop)
      await recorder.record("Live", "release 2 is live", action: "Promote", about: object)
      let ofNamespace = try #require(try await client.list(events, namespace: "default").items.first?.json)
      #expect(
        ofNamespace["regarding"] == ["apiVersion": "v1", "kind": "Namespace", "name": "shop", "uid": .string(shop.uid)])
      #expect(ofNamespace["reportingController"] == "nuncio.dev/operator" && ofNamespace["reportingInstance"] == "operator-0")
      #expect(ofNamespace["action"] == "Promote" && ofNamespace["type"] == "Normal")
      let ofMap = try #require(try await client.list(events, namespace: "shop").items.first?.json)
      #expect(
        ofMap["regarding"] == [
          "apiVersion": "v1", "kind": "ConfigMap", "namespace": "shop", "name": "a", "uid": .string(object.uid),
        ])
      // Microseconds are what the API wants.
      let at = try #require(ofMap["eventTime"]?.string)
      #expect(try Date(at, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)).timeIntervalSinceNow.magnitude < 600)
    }
  }

  @Test("a note of any length and language is taken, cut where it is too long; names as long as they may be too")
  func long() async throws {
    try await withCluster { _, client in
      let recorder = EventRecorder(client, instance: String(repeating: "i", count: 300), logger: Logger(label: "test"))
      let object = try await client.create(configMap(String(repeating: "n", count: 253), [:]), as: configMaps)
      // Every way in which a character of four bytes can lie across the limit.
      for shift in 0..<4 {
        let note = String(repeating: "x", count: shift) + String(repeating: "\u{1F6A8}", count: 600)
        await recorder.record("RolledBack", note, action: "RollBack", about: object)
      }
      let notes = try await client.list(events, namespace: "default").items.compactMap { $0.json["note"]?.string }
      #expect(notes.count == 4 && notes.allSatisfy { $0.utf8.count > 900 && $0.utf8.count <= 1024 })
    }
  }

  @Test("one that could not be written is lost, and not those that come after it")
  func lost() async throws {
    try await withCluster { cluster, client in
      let front = try await RefusingFront(
        cluster, refusing: [.init(.POST, "/events", .forbidden, reason: "Forbidden", message: #"User "x" cannot create resource "events""#)]
      )
      try await front.serving {
        let fronted = try KubernetesClient(try .find(kubeconfig: front.kubeconfig, environment: [:]), logger: Logger(label: "test"))
        let object = try await client.create(configMap("a", [:]), as: configMaps)
        let recorder = EventRecorder(fronted, instance: "operator-0", logger: Logger(label: "test"))
        await recorder.record("RolledBack", "errors", action: "RollBack", about: object)
        front.refuse([])
        await recorder.record("RolledBack", "errors", action: "RollBack", about: object)
        await fronted.shutdown()
      }
      let reasons = try await client.list(events, namespace: "default").items.map { $0.json["reason"]?.string }
      #expect(reasons == ["RolledBack"])
    }
  }

  @Test("an event that somebody deleted is there again when it happens again")
  func deleted() async throws {
    try await withCluster { _, client in
      let object = try await client.create(configMap("a", [:]), as: configMaps)
      let recorder = EventRecorder(client, instance: "operator-0", logger: Logger(label: "test"))
      await recorder.record("RolledBack", "errors", action: "RollBack", about: object)
      for event in try await client.list(events, namespace: "default").items {
        try await client.delete(events, namespace: "default", name: event.name)
      }
      await recorder.record("RolledBack", "errors", action: "RollBack", about: object)
      #expect(try await client.list(events, namespace: "default").items.count == 1)
    }
  }
}
