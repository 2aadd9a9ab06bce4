import Foundation
import Kubernetes
import Logging
import Manifests
import NIOHTTP1
import Testbed
import Testing

/// The client of a real API server with a front that asks for patience.
@Suite(
  "KubernetesClient: Retry-After", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"),
  .timeLimit(.minutes(2)))
struct RetryAfterTests {
  private let secrets = ResourceType(group: "", version: "v1", plural: "secrets", kind: "Secret", scope: .namespaced)

  private func withFront(_ body: @Sendable @escaping (RefusingFront, KubernetesClient) async throws -> Void) async throws {
    try await withCluster { cluster, _ in
      let front = try await RefusingFront(cluster)
      try await front.serving {
        let client = try KubernetesClient(try .find(kubeconfig: front.kubeconfig, environment: [:]), logger: Logger(label: "test"))
        do { try await body(front, client) } catch {
          await client.shutdown()
          throw error
        }
        await client.shutdown()
      }
    }
  }

  private func refusal(_ status: HTTPResponseStatus, after seconds: String?) -> RefusingFront.Refusal {
    .init(
      .GET, "/configmaps/a", status, reason: "Busy", message: "not now", headers: seconds.map { ["retry-after": $0] } ?? [:])
  }

  private func asked(_ front: RefusingFront) -> Int { front.calls.count { $0.path.hasSuffix("/configmaps/a") } }

  @Test("whoever asks meanwhile waits, sends nothing and then succeeds; other types are asked as ever")
  func waits() async throws {
    try await withFront { front, client in
      _ = try await client.create(configMap("a", ["x": "1"]), as: configMaps)
      front.refuse([refusal(.tooManyRequests, after: "3")])
      let error = await failure { () throws(APIError) in _ = try await client.get(configMaps, namespace: "default", name: "a") }
      #expect(error == .tooManyRequests(after: .seconds(3)))
      front.refuse([])
      let waiting = (0..<5).map { _ in
        Task { try await client.get(configMaps, namespace: "default", name: "a", patience: .seconds(30))?.json["data"]?["x"]?.string }
      }
      for _ in 0..<5 { _ = try await client.get(secrets, namespace: "default", name: "a") }
      #expect(asked(front) == 1, "the type is left alone while others are asked")
      for task in waiting { #expect(try await task.value == "1") }
      #expect(asked(front) == 6, "each asks once")
    }
  }

  @Test(
    "what a call is told that comes at a bad time, with and without a time to wait",
    arguments: [
      (429, "7", APIError.tooManyRequests(after: .seconds(7))), (429, nil, .tooManyRequests(after: .seconds(1))),
      (429, "soon", .tooManyRequests(after: .seconds(1))), (429, "86400", .tooManyRequests(after: .seconds(300))),
      (429, "-1", .tooManyRequests(after: .zero)), (503, "7", .tooManyRequests(after: .seconds(7))),
      (503, nil, .server(code: 503, message: "not now")),
    ] as [(Int, String?, APIError)])
  func words(code: Int, seconds: String?, expected: APIError) async throws {
    try await withFront { front, client in
      front.refuse([refusal(.init(statusCode: code), after: seconds)])
      let error = await failure { () throws(APIError) in _ = try await client.get(configMaps, namespace: "default", name: "a") }
      #expect(error == expected)
      #expect(error?.isTransient == true && error?.isOfServer == true)
      #expect(asked(front) == 1, "it is asked once, and not again by itself")
    }
  }

  @Test("a call that has less patience than the server asks for says so, and waits no longer than it wants")
  func impatient() async throws {
    try await withFront { front, client in
      front.refuse([refusal(.tooManyRequests, after: "5")])
      _ = await failure { () throws(APIError) in _ = try await client.get(configMaps, namespace: "default", name: "a") }
      front.refuse([])
      let error = await failure { () throws(APIError) in
        _ = try await client.get(configMaps, namespace: "default", name: "a", patience: .milliseconds(200))
      }
      #expect(error?.isOfServer == true, "5 s were waited for with a patience of 0.2 s")
    }
  }
}
