import Foundation
package import Logging
import Manifests

/// Tells the cluster's people what happened to an object (`events.k8s.io/v1`). The same again within a while is one event
/// with a count.
package actor EventRecorder {
  /// How grave an event is.
  package enum Weight: String, Sendable { case normal = "Normal", warning = "Warning" }

  private struct Kind: Hashable {
    let regarding: String
    let reason: String
    let note: String
  }

  private let client: KubernetesClient
  private let instance: String
  private let logger: Logger
  private var known: [Kind: (name: String, count: Int64, at: ContinuousClock.Instant)] = [:]

  private static let type = ResourceType(group: "events.k8s.io", version: "v1", plural: "events", kind: "Event", scope: .namespaced)
  /// What comes again later than this is a new event.
  private static let series = Duration.seconds(360)

  /// - Parameter instance: This replica's name.
  package init(_ client: KubernetesClient, instance: String, logger: Logger) {
    self.client = client
    self.instance = instance
    self.logger = logger
  }

  /// Writes an event. One that cannot be written is lost: nothing depends on it.
  package func record(_ reason: String, _ note: String, action: String, weight: Weight = .normal, about object: KubernetesObject) async {
    let kind = Kind(regarding: object.uid + object.name, reason: reason, note: note)
    let now = LeaseRecord.time()
    do throws(APIError) {
      if try await again(kind, now, object) { return }
      known = known.filter { $0.value.at.duration(to: .now) < Self.series }
      let name = "\(object.name.prefix(200)).\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
      known[kind] = (name, 1, .now)
      _ = try await client.create(event(name, reason, note, action, weight, object, now), as: Self.type)
    } catch {
      // The next of its kind is a new event.
      known[kind] = nil
      logger.debug("the event \(reason) of \(object.key) cannot be written: \(error)")
    }
  }

  /// Counts one more of an event that is there; false when it is not, or not any more.
  private func again(_ kind: Kind, _ now: String, _ object: KubernetesObject) async throws(APIError) -> Bool {
    guard let before = known[kind], before.at.duration(to: .now) < Self.series else { return false }
    known[kind] = (before.name, before.count + 1, .now)
    do {
      _ = try await client.patch(
        Self.type, namespace: namespace(of: object), name: before.name,
        merge: ["series": ["count": .integer(before.count + 1), "lastObservedTime": .string(now)]])
      return true
    } catch .notFound {
      return false
    }
  }

  /// Events of an object of the cluster lie in `default`.
  private func namespace(of object: KubernetesObject) -> String { object.namespace.isEmpty ? "default" : object.namespace }

  private func event(
    _ name: String, _ reason: String, _ note: String, _ action: String, _ weight: Weight, _ object: KubernetesObject, _ now: String
  ) -> KubernetesObject {
    var event = KubernetesObject(apiVersion: "events.k8s.io/v1", kind: "Event", namespace: namespace(of: object), name: name)
    event.json["eventTime"] = .string(now)
    event.json["reportingController"] = "nuncio.dev/operator"
    event.json["reportingInstance"] = .string(String(instance.prefix(128)))
    event.json["action"] = .string(action)
    event.json["reason"] = .string(reason)
    event.json["type"] = .string(weight.rawValue)
    // The API takes 1 kB.
    event.json["note"] = .string(String(decoding: note.utf8.prefix(1000), as: UTF8.self))
    event.json["regarding"] = [
      "apiVersion": .string(object.apiVersion), "kind": .string(object.kind), "namespace": .string(object.namespace),
      "name": .string(object.name), "uid": .string(object.uid),
    ]
    return event
  }
}
