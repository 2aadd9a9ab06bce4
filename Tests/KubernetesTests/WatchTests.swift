import AsyncHTTPClient
import Foundation
import Kubernetes
import Logging
import Manifests
import Testbed
import Testing

/// What a reflector said, waited for.
private actor Seen {
  private(set) var objects: [String: String] = [:]
  private(set) var syncs = 0
  private(set) var troubles = 0
  private(set) var recoveries = 0
  private var waiters: [(isDone: @Sendable (isolated Seen) -> Bool, done: CheckedContinuation<Void, Never>)] = []

  func take(_ event: ReflectorEvent<String>) {
    switch event {
    case .synced(let all):
      objects = Dictionary(all.map { ($0.key.name, $0.value) }) { $1 }
      syncs += 1
    case .changed(let key, let value): objects[key.name] = value
    case .removed(let key): objects[key.name] = nil
    case .trouble: troubles += 1
    case .recovered: recoveries += 1
    }
    let done = waiters.filter { $0.isDone(self) }
    waiters.removeAll { $0.isDone(self) }
    for waiter in done { waiter.done.resume() }
  }

  func wait(_ isDone: @escaping @Sendable (isolated Seen) -> Bool) async {
    if isDone(self) { return }
    await withCheckedContinuation { waiters.append((isDone, $0)) }
  }
}

@Suite(
  "Reflector: memory of what the API server holds", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"),
  .timeLimit(.minutes(2)))
struct WatchTests {
  private func following(
    _ client: KubernetesClient, _ body: @Sendable @escaping (Seen) async throws -> Void
  ) async throws {
    let seen = Seen()
    let reflector = Reflector<String>(client, configMaps, namespace: "default", logger: Logger(label: "test")) {
      $0.json["data"]?["x"]?.string
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await reflector.run { await seen.take($0) } }
      group.addTask { try await body(seen) }
      // The reflector ends only when it is told to.
      try await group.next()
      group.cancelAll()
    }
  }

  @Test("what is there, what comes, what changes and what goes")
  func changes() async throws {
    try await withCluster { _, client in
      _ = try await client.create(configMap("a", ["x": "1"]), as: configMaps)
      try await following(client) { seen in
        await seen.wait { $0.objects == ["a": "1"] }
        _ = try await client.create(configMap("b", ["x": "1"]), as: configMaps)
        _ = try await client.apply(configMap("a", ["x": "2"]), as: configMaps, manager: "m", force: true)
        await seen.wait { $0.objects == ["a": "2", "b": "1"] }
        try await client.delete(configMaps, namespace: "default", name: "a")
        _ = try await client.apply(configMap("b", ["y": "2"]), as: configMaps, manager: "m", force: true)
        _ = try await client.patch(configMaps, namespace: "default", name: "b", merge: ["data": ["x": .null]])
        await seen.wait { $0.objects.isEmpty }
      }
    }
  }

  @Test("a watch that is cut goes on where it was; one that is too old begins anew; nothing is missed")
  func cuts() async throws {
    try await withCluster { cluster, client in
      try await following(client) { seen in
        await seen.wait { $0.syncs == 1 }
        try await cluster.hook("close-watches")
        _ = try await client.create(configMap("a", ["x": "1"]), as: configMaps)
        await seen.wait { $0.objects == ["a": "1"] }
        let syncs = await seen.syncs
        #expect(syncs == 1, "a cut needs no list")
        try await cluster.hook("compact")
        _ = try await client.create(configMap("b", ["x": "1"]), as: configMaps)
        await seen.wait { $0.objects == ["a": "1", "b": "1"] }
      }
    }
  }

  @Test("a server that is away for a while: what was known holds, and what happened meanwhile is seen")
  func away() async throws {
    try await withCluster { cluster, client in
      _ = try await client.create(configMap("a", ["x": "1"]), as: configMaps)
      try await following(client) { seen in
        await seen.wait { $0.objects == ["a": "1"] }
        cluster.kill()
        await seen.wait { $0.troubles == 1 }
        let known = await seen.objects
        #expect(known == ["a": "1"])
        try await cluster.start()
        _ = try await client.create(configMap("b", ["x": "2"]), as: configMaps)
        await seen.wait { $0.objects == ["a": "1", "b": "2"] && $0.recoveries == 1 }
      }
    }
  }
}
