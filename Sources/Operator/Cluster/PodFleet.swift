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
  /// What its owner made it from.
  var template: String
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
    let phase = pod.json["status"]?["phase"]?.string ?? "Pending"
    isServing = phase == "Running" && !pod.isTerminating
    isInTransition = pod.isTerminating || phase == "Pending"
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

  /// Whether whoever owns the Pods is exchanging them: some come or go, or they are of two templates.
  var isReplacing: Bool {
    pods.values.contains(where: \.isInTransition) || Set(pods.values.filter(\.isServing).map(\.template)).count > 1
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
