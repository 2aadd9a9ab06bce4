import Identity
import Kubernetes
import Manifests
import SourceYAML
import Testing

@testable import Operator

@Suite struct PodFleetTests {
  private func pod(_ statuses: JSONValue, phase: String = "Running", uid: String = "u1", deleted: Bool = false) -> KubernetesObject {
    var pod = KubernetesObject(apiVersion: "v1", kind: "Pod", namespace: "edge", name: "edge-a")
    pod.metadata["uid"] = .string(uid)
    if deleted { pod.metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
    pod.json["status"] = ["phase": .string(phase), "containerStatuses": statuses]
    return pod
  }

  private func fleet(_ pods: KubernetesObject...) -> PodFleet {
    var fleet = PodFleet()
    fleet.take(.synced(Dictionary(pods.map { ($0.key, PodFact($0)) }) { $1 }))
    return fleet
  }

  private let running: JSONValue = [["name": "envoy", "containerID": "c1", "state": ["running": [:]]]]

  private func terminated(_ code: Int64, _ container: String = "c1") -> JSONValue {
    ["terminated": ["exitCode": .integer(code), "containerID": .string(container)]]
  }

  @Test("an Envoy that a signal ended has ended once, however often the Pod is seen")
  func crash() {
    let before = fleet(pod(running))
    let down = fleet(pod([["name": "envoy", "containerID": "c1", "state": terminated(139)]]))
    let waiting = fleet(pod([["name": "envoy", "containerID": "c1", "state": ["waiting": [:]], "lastState": terminated(139)]]))
    let again = fleet(pod([["name": "envoy", "containerID": "c2", "state": ["running": [:]], "lastState": terminated(139)]]))
    let ended = down.ended(since: before)
    #expect(ended.map(\.proxy) == [ProxyID("edge-a")] && ended.map(\.signal) == [11] && ended.map(\.process) == ["u1/c1"])
    #expect(waiting.ended(since: down).isEmpty && again.ended(since: waiting).isEmpty)
    #expect(again.ended(since: before).map(\.signal) == [11], "the state between was missed")
    let second = fleet(pod([["name": "envoy", "containerID": "c2", "state": terminated(134, "c2")]]))
    #expect(second.ended(since: again).map(\.signal) == [6])
  }

  @Test("what was killed or left by itself has ended; a Pod on its way out was asked to, and what runs beside Envoy is not it")
  func others() {
    let before = fleet(pod(running))
    let killed = fleet(pod([["name": "envoy", "containerID": "c1", "state": terminated(137)]]))
    #expect(killed.ended(since: before).map(\.signal) == [9])
    let left = fleet(pod([["name": "envoy", "containerID": "c1", "state": terminated(1)]]))
    #expect(left.ended(since: before).map(\.signal) == [nil])
    let leaving = fleet(pod([["name": "envoy", "containerID": "c1", "state": terminated(139)]], deleted: true))
    #expect(leaving.ended(since: before).isEmpty)
    let other = fleet(pod([["name": "envoy", "containerID": "c9", "state": terminated(139)]], uid: "u2"))
    #expect(other.ended(since: before).isEmpty, "another Pod of the name")
    let sidecar = fleet(pod([["name": "attend", "containerID": "c1", "state": terminated(139)]]))
    #expect(sidecar.ended(since: before).isEmpty)
  }

  private func owned(_ name: String, by owner: String, _ template: String, status: JSONValue = ["phase": "Running"]) -> KubernetesObject {
    var pod = KubernetesObject(apiVersion: "v1", kind: "Pod", namespace: "edge", name: name)
    pod.metadata["labels"] = ["pod-template-hash": .string(template)]
    pod.metadata["ownerReferences"] = [["kind": "ReplicaSet", "name": .string("\(owner)-\(template)"), "controller": true]]
    pod.json["status"] = status
    return pod
  }

  @Test("Pods of two workloads are no exchange; of two templates of one they are")
  func owners() {
    let pods = [owned("a", by: "east", "1"), owned("b", by: "west", "2")]
    #expect(!fleet(pods[0], pods[1]).isReplacing)
    #expect(fleet(pods[0], pods[1], owned("c", by: "east", "3")).isReplacing)
  }

  @Test("a Pod that comes is waited for, one that waits for people is not")
  func pending() {
    func pod(_ more: JSONValue) -> KubernetesObject {
      var status = more
      status["phase"] = "Pending"
      return owned("a", by: "east", "1", status: status)
    }
    #expect(fleet(pod([:])).isReplacing)
    #expect(!fleet(pod(["conditions": [["type": "PodScheduled", "status": "False", "reason": "Unschedulable"]]])).isReplacing)
    let image: JSONValue = [["name": "envoy", "state": ["waiting": ["reason": "ImagePullBackOff"]]]]
    #expect(!fleet(pod(["containerStatuses": image])).isReplacing)
    #expect(fleet(pod(["containerStatuses": [["name": "envoy", "state": ["waiting": ["reason": "ContainerCreating"]]]]])).isReplacing)
  }
}
