import Foundation
import Kubernetes
import Logging
import Manifests
import NIOHTTP1
import Testbed
import Testing

/// A role is written from what the error says: verb, resource and namespace must be those of RBAC.
@Suite(
  "KubernetesClient: a right that is missing", .enabled(if: TestCluster.program != nil, "no shared/testkube beside the checkout"),
  .timeLimit(.minutes(1)))
struct RightsTests {
  private static let mappings = ResourceType(
    group: "getambassador.io", version: "v3alpha1", plural: "mappings", kind: "Mapping", scope: .namespaced)

  private func object(_ type: ResourceType) -> KubernetesObject {
    KubernetesObject(apiVersion: type.apiVersion, kind: type.kind, namespace: "shop", name: "a")
  }

  private func call(_ verb: String, _ type: ResourceType, _ client: KubernetesClient) async -> APIError? {
    await failure { () throws(APIError) in
      switch verb {
      case "get": _ = try await client.get(type, namespace: "shop", name: "a")
      case "list": _ = try await client.list(type, namespace: "shop")
      case "create": _ = try await client.create(object(type), as: type)
      case "update": _ = try await client.replace(object(type), as: type)
      case "delete": try await client.delete(type, namespace: "shop", name: "a")
      default: _ = try await client.apply(object(type), as: type, manager: "nuncio")
      }
    }
  }

  @Test(
    "the verb, the resource with its group and the namespace, in the error and in its words",
    arguments: [configMapsOfCore, mappings])
  func verbs(type: ResourceType) async throws {
    try await withCluster { cluster, _ in
      let path = type.path(namespace: "shop")
      let front = try await RefusingFront(cluster)
      try await front.serving {
        let client = try KubernetesClient(try .find(kubeconfig: front.kubeconfig, environment: [:]), logger: Logger(label: "test"))
        for verb in ["get", "list", "create", "update", "delete", "patch"] {
          let words =
            #"\#(type.plural) is forbidden: User "x" cannot \#(verb) resource "\#(type.plural)" in API group "\#(type.group)" in the namespace "shop""#
          front.refuse(
            [(HTTPMethod.GET, "/a"), (.GET, ""), (.POST, ""), (.PUT, "/a"), (.DELETE, "/a"), (.PATCH, "/a")].map {
              .init($0.0, path + $0.1, .forbidden, reason: "Forbidden", message: words)
            })
          let error = await call(verb, type, client)
          #expect(error == .forbidden(verb: verb, resource: type.description, namespace: "shop", message: words))
          #expect(error?.description.contains("may not \(verb) \(type.description) in namespace shop") == true)
          #expect(error?.isTransient == false)
        }
        await client.shutdown()
      }
    }
  }

  @Test("a watch that may not be has trouble with the verb `watch`, and not with `list`")
  func watch() async throws {
    try await withCluster { cluster, _ in
      // The list goes through; the words of the API server differ by verb alone, and the path does not tell them apart.
      let words = #"configmaps is forbidden: User "x" cannot watch resource "configmaps" in API group "" in the namespace "default""#
      let front = try await RefusingFront(cluster)
      try await front.serving {
        let client = try KubernetesClient(try .find(kubeconfig: front.kubeconfig, environment: [:]), logger: Logger(label: "test"))
        let reflector = Reflector<String>(client, configMaps, namespace: "default", logger: Logger(label: "test")) { $0.name }
        let (events, event) = AsyncStream.makeStream(of: ReflectorEvent<String>.self)
        let running = Task {
          await reflector.run {
            // The watch begins when the list was taken.
            if case .synced = $0 {
              front.refuse([.init(.GET, "/namespaces/default/configmaps", .forbidden, reason: "Forbidden", message: words)])
            }
            event.yield($0)
          }
          event.finish()
        }
        var trouble: APIError?
        for await event in events { if case .trouble(let error) = event { trouble = error; break } }
        running.cancel()
        await running.value
        await client.shutdown()
        #expect(trouble == .forbidden(verb: "watch", resource: "configmaps", namespace: "default", message: words))
      }
    }
  }

  private static let configMapsOfCore = configMaps
}
