import Kubernetes
import Logging
import Manifests
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
}
