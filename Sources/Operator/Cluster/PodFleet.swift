import Identity
import Kubernetes
import Manifests
import Rollout

/// A Pod as far as a fleet goes.
struct PodFact: Sendable, Hashable {
  var uid: String
  var node: String
  /// Which process it is: another one after a restart of its containers.
  var process: String
  /// What its owner made it from, and whose Pods that makes different ones.
  var template: String
  var owner: String
  /// Envoy's container that ended last, if one did.
  var ended: String?
  /// The signal that ended it, where one did.
  var signal: Int?
  /// Whether it runs and is not on its way out.
  var isServing: Bool
  /// Whether it is neither running nor over.
  var isInTransition: Bool

  init(_ pod: KubernetesObject) {
    uid = pod.uid
    node = pod.json["spec"]?["nodeName"]?.string ?? ""
    let containers = pod.json["status"]?["containerStatuses"]?.array ?? []
    let envoy = containers.first { $0["name"]?.string == "envoy" }
    // What runs beside Envoy comes and goes on its own.
    process = ([uid] + (envoy.map { [$0] } ?? containers).compactMap { $0["containerID"]?.string }).joined(separator: "/")
    let over = envoy?["state"]?["terminated"] ?? envoy?["lastState"]?["terminated"]
    ended = over?["containerID"]?.string
    // A container that a signal ended leaves with 128 and its number.
    signal = over?["signal"]?.int ?? over?["exitCode"]?.int.flatMap { $0 > 128 ? $0 - 128 : nil }
    template = pod.labels["pod-template-hash"] ?? pod.labels["controller-revision-hash"] ?? ""
    let controller = (pod.metadata["ownerReferences"]?.array ?? []).first { $0["controller"] == true }
    // Of a Deployment each template has a ReplicaSet of its own, named after it.
    owner = (controller?["name"]?.string ?? "").replacing("-\(template)", with: "")
    let phase = pod.json["status"]?["phase"]?.string ?? "Pending"
    isServing = phase == "Running" && !pod.isTerminating
    isInTransition = pod.isTerminating || (phase == "Pending" && !Self.isStuck(pod, containers))
  }
}

extension PodFact {
  /// A Pod that waits for people does not come by itself: nothing waits for it.
  private static func isStuck(_ pod: KubernetesObject, _ containers: [JSONValue]) -> Bool {
    let conditions = pod.json["status"]?["conditions"]?.array ?? []
    if conditions.contains(where: { $0["type"] == "PodScheduled" && $0["reason"] == "Unschedulable" }) { return true }
    let all = containers + (pod.json["status"]?["initContainerStatuses"]?.array ?? [])
    let hopeless: Set<String> = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError", "CrashLoopBackOff"]
    return all.contains { $0["state"]?["waiting"]?["reason"]?.string.map(hopeless.contains) ?? false }
  }
}

/// Which Pods are the fleet, from what a reflector says. Pure.
struct PodFleet: Sendable {
  private(set) var pods: [String: PodFact] = [:]
  /// The zones of nodes.
  private(set) var zones: [String: String] = [:]

  /// The proxies: Pods that run, by their names.
  var members: [ProxyID] { pods.filter(\.value.isServing).keys.map { ProxyID($0) }.sorted() }

  /// Where they are.
  var places: [ProxyID: ProxyPlace] {
    Dictionary(
      pods.map { name, pod in (ProxyID(name), ProxyPlace(zone: zones[pod.node] ?? "", node: pod.node)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether whoever owns the Pods is exchanging them: some come or go, or those of one owner are of two templates.
  var isReplacing: Bool {
    if pods.values.contains(where: \.isInTransition) { return true }
    let serving = Dictionary(grouping: pods.values.filter(\.isServing), by: \.owner)
    return serving.values.contains { Set($0.map(\.template)).count > 1 }
  }

  /// The proxies whose Envoy ended since another look; a Pod that is gone, or on its way out, was asked to.
  func ended(since before: PodFleet) -> [(proxy: ProxyID, process: String, signal: Int?)] {
    pods.compactMap { name, pod in
      guard pod.isServing, let known = before.pods[name], known.uid == pod.uid, let ended = pod.ended, ended != known.ended else {
        return nil
      }
      return (ProxyID(name), known.process, pod.signal)
    }.sorted { $0.proxy < $1.proxy }
  }

  /// The process of a proxy; none when there is no such Pod.
  func process(of proxy: ProxyID) -> String? { pods[proxy.name]?.process }

  mutating func take(_ event: ReflectorEvent<PodFact>) {
    switch event {
    case .synced(let all): pods = Dictionary(all.map { ($0.key.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    case .changed(let key, let pod): pods[key.name] = pod
    case .removed(let key): pods[key.name] = nil
    case .trouble, .recovered: break
    }
  }

  mutating func takeNode(_ event: ReflectorEvent<String>) {
    switch event {
    case .synced(let all): zones = Dictionary(all.map { ($0.key.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    case .changed(let key, let zone): zones[key.name] = zone
    case .removed(let key): zones[key.name] = nil
    case .trouble, .recovered: break
    }
  }
}
