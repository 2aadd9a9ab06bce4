import ClusterSync
import Kubernetes
import SourceYAML
import Testing

/// The states that kstatus gives to such objects (`sigs.k8s.io/cli-utils/pkg/kstatus/status/core.go`).
@Suite("Health: whether an object's controller has done what the object says")
struct HealthTests {
  enum State: Sendable { case current, inProgress, failed, terminating }

  private func state(_ text: String) throws -> State {
    let document = try #require(try parseYAML(Array(text.utf8), file: "object").first)
    return switch Health(KubernetesObject(JSONValue(document))) {
    case .current: .current
    case .inProgress: .inProgress
    case .failed: .failed
    case .terminating: .terminating
    }
  }

  @Test(
    "by conventions that hold for all kinds",
    arguments: [
      ("metadata: {generation: 2}", State.current), ("metadata: {generation: 2}\nstatus: {observedGeneration: 1}", .inProgress),
      ("status: {conditions: [{type: Ready, status: 'False', message: waits}]}", .inProgress),
      ("status: {conditions: [{type: Ready, status: 'True'}]}", .current),
      ("status: {conditions: [{type: Reconciling, status: 'True'}]}", .inProgress),
      ("status: {conditions: [{type: Stalled, status: 'True', reason: NoIssuer}]}", .failed),
      ("metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}", .terminating),
    ])
  func conventions(text: String, expected: State) throws {
    #expect(try state("apiVersion: example.com/v1\nkind: Thing\n" + text) == expected)
  }

  @Test(
    "by what is particular to a kind",
    arguments: [
      ("apps/v1", "Deployment", "spec: {replicas: 2}\nstatus: {replicas: 2, updatedReplicas: 2, availableReplicas: 2}", State.current),
      ("apps/v1", "Deployment", "spec: {replicas: 2}\nstatus: {replicas: 2, updatedReplicas: 1, availableReplicas: 2}", .inProgress),
      ("apps/v1", "Deployment", "spec: {replicas: 2}\nstatus: {replicas: 3, updatedReplicas: 2, availableReplicas: 2}", .inProgress),
      ("apps/v1", "Deployment", "status: {conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}", .failed),
      ("apps/v1", "StatefulSet", "spec: {replicas: 1}\nstatus: {readyReplicas: 1, updatedReplicas: 0}", .inProgress),
      ("apps/v1", "DaemonSet", "{}", .inProgress),
      ("apps/v1", "DaemonSet", "status: {desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2}", .current),
      ("batch/v1", "Job", "status: {conditions: [{type: Failed, status: 'True', message: BackoffLimitExceeded}]}", .failed),
      ("v1", "Service", "spec: {type: LoadBalancer}", .inProgress), ("v1", "Service", "spec: {type: ClusterIP}", .current),
      ("v1", "PersistentVolumeClaim", "status: {phase: Pending}", .inProgress), ("v1", "Pod", "status: {phase: Failed}", .failed),
      ("v1", "ConfigMap", "data: {a: b}", .current),
      (
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", "status: {conditions: [{type: NamesAccepted, status: 'False'}]}", .failed
      ),
    ])
  func kinds(apiVersion: String, kind: String, text: String, expected: State) throws {
    #expect(try state("apiVersion: \(apiVersion)\nkind: \(kind)\n" + (text == "{}" ? "" : text)) == expected)
  }
}
